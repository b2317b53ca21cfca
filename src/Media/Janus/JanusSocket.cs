using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Huitang.Media.Janus;

/// <summary>One WebSocket to a node: sends requests, pairs answers with them, hands events out in the order they came.</summary>
internal sealed class JanusSocket : IAsyncDisposable
{
    /// <summary>An answer that took longer is not coming.</summary>
    public static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(8);

    private const int MessageLimit = 8 * 1024 * 1024;

    private readonly ClientWebSocket _socket;
    private readonly string _node;
    private readonly string _apiSecret;
    private readonly Action<JanusReply> _onEvent;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);

    // A node works its control requests off one after the other; a longer queue over there helps nobody.
    private readonly SemaphoreSlim _room = new(64);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _prefix = RandomNumberGenerator.GetHexString(8, true);
    private long _count;
    private volatile bool _closed;

    private JanusSocket(ClientWebSocket socket, string node, string apiSecret, Action<JanusReply> onEvent, ILogger log, TimeProvider time)
    {
        (_socket, _node, _apiSecret, _onEvent, _log, _time) = (socket, node, apiSecret, onEvent, log, time);
        Closed = Task.Run(ReceiveAsync);
    }

    /// <summary>Ends with the reason when the socket is gone; never fails.</summary>
    public Task<string> Closed { get; }

    /// <summary>Connects; <paramref name="onEvent"/> is called on the receiving loop and must not block.</summary>
    public static async Task<JanusSocket> ConnectAsync(string node, Uri url, string apiSecret, Action<JanusReply> onEvent, ILogger log, TimeProvider time, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol("janus-protocol");
            socket.Options.Proxy = null;
            socket.Options.KeepAliveInterval = TimeSpan.Zero; // our own ping tells more
            await socket.ConnectAsync(url, ct);
            return new JanusSocket(socket, node, apiSecret, onEvent, log, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer. An <c>ack</c> is the answer only to requests that get nothing else.</summary>
    public async Task<JanusReply> RequestAsync(JsonObject message, bool ackIsAnswer, CancellationToken ct, TimeSpan? limit = null)
    {
        var transaction = _prefix + Interlocked.Increment(ref _count).ToString("x");
        message["transaction"] = transaction;
        message["apisecret"] = _apiSecret;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
        var what = (string?)message["body"]?["request"] ?? (string?)message["janus"] ?? "?";

        using var end = new CancellationTokenSource(limit ?? RequestTime, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, end.Token);
        var waiting = new Waiting(ackIsAnswer);
        try
        {
            await _room.WaitAsync(both.Token);
            try
            {
                _waiting[transaction] = waiting;
                if (_closed) throw new MediaUnavailableException(_node, "connection lost");
                await SendAsync(bytes).WaitAsync(both.Token);
                return await waiting.Answer.Task.WaitAsync(both.Token);
            }
            finally
            {
                _waiting.TryRemove(transaction, out _);
                _room.Release();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new MediaUnavailableException(_node, $"no answer to '{what}' in time");
        }
    }

    // Not bound to the caller's token: cancelling a half-sent frame would end the whole connection.
    private async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, _stop.Token);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            throw new MediaUnavailableException(_node, "connection lost", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task<string> ReceiveAsync()
    {
        var reason = "closed by the node";
        try
        {
            var buffer = new ArrayBufferWriter<byte>(16 * 1024);
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.GetMemory(8 * 1024), _stop.Token);
                if (part.MessageType == WebSocketMessageType.Close) break;
                buffer.Advance(part.Count);
                if (buffer.WrittenCount > MessageLimit) throw new InvalidDataException("message too long");
                if (!part.EndOfMessage) continue;
                if (!IsForNobody(buffer.WrittenSpan)) Take(buffer.WrittenMemory);
                buffer.ResetWrittenCount();
            }
        }
        catch (OperationCanceledException)
        {
            reason = "closed by us";
        }
        catch (Exception e)
        {
            reason = e.InnerException?.Message ?? e.Message;
        }

        _closed = true; // before the waiting ones are told, so that none can slip in unseen
        var lost = new MediaUnavailableException(_node, "connection lost: " + reason);
        foreach (var waiting in _waiting.Values) waiting.Answer.TrySetException(lost);
        return reason;
    }

    // Every block of a stream is told to every publisher of the room: 40,000 messages when 200 people are muted at once.
    // We did it ourselves, so they are not even parsed; inside a text the quotes would be escaped.
    private static bool IsForNobody(ReadOnlySpan<byte> message) => message.Length < 1000 && message.IndexOf("\"moderation\""u8) > 0 && message.IndexOf("\"transaction\""u8) < 0;

    private void Take(ReadOnlyMemory<byte> message)
    {
        JanusReply reply;
        try
        {
            using var document = JsonDocument.Parse(message);
            reply = new JanusReply(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            _log.LogWarning(e, "Media node {Node} sent something that is not JSON", _node);
            return;
        }

        var kind = reply.Kind;
        if (kind is "event" or "webrtcup" or "media" or "hangup" or "detached" or "slowlink" or "timeout")
        {
            try
            {
                _onEvent(reply);
            }
            catch (Exception e)
            {
                _log.LogError(e, "Media node {Node}: event {Kind} could not be handled", _node, kind);
            }
        }

        if (reply.Transaction is { } transaction && _waiting.TryGetValue(transaction, out var waiting) && (kind != "ack" || waiting.AckIsAnswer))
            waiting.Answer.TrySetResult(reply);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await Closed;
        _socket.Dispose();
        // The sources stay undisposed: late senders may still look at their tokens; they hold nothing native.
    }

    private sealed record Waiting(bool AckIsAnswer)
    {
        public TaskCompletionSource<JanusReply> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
