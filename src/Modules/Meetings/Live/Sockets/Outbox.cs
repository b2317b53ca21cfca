using System.Net.WebSockets;

namespace Huitang.Meetings.Live.Sockets;

/// <summary>What is to be sent on one socket, in order and one after the other. Nothing is held and nothing waits while there is nothing to send, so a quiet socket costs next to nothing. Safe to call from anywhere.</summary>
internal sealed class Outbox(WebSocket socket, CancellationTokenSource stop) : IThreadPoolWorkItem
{
    private const int Longest = 2000;

    private readonly Lock _gate = new();
    private Queue<byte[]>? _waiting;
    private TaskCompletionSource? _closed;
    private bool _sending;
    private bool _complete;

    /// <summary>Queues a message; after the last one it is dropped. False when the reader is too slow: the queue is full.</summary>
    public bool TrySend(byte[] message)
    {
        lock (_gate)
        {
            if (_complete) return true;
            if (_waiting?.Count >= Longest) return false;
            (_waiting ??= new Queue<byte[]>(4)).Enqueue(message);
            if (_sending) return true;
            _sending = true;
        }

        // Never on the caller's thread: it holds the lock of a meeting.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>No more messages; what is queued still goes out, then the socket is closed from our side.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_complete) return;
            _complete = true;
            _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_sending) return;
            _sending = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Done when everything was sent and the socket is closed from our side, or broken; only after <see cref="Complete"/>.</summary>
    public Task Closed => _closed?.Task ?? Task.CompletedTask;

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        try
        {
            bool over;
            while (Next(out over) is { } message) await socket.SendAsync(message, WebSocketMessageType.Text, true, stop.Token);
            if (!over) return;
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            Break();
        }

        _closed?.TrySetResult();
    }

    private byte[]? Next(out bool over)
    {
        lock (_gate)
        {
            over = false;
            if (_waiting is { Count: > 0 } waiting) return waiting.Dequeue();
            _waiting = null;
            // While closing nobody else may begin to send.
            over = _sending = _complete;
            return null;
        }
    }

    private void Break()
    {
        lock (_gate) (_complete, _waiting) = (true, null);
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The reading side ended first.
        }
    }
}
