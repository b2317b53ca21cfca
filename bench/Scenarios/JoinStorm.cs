using System.Diagnostics;
using System.Net;
using System.Text;
using Huitang.Bench.Crowd;
using Huitang.Bench.Server;

namespace Huitang.Bench.Scenarios;

/// <summary>Ten thousand people come into fifty meetings within twenty seconds, against a bare Kestrel WebSocket that sends the same.</summary>
internal static class JoinStorm
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    private sealed record Traffic(double SnapshotSize, double DeltaSize, double DeltasASecond);

    public static async Task RunAsync(int meetings, int people, int seconds, CancellationToken ct)
    {
        var ramp = TimeSpan.FromSeconds(seconds);
        Figures.Head($"join storm: {meetings * people} sockets, {meetings} meetings of {people}, within {seconds} s");
        var traffic = await ProductAsync(meetings, people, ramp, ct);
        await BaselineAsync(meetings * people, ramp, traffic, ct);
    }

    private static async Task<Traffic> ProductAsync(int meetings, int people, TimeSpan ramp, CancellationToken ct)
    {
        await using var stage = await Stage.SetAsync(media: false, ct);
        var ids = await stage.MeetingsAsync(meetings + 1, people, ct);
        using (var warm = await Crowd.Crowd.GatherAsync(stage.Product.Url, ids[..1], people, TimeSpan.FromSeconds(3), ct))
        {
            await warm.FullAsync(TimeSpan.FromSeconds(10), ct);
        }

        await Task.Delay(2000, ct);
        var before = await stage.Product.UsageAsync(true, ct);
        var start = Stopwatch.GetTimestamp();
        using var crowd = await Crowd.Crowd.GatherAsync(stage.Product.Url, ids[1..], people, ramp, ct);
        var full = await crowd.FullAsync(TimeSpan.FromSeconds(60), ct);
        var peak = await stage.Product.UsageAsync(false, ct);
        var load = Figures.Load();
        var took = Stopwatch.GetElapsedTime(start);
        await Task.Delay(Settle, ct);
        var failed = crowd.Members.Where(m => m.FullAt == 0 || m.Problem is not null).ToList();
        var after = await stage.Product.UsageAsync(true, ct);
        var (messages, bytes) = (crowd.Members.Sum(m => m.Messages), crowd.Members.Sum(m => m.Bytes));

        Figures.Line("failed clients (goal: 0)", $"{failed.Count} of {crowd.Members.Count}{(failed.Count > 0 ? ": " + string.Join("; ", failed.GroupBy(f => f.Problem ?? "roster not complete").Select(g => $"{g.Count()} x {g.Key}")) : "")}{(full ? "" : " (waited 60 s)")}");
        Figures.Line("connect to own roster", Figures.Percentiles([.. crowd.Members.Where(m => m.SnapshotAt > 0).Select(m => Stopwatch.GetElapsedTime(m.Started, m.SnapshotAt).TotalMilliseconds)]));
        Figures.Line("last one's connect to full roster at everybody", Figures.Percentiles([.. crowd.Members.Where(m => m.FullAt > 0).Select(m => Stopwatch.GetElapsedTime(m.Meeting.LastStart, m.FullAt).TotalMilliseconds)]));
        Print("product", before, peak, after, crowd.Members.Count);
        Figures.Line("product sent", $"{messages} messages, {bytes / 1024 / 1024} MiB; storm over after {Figures.Text(took.TotalSeconds)} s ({load})");

        var snapshots = crowd.Members.Sum(m => m.Snapshots);
        var snapshotBytes = crowd.Members.Sum(m => m.SnapshotBytes);
        var deltas = messages - (2 * snapshots);
        return new Traffic((double)snapshotBytes / snapshots, (double)(bytes - snapshotBytes) / deltas, deltas / (crowd.Members.Count * (ramp.TotalSeconds / 2)));
    }

    private static async Task BaselineAsync(int count, TimeSpan ramp, Traffic traffic, CancellationToken ct)
    {
        await using var echo = await Child.StartAsync(ct, "echo");
        using var over = new CancellationTokenSource();
        var before = await echo.UsageAsync(true, ct);
        var clients = Enumerable.Range(0, count).Select(i => new EchoClient(i)).ToList();
        var start = Stopwatch.GetTimestamp();
        var pinging = PingAsync();
        var joining = new List<Task>();
        await Crowd.Crowd.SpreadAsync(clients, ramp, c => joining.Add(c.JoinAsync(echo.Url, (int)traffic.SnapshotSize, over.Token)), ct);
        await Task.WhenAll(joining).WaitAsync(TimeSpan.FromSeconds(30), ct);
        for (var i = 0; i < 300 && clients.Any(c => c.FirstAt == 0 && c.Problem is null); i++) await Task.Delay(100, ct);
        var peak = await echo.UsageAsync(false, ct);
        await Task.Delay(Settle, ct);
        var after = await echo.UsageAsync(true, ct);
        Print("baseline: bare Kestrel WebSocket", before, peak, after, count);
        Figures.Line("baseline connect to first answer", Figures.Percentiles([.. clients.Where(c => c.FirstAt > 0).Select(c => Stopwatch.GetElapsedTime(c.Started, c.FirstAt).TotalMilliseconds)]));
        Figures.Line("baseline sent", $"{clients.Sum(c => c.Messages)} messages, {clients.Sum(c => c.Bytes) / 1024 / 1024} MiB; failed {clients.Count(c => c.Problem is not null || c.FirstAt == 0)}");
        await over.CancelAsync();
        foreach (var client in clients) client.Dispose();
        await pinging;

        // In place of the changes the product sends of itself, and of its answers to signs of life.
        async Task PingAsync()
        {
            try
            {
                while (true)
                {
                    var share = Stopwatch.GetElapsedTime(start) < ramp ? (int)Math.Round(traffic.DeltasASecond * 5) : 1;
                    await Crowd.Crowd.SpreadAsync(clients, TimeSpan.FromSeconds(5), c => c.Ask(share, (int)traffic.DeltaSize), over.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // Over.
            }
        }
    }

    private static void Print(string what, Usage before, Usage peak, Usage after, int connections)
    {
        double Each(long from, long to) => (double)(to - from) / connections;
        Figures.Line($"{what}, processor", $"{Figures.Text((peak.CpuMs - before.CpuMs) / 1000)} s, {Figures.Text((peak.CpuMs - before.CpuMs) / connections)} ms a connection, {Figures.Text(Each(before.AllocatedKiB, peak.AllocatedKiB))} KiB allocated a connection");
        Figures.Line($"{what}, memory a connection (goal: 25 KiB)", $"RSS after GC {Figures.Text(Each(before.RssKiB, after.RssKiB))} KiB, managed {Figures.Text(Each(before.ManagedKiB, after.ManagedKiB))} KiB; RSS at the peak {Figures.Text(Each(before.RssKiB, peak.RssKiB))} KiB");
    }

    private sealed class EchoClient(int index) : IListener, IDisposable
    {
        private CrowdSocket? _socket;

        public long Started { get; private set; }

        public long FirstAt { get; private set; }

        public string? Problem { get; private set; }

        public long Messages => _socket?.Messages ?? 0;

        public long Bytes => _socket?.Bytes ?? 0;

        public async Task JoinAsync(Uri server, int size, CancellationToken ct)
        {
            Started = Stopwatch.GetTimestamp();
            try
            {
                _socket = await CrowdSocket.ConnectAsync(server, Member.From(index), ct);
                _ = _socket.ReadAsync(this, ct);
                Ask(1, size);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Problem = e.Message;
            }
        }

        public void Ask(int count, int size) => _socket?.Send(Encoding.ASCII.GetBytes($"{count} {size}"));

        public void Heard(ReadOnlySpan<byte> text)
        {
            if (FirstAt == 0) FirstAt = Stopwatch.GetTimestamp();
        }

        public void Dispose() => _socket?.Dispose();
    }
}
