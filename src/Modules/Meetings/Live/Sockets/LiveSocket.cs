using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Huitang.Meetings.Live.Sockets;

/// <summary>What every socket of the process shares.</summary>
internal sealed record LiveServices(IGrainFactory Grains, LiveNode Node, Media.IMediaServer Media, TicketStore Tickets, QualityCollector Quality, IceServers Ice, TimeProvider Time, ILogger<LiveSocket> Log);

/// <summary>One participant's WebSocket: reads, limits, dispatches; writes from a bounded queue so that a slow reader never holds a meeting up.</summary>
internal sealed class LiveSocket : IAsyncDisposable
{
    private const int LargestMessage = 256 * 1024;
    private const int Strikes = 20;
    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(20);
    private static long s_lastId;

    private readonly WebSocket _socket;
    private readonly LiveServices _services;
    private readonly Outbox _out;
    private readonly CancellationTokenSource _stop = new();
    private readonly MessageBudget _budget;
    private readonly string? _ip;
    private string _resume = "";
    private bool _creator;
    private int _strikes;
    private bool _finished;
    private long _heard;

    public LiveSocket(WebSocket socket, LiveServices services, string? ip)
    {
        (_socket, _services, _ip) = (socket, services, ip);
        _budget = new MessageBudget(services.Time);
        _out = new Outbox(socket, _stop);
        _heard = services.Time.GetTimestamp();
        Media = new SocketMedia(this, services);
    }

    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    public MeetingId Meeting { get; private set; }

    public ParticipantId Who { get; private set; }

    public SocketMedia Media { get; }

    public ConnectionRef Ref => new(_services.Node.Name, Id);

    public IMeetingGrain Grain => _services.Grains.GetGrain<IMeetingGrain>(Meeting.Value);

