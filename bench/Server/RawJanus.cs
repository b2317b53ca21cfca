using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huitang.Media;

namespace Huitang.Bench.Server;

/// <summary>The baseline of control: a socket to the media server that does nothing but send requests made before and count the answers.</summary>
internal sealed class RawJanus : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly string _secret;
    private long _session;
    private long _handle;
    private int _count;

    private RawJanus(string secret) => _secret = secret;

    public static async Task<RawJanus> ConnectAsync(MediaNodeAddress node)
    {
        var raw = new RawJanus(node.ApiSecret);
        raw._socket.Options.AddSubProtocol("janus-protocol");
        raw._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await raw._socket.ConnectAsync(node.Url, CancellationToken.None);
        raw._session = await raw.MakeAsync(new JsonObject { ["janus"] = "create" });
        raw._handle = await raw.MakeAsync(new JsonObject { ["janus"] = "attach", ["session_id"] = raw._session, ["plugin"] = "janus.plugin.videoroom" });
        return raw;
    }

    public byte[] Moderate(string room, string secret, string feed, string mid, bool mute) => Bytes(new JsonObject
    {
        ["janus"] = "message", ["session_id"] = _session, ["handle_id"] = _handle,
        ["body"] = new JsonObject { ["request"] = "moderate", ["room"] = room, ["secret"] = secret, ["id"] = feed, ["mid"] = mid, ["mute"] = mute },
    });

    /// <summary>Sends all, at most so many without an answer at a time; milliseconds until the last answer.</summary>
    public async Task<double> RunAsync(IReadOnlyList<byte[]> requests, int parallel)
    {
        var start = Stopwatch.GetTimestamp();
        var sent = 0;
        for (; sent < Math.Min(parallel, requests.Count); sent++) await SendAsync(requests[sent]);
        for (var answered = 0; answered < requests.Count; answered++)
        {
            using var reply = await ReceiveAsync();
            var root = reply.RootElement;
            if (!root.TryGetProperty("plugindata", out var plugin) || plugin.GetProperty("data").TryGetProperty("error", out _)) throw new InvalidOperationException(root.GetRawText());
            if (sent < requests.Count) await SendAsync(requests[sent++]);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<long> MakeAsync(JsonObject message)
    {
        await SendAsync(Bytes(message));
        using var reply = await ReceiveAsync();
        return reply.RootElement.GetProperty("data").GetProperty("id").GetInt64();
    }

    private byte[] Bytes(JsonObject message)
    {
        message["transaction"] = "b" + ++_count;
        message["apisecret"] = _secret;
        return JsonSerializer.SerializeToUtf8Bytes(message);
    }

    private Task SendAsync(byte[] message) => _socket.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task<JsonDocument> ReceiveAsync()
    {
        while (true)
        {
            var have = 0;
            ValueWebSocketReceiveResult read;
            do
            {
                read = await _socket.ReceiveAsync(_buffer.AsMemory(have), CancellationToken.None);
                have += read.Count;
            }
            while (!read.EndOfMessage);
            var reply = JsonDocument.Parse(_buffer.AsMemory(0, have).ToArray());
            if (reply.RootElement.GetProperty("janus").GetString() is "success" or "error") return reply;
            reply.Dispose();
        }
    }
}
