using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Huitang.TestKit;

/// <summary>A meeting client without media: speaks the wire of the meeting socket as raw JSON, so that tests can also say what no good client says.</summary>
public sealed class RoomClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonObject> _in = Channel.CreateUnbounded<JsonObject>();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _asked;

    /// <summary>Own participant id, after the welcome.</summary>
    public string Me { get; private set; } = "";

    /// <summary>Token to come back with.</summary>
    public string Resume { get; private set; } = "";

    /// <summary>People as last told, by id.</summary>
    public Dictionary<string, JsonObject> People { get; } = [];

    /// <summary>The meeting as last told.</summary>
    public JsonObject? Meeting { get; private set; }

    /// <summary>Everything received, in order.</summary>
    public List<JsonObject> Log { get; } = [];

    /// <summary>Connects and says hello.</summary>
    public static async Task<RoomClient> ConnectAsync(Uri server, string? ticket, string? resume = null)
    {
        var client = new RoomClient();
        client._socket.Options.AddSubProtocol("huitang.v1");
        client._socket.Options.SetRequestHeader("Origin", server.GetLeftPart(UriPartial.Authority));
        await client._socket.ConnectAsync(new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/live" }.Uri, CancellationToken.None);
        _ = client.ReadAsync();
        _ = client.PingAsync();
        await client.SendAsync(new JsonObject
        {
            ["t"] = "hello", ["ticket"] = ticket, ["resume"] = resume,
            ["client"] = new JsonObject { ["device"] = "web", ["browser"] = "Test 1", ["network"] = "wired", ["language"] = "zh-CN" },
        });
        return client;
    }

    /// <summary>Sends any JSON.</summary>
    public Task SendAsync(JsonNode message) => SendTextAsync(message.ToJsonString());

    /// <summary>Sends any text.</summary>
    public async Task SendTextAsync(string text)
    {
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Asks for something and waits for the answer; null on success, else the error code.</summary>
    public async Task<string?> DoAsync(string op, object? values = null)
    {
        var command = JsonSerializer.SerializeToNode(values ?? new { }, JsonSerializerOptions.Web)!.AsObject();
        command["op"] = op;
        var id = ++_asked;
        await SendAsync(new JsonObject { ["t"] = "do", ["id"] = id, ["command"] = command });
        // Whoever ends the meeting or leaves may be told so in place of an answer.
        var result = await UntilAsync(m => ((string?)m["t"] == "result" && (int?)m["id"] == id) || (string?)m["t"] == "gone");
        return (string?)result["error"]?["code"];
    }

    /// <summary>Reads on until a message of this type comes.</summary>
    public Task<JsonObject> UntilAsync(string type, int seconds = 30) => UntilAsync(m => (string?)m["t"] == type, seconds);

    /// <summary>Reads on until a message fits.</summary>
    public async Task<JsonObject> UntilAsync(Func<JsonObject, bool> fits, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            while (true)
            {
                var message = await _in.Reader.ReadAsync(limit.Token);
                if (fits(message)) return message;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException("Did not come; last messages: " + string.Join(" | ", Log.TakeLast(8).Select(m => m.ToJsonString())), e);
        }
    }

    /// <summary>Reads on until what is known of the meeting fits.</summary>
    public async Task UntilStateAsync(Func<RoomClient, bool> fits, int seconds = 30)
    {
        if (!fits(this)) await UntilAsync(_ => fits(this), seconds);
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Drop()
    {
        _stop.Cancel();
        _socket.Abort();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Drop();
        _socket.Dispose();
        _writing.Dispose();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PingAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), _stop.Token);
                await _writing.WaitAsync(_stop.Token);
                try
                {
                    await _socket.SendAsync("{\"t\":\"ping\"}"u8.ToArray(), WebSocketMessageType.Text, true, _stop.Token);
                }
                finally
                {
                    _writing.Release();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult read;
                do
                {
                    read = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    length += read.Count;
                }
                while (!read.EndOfMessage);
                if (read.MessageType == WebSocketMessageType.Close) break;
                var message = JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
                Note(message);
                await _in.Writer.WriteAsync(message);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Closed.
        }

        _in.Writer.TryComplete();
    }

    private void Note(JsonObject message)
    {
        lock (Log) Log.Add(message);
        switch ((string?)message["t"])
        {
            case "welcome":
                Me = (string)message["you"]!;
                Resume = (string)message["resume"]!;
                break;
            case "waiting" when message["resume"] is { } r && (string)r! != "":
                Resume = (string)r!;
                break;
            case "snapshot":
                People.Clear();
                Meeting = message["meeting"]!.AsObject();
                foreach (var p in message["people"]!.AsArray()) People[(string)p!["id"]!] = p.AsObject();
                break;
            case "delta":
                if (message["meeting"] is JsonObject m) Meeting = m;
                foreach (var p in message["people"]!.AsArray()) People[(string)p!["id"]!] = p.AsObject();
                foreach (var left in message["left"]!.AsArray()) People.Remove((string)left!);
                break;
        }
    }
}
