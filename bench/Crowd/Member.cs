using System.Collections.Concurrent;
using System.Diagnostics;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;

namespace Huitang.Bench.Crowd;

/// <summary>A meeting as the crowd sees it: gives every participant id a small number, so that each member's roster is a few bits.</summary>
internal sealed class CrowdMeeting(Guid id, int size)
{
    private readonly ConcurrentDictionary<ulong, int> _numbers = new();
    private int _next = -1;

    public Guid Id { get; } = id;

    public int Size { get; } = size;

    /// <summary>When the last of its members began to connect.</summary>
    public long LastStart;

    public int NumberOf(ulong tail) => _numbers.GetOrAdd(tail, static (_, self) => Interlocked.Increment(ref self._next), this);
}

/// <summary>One participant without media: says hello, gives signs of life, counts who is there.</summary>
internal sealed class Member(CrowdMeeting meeting, int index) : IListener, IDisposable
{
    private static readonly byte[] PingText = "{\"t\":\"ping\"}"u8.ToArray();

    private readonly ulong[] _known = new ulong[(meeting.Size * 2 / 64) + 1];
    private CrowdSocket? _socket;

    public CrowdMeeting Meeting { get; } = meeting;

    public long Started { get; private set; }

    /// <summary>When the roster first came; 0 before.</summary>
    public long SnapshotAt { get; private set; }

    /// <summary>When the roster was complete; 0 before.</summary>
    public long FullAt { get; private set; }

    /// <summary>Why it failed, or null.</summary>
    public string? Problem { get; private set; }

    public bool MediaAnswered { get; private set; }

    public long Messages => _socket?.Messages ?? 0;

    public long Bytes => _socket?.Bytes ?? 0;

    public long Snapshots { get; private set; }

    public long SnapshotBytes { get; private set; }

    public int Known => _known.Sum(w => BitOperations.PopCount(w));

    /// <summary>The ticket that stands in the database for this member.</summary>
    public static string Ticket(Guid meeting, int index) => string.Create(CultureInfo.InvariantCulture, $"{meeting:N}-{index}");

    public async Task JoinAsync(Uri server, CancellationToken ct)
    {
        Started = Stopwatch.GetTimestamp();
        Meeting.LastStart = Math.Max(Meeting.LastStart, Started);
        try
        {
            var socket = await CrowdSocket.ConnectAsync(server, From(index + Meeting.GetHashCode()), ct);
            // The hello first: signs of life are given to whoever has a socket.
            socket.Send(Encoding.UTF8.GetBytes($$$"""{"t":"hello","ticket":"{{{Ticket(Meeting.Id, index)}}}","client":{"device":"web","browser":"Bench 1","network":"wired","language":"zh-CN"}}"""));
            _socket = socket;
            _ = ReadAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Problem = e.Message;
        }
    }

    public void Send(string text) => _socket?.Send(Encoding.UTF8.GetBytes(text));

    public void Ping() => _socket?.Send(PingText);

    public void Heard(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("{\"t\":\"delta\""u8))
        {
            Note(text);
        }
        else if (text.StartsWith("{\"t\":\"snapshot\""u8))
        {
            Array.Clear(_known);
            Snapshots++;
            SnapshotBytes += text.Length;
            if (SnapshotAt == 0) SnapshotAt = Stopwatch.GetTimestamp();
            Note(text);
        }
        else if (text.StartsWith("{\"t\":\"publishAnswer\""u8))
        {
            MediaAnswered = text.IndexOf("v=0"u8) > 0;
            if (!MediaAnswered) Problem ??= Encoding.UTF8.GetString(text);
        }
        else if (text.StartsWith("{\"t\":\"gone\""u8) || text.StartsWith("{\"t\":\"error\""u8))
        {
            Problem ??= Encoding.UTF8.GetString(text);
        }
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>Loopback addresses in turn, some thousands of connections each.</summary>
    public static IPAddress From(int number) => new([127, 0, 0, (byte)(2 + ((number & 0x7fffffff) % 8))]);

    private async Task ReadAsync(CancellationToken ct)
    {
        await _socket!.ReadAsync(this, ct);
        if (!ct.IsCancellationRequested) Problem ??= "closed by the server";
    }

    private void Note(ReadOnlySpan<byte> text)
    {
        // Ids have 32 hexadecimal digits, of which the last 16 are random.
        for (var at = text.IndexOf("\"id\":\""u8); at >= 0; at = text.IndexOf("\"id\":\""u8))
        {
            text = text[(at + 6)..];
            if (text.Length < 32 || !Utf8Parser.TryParse(text.Slice(16, 16), out ulong tail, out _, 'x')) continue;
            var number = Meeting.NumberOf(tail);
            if (number < _known.Length * 64) _known[number >> 6] |= 1UL << (number & 63);
        }

        if (FullAt == 0 && Known >= Meeting.Size) FullAt = Stopwatch.GetTimestamp();
    }
}

/// <summary>Many members, and their signs of life every five seconds as good clients give them.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly CancellationTokenSource _over = new();

    private Crowd(IReadOnlyList<Member> members) => Members = members;

    public IReadOnlyList<Member> Members { get; }

    /// <summary>Members round robin over the meetings, spread evenly over the time.</summary>
    public static async Task<Crowd> GatherAsync(Uri server, IReadOnlyList<Guid> meetings, int people, TimeSpan ramp, CancellationToken ct)
    {
        var groups = meetings.Select(m => new CrowdMeeting(m, people)).ToList();
        var crowd = new Crowd([.. Enumerable.Range(0, people).SelectMany(i => groups.Select(g => new Member(g, i)))]);
        _ = crowd.PingAsync();
        var joining = new List<Task>();
        await SpreadAsync(crowd.Members, ramp, m => joining.Add(m.JoinAsync(server, crowd._over.Token)), ct);
        await Task.WhenAll(joining).WaitAsync(TimeSpan.FromSeconds(30), ct);
        return crowd;
    }

    /// <summary>Waits until everybody knows everybody; false when that did not come.</summary>
    public async Task<bool> FullAsync(TimeSpan within, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (Members.Any(m => m.FullAt == 0 && m.Problem is null))
        {
            if (Stopwatch.GetElapsedTime(since) > within) return false;
            await Task.Delay(100, ct);
        }

        return true;
    }

    public void Dispose()
    {
        _over.Cancel();
        foreach (var member in Members) member.Dispose();
        _over.Dispose();
    }

    /// <summary>Acts for each, evenly over a time.</summary>
    public static async Task SpreadAsync<T>(IReadOnlyList<T> all, TimeSpan over, Action<T> act, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        for (var done = 0; done < all.Count;)
        {
            var due = Math.Min(all.Count, (int)(all.Count * (Stopwatch.GetElapsedTime(start) / over)) + 1);
            while (done < due) act(all[done++]);
            await Task.Delay(5, ct);
        }
    }

    private async Task PingAsync()
    {
        try
        {
            while (true) await SpreadAsync(Members, TimeSpan.FromSeconds(5), m => m.Ping(), _over.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Over.
        }
    }
}
