using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Live;

/// <summary>A live meeting as a line of the console's list.</summary>
[GenerateSerializer, Immutable]
internal sealed record LiveSummary
{
    [Id(0)] public required MeetingId Id { get; init; }
    [Id(1)] public required string Subject { get; init; }
    [Id(2)] public required string Code { get; init; }
    [Id(3)] public required UserId Creator { get; init; }
    [Id(4)] public required string CreatorName { get; init; }
    [Id(5)] public MeetingType Type { get; init; }
    [Id(6)] public DateTimeOffset PlannedStart { get; init; }
    [Id(7)] public DateTimeOffset OpenedAt { get; init; }

    /// <summary>People in the meeting now.</summary>
    [Id(8)] public int People { get; init; }

    /// <summary>People waiting.</summary>
    [Id(9)] public int Waiting { get; init; }

    /// <summary>Open microphones.</summary>
    [Id(10)] public int Microphones { get; init; }

    /// <summary>Cameras on.</summary>
    [Id(11)] public int Cameras { get; init; }

    /// <summary>Somebody shares.</summary>
    [Id(12)] public bool Sharing { get; init; }

    /// <summary>Nobody new may enter.</summary>
    [Id(13)] public bool Locked { get; init; }

    /// <summary>Worst connection grade, 0–4.</summary>
    [Id(14)] public int Grade { get; init; }

    /// <summary>People with a poor connection.</summary>
    [Id(15)] public int Poor { get; init; }

    /// <summary>Time of these figures.</summary>
    [Id(16)] public DateTimeOffset AsOf { get; init; }

    /// <summary>Version on the board; grows with every report.</summary>
    [Id(17)] public long Version { get; init; }
}

/// <summary>Changes on the board since a version.</summary>
/// <param name="Board">Changes when the board was made again: then all is sent.</param>
[GenerateSerializer, Immutable]
internal sealed record BoardChanges([property: Id(0)] Guid Board, [property: Id(1)] long Version, [property: Id(2)] bool Everything, [property: Id(3)] IReadOnlyList<LiveSummary> Changed, [property: Id(4)] IReadOnlyList<MeetingId> Gone);

/// <summary>All live meetings of an enterprise. Meetings report; processes with a console open ask once a second for what changed.</summary>
internal interface ILiveBoardGrain : IGrainWithIntegerKey
{
    /// <summary>A meeting's figures; repeated every 5 s, so that a new board fills by itself.</summary>
    [Orleans.Concurrency.OneWay]
    Task ReportAsync(LiveSummary summary);

    /// <summary>A meeting is over.</summary>
    [Orleans.Concurrency.OneWay]
    Task GoneAsync(MeetingId meeting);

    /// <summary>What changed since.</summary>
    Task<BoardChanges> SinceAsync(Guid board, long version);
}

/// <inheritdoc cref="ILiveBoardGrain"/>
internal sealed class LiveBoardGrain(TimeProvider time) : Grain, ILiveBoardGrain
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly Guid _board = Ids.New(time);
    private readonly Dictionary<MeetingId, LiveSummary> _meetings = [];
    private readonly Queue<(long Version, MeetingId Id)> _gone = new();
    private long _version;

    public Task ReportAsync(LiveSummary summary)
    {
        _meetings[summary.Id] = summary with { Version = ++_version };
        return Task.CompletedTask;
    }

    public Task GoneAsync(MeetingId meeting)
    {
        if (_meetings.Remove(meeting)) _gone.Enqueue((++_version, meeting));
        if (_gone.Count > 10_000) _gone.Dequeue();
        return Task.CompletedTask;
    }

    public Task<BoardChanges> SinceAsync(Guid board, long version)
    {
        // A meeting that fell silent lost its owner; it reports again within seconds if it still runs.
        var now = time.GetUtcNow();
        foreach (var silent in _meetings.Values.Where(m => now - m.AsOf > Silence).Select(m => m.Id).ToList())
        {
            _meetings.Remove(silent);
            _gone.Enqueue((++_version, silent));
        }

        var everything = board != _board || (_gone.Count > 0 && version < _gone.Peek().Version - 1);
        return Task.FromResult(everything
            ? new BoardChanges(_board, _version, true, _meetings.Values.ToList(), [])
            : new BoardChanges(_board, _version, false, _meetings.Values.Where(m => m.Version > version).ToList(), _gone.Where(g => g.Version > version).Select(g => g.Id).ToList()));
    }
}

/// <summary>Reports one meeting to its enterprise's board: at most twice a second, at least every 5 s.</summary>
internal sealed class BoardReporter(IGrainFactory grains, TenantId tenant, MeetingId meeting)
{
    /// <summary>Least time between two reports.</summary>
    public static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(5);

    private DateTimeOffset _last;
    private LiveSummary? _reported;

    /// <summary>Reports if there is anything new. False when it came too soon after the last report: ask again after <see cref="AtMost"/>.</summary>
    public bool Report(LiveMeeting live, DateTimeOffset now)
    {
        if (live.Empty) return true;
        if (now - _last < AtMost) return false;
        var summary = Summarise(live, now);
        if (_reported is not null && summary with { AsOf = _reported.AsOf } == _reported && now - _last < AtLeast) return true;
        (_last, _reported) = (now, summary);
        grains.GetGrain<ILiveBoardGrain>(tenant.Value).ReportAsync(summary).Ignore();
        return true;
    }

    public Task GoneAsync() => grains.GetGrain<ILiveBoardGrain>(tenant.Value).GoneAsync(meeting);

    private static LiveSummary Summarise(LiveMeeting live, DateTimeOffset now) => new()
    {
        Id = live.Plan.Id, Subject = live.Plan.Subject, Code = live.Plan.Code, Creator = live.Plan.Creator, CreatorName = live.Plan.CreatorName, Type = live.Plan.Type,
        PlannedStart = live.Plan.Start, OpenedAt = live.OpenedAt, People = live.People.Count, Waiting = live.Lobby.Count, Microphones = live.People.Count(p => p.Microphone),
        Cameras = live.People.Count(p => p.Camera), Sharing = live.People.Any(p => p.Sharing), Locked = live.Locked, Grade = live.People.Max(p => p.Grade),
        Poor = live.People.Count(p => p.Grade == 4), AsOf = now,
    };
}