    /// <summary>Serves the socket until it closes.</summary>
    public async Task RunAsync()
    {
        try
        {
            _stop.CancelAfter(HelloWithin);
            var first = await ReadAsync(_stop.Token);
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
            if (await EnterAsync(first, _stop.Token))
            {
                while (await ReadAsync(_stop.Token) is { } message) await DispatchAsync(message, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The other side is gone; nothing to say.
        }
        catch (Exception e) when (e is OrleansMessageRejectionException or SiloUnavailableException or FencedException)
        {
            _services.Log.LogInformation("The server of meeting {Meeting} is gone; {Who} comes back: {Problem}", Meeting, Who, e.Message);
        }
        finally
        {
            var at = _services.Time.GetUtcNow();
            if (Who != default)
            {
                _services.Node.Follow(Meeting).Detach(this);
                if (!_finished) await QuietlyAsync(() => Grain.DisconnectedAsync(Who, Ref, at));
                _services.Quality.Left(Who);
            }

            _finished = true;
            _out.Complete();
            await QuietlyAsync(() => _out.Closed.WaitAsync(TimeSpan.FromSeconds(2)));
            await _stop.CancelAsync();
            await Media.DisposeAsync();
        }
    }

    /// <summary>Queues a message. A reader too slow for the queue is cut off; it comes back and gets a snapshot.</summary>
    public void Send(byte[] message)
    {
        if (!_out.TrySend(message) && !_finished) _stop.Cancel();
    }

    public void Send(ServerMessage message) => Send(LiveReplica.Bytes(message));

    /// <summary>Sends the last message and closes.</summary>
    public void Finish(ServerMessage last)
    {
        if (_finished) return;
        Send(last);
        _finished = true;
        _out.Complete();
    }

    /// <summary>Cuts the connection: the other side was silent for too long, or the process stops.</summary>
    public void Cut()
    {
        if (!_finished) _stop.Cancel();
    }

    /// <summary>Whether nothing, not even a ping, came for so long that the other side must be gone.</summary>
    public bool Silent => _services.Time.GetElapsedTime(Volatile.Read(ref _heard)) > SilenceLimit;

    /// <summary>Tells the client it is in.</summary>
    public void Welcome()
    {
        Send(new ServerMessage.Welcome(Who.ToString(), _resume, _services.Ice.For(Who), _services.Media.Nodes.Any(n => n.Up), _services.Time.GetUtcNow().ToUnixTimeMilliseconds(), _creator));
        Media.Open();
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>SHA-256 in base64: tokens are never stored as they are.</summary>
    public static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private async Task<bool> EnterAsync(ClientMessage? first, CancellationToken ct)
    {
        if (first is not ClientMessage.Hello hello || hello.Client is null)
        {
            Finish(new ServerMessage.Malformed("hello_expected"));
            return false;
        }

        var client = Clean(hello.Client);
        Kernel.Result<Entrance> entrance;
        if (hello.Resume is { Length: < 200 } resume && resume.Split('.') is [var m, var p, var kept] && Guid.TryParse(m, out var meeting) && Guid.TryParse(p, out var who))
        {
            Meeting = new MeetingId(meeting);
            _resume = resume;
            entrance = await Grain.AskAsync(m => m.ResumeAsync(new ParticipantId(who), Ref, _services.Node.Link, Hash(kept)));
        }
        else if (hello.Ticket is { Length: < 200 } ticket && await _services.Tickets.RedeemAsync(Hash(ticket), ct) is { } redeemed)
        {
            Meeting = redeemed.Meeting;
            var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
            entrance = await Grain.AskAsync(m => m.ArriveAsync(redeemed.Who with { Client = client, Ip = _ip }, Ref, _services.Node.Link, Hash(secret)));
            if (entrance.Value is { } e) _resume = $"{Meeting.Value:N}.{e.Who}.{secret}";
        }
        else
        {
            Finish(new ServerMessage.Gone("expired", true));
            return false;
        }

        if (entrance.Error is { } error)
        {
            // Cut off, the client tries again.
            if (error == LiveErrors.OwnedElsewhere) return false;
            Finish(error.Code is "meeting.not_in" or "meeting.not_live" ? new ServerMessage.Gone("expired", true) : new ServerMessage.Gone(error.Code[(error.Code.IndexOf('.') + 1)..], error.Code != "join.banned"));
            return false;
        }

        (Who, _creator) = (entrance.Value!.Who, entrance.Value.IsCreator);
        if (entrance.Value.Door != Door.In) Send(new ServerMessage.Waiting(entrance.Value.Door == Door.Lobby ? "lobby" : "host", entrance.Value.Subject, _resume));
        await _services.Node.AttachAsync(this);
        return true;
    }

    private async Task DispatchAsync(ClientMessage message, CancellationToken ct)
    {
        switch (message)
        {
            case ClientMessage.Ping: Send(new ServerMessage.Pong(_services.Time.GetUtcNow().ToUnixTimeMilliseconds())); break;
            case ClientMessage.Do m: await DoAsync(m); break;
            case ClientMessage.Quality { Sample: { } sample }: await GradeAsync(sample); break;
            case ClientMessage.Publish or ClientMessage.Unpublish or ClientMessage.Candidate or ClientMessage.Watch or ClientMessage.Answer: await Media.HandleAsync(message, ct); break;
            default: Strike("unexpected"); break;
        }
    }

    private async Task DoAsync(ClientMessage.Do ask)
    {
        if (ask.Command is null)
        {
            Strike("malformed");
            return;
        }

        try
        {
            // A word said twice would stand there twice: its sender is told, and says it again.
            var result = ask.Command is Command.Say ? await Grain.CommandAsync(Who, ask.Command) : await Grain.AskAsync(m => m.CommandAsync(Who, ask.Command));
            Send(new ServerMessage.Result(ask.Id, result.Error is { } e ? new ErrorView(e.Code, e.Args) : null));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _services.Log.LogWarning(e, "Command of {Who} in {Meeting} failed", Who, Meeting);
            Send(new ServerMessage.Result(ask.Id, new ErrorView("meeting.moving", [])));
        }
    }

    private async Task GradeAsync(QualitySample sample)
    {
        if (_services.Node.Follow(Meeting).Find(Who) is not { } me) return;
        if (await _services.Quality.AddAsync(me, Meeting, _services.Node.Follow(Meeting).Current?.Room ?? default, sample) is { } grade) await Grain.GradedAsync(Who, grade);
    }

    private static ClientInfo Clean(ClientInfo client) => new(
        client.Device is "web" or "android" or "ios" or "ipad" or "mac" or "pc" or "linux" ? client.Device : "web",
        Short(client.Browser, 60), client.Network is "wifi" or "wired" or "cellular" ? client.Network : "unknown", client.Language is "en-US" ? "en-US" : "zh-CN");

    private static string Short(string? text, int length) => new((text ?? "").Where(c => !char.IsControl(c)).Take(length).ToArray());

    private void Strike(string code)
    {
        if (++_strikes >= Strikes) Finish(new ServerMessage.Malformed("too_many_errors"));
        else Send(new ServerMessage.Malformed(code));
        if (_strikes >= Strikes) _stop.CancelAfter(TimeSpan.FromSeconds(1));
    }

    /// <summary>The next message; malformed ones are answered and skipped. Null when the socket closed.</summary>
    private async Task<ClientMessage?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            // No buffer is held while nothing comes: ten thousand quiet sockets cost next to nothing.
            var first = await _socket.ReceiveAsync(Memory<byte>.Empty, ct);
            Volatile.Write(ref _heard, _services.Time.GetTimestamp());
            if (first.MessageType == WebSocketMessageType.Close) return null;
            if (first.EndOfMessage)
            {
                Strike("malformed");
                continue;
            }

            var buffer = ArrayPool<byte>.Shared.Rent(4096);
            try
            {
                var length = 0;
                while (true)
                {
                    var read = await _socket.ReceiveAsync(buffer.AsMemory(length), ct);
                    if (read.MessageType == WebSocketMessageType.Close) return null;
                    length += read.Count;
                    if (read.EndOfMessage) break;
                    if (length >= LargestMessage) return null;
                    if (length == buffer.Length)
                    {
                        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                        buffer.AsSpan(0, length).CopyTo(larger);
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = larger;
                    }
                }

                if (!_budget.Spend())
                {
                    Strike("too_fast");
                    continue;
                }

                if (Parse(buffer.AsSpan(0, length)) is { } message) return message;
                Strike("malformed");
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static ClientMessage? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, WireJson.Default.ClientMessage);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task QuietlyAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception)
        {
            // On the way out; presence is a lease, so nothing is lost.
        }
    }
}

/// <summary>How many messages a client may send: 40 a second, 160 at once.</summary>
internal sealed class MessageBudget(TimeProvider time)
{
    private const double Rate = 40;
    private const double Burst = 160;
    private double _left = Burst;
    private long _at = time.GetTimestamp();

    public bool Spend()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(Burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * Rate));
        _at = now;
        if (_left < 1) return false;
        _left--;
        return true;
    }
}
