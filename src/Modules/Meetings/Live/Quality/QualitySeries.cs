using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Live;

/// <summary>A chunk ready to be written.</summary>
/// <param name="Of">Participation.</param>
/// <param name="Number">Number within it, growing with time.</param>
/// <param name="From">Time of the first sample.</param>
/// <param name="Samples">How many.</param>
/// <param name="Body">The samples, packed.</param>
internal sealed record QualityChunk(ParticipationId Of, int Number, DateTimeOffset From, int Samples, byte[] Body);

/// <summary>The samples of one participation that this process has not done with. Safe for several threads.</summary>
internal sealed class QualitySeries(ParticipationId id, DateTimeOffset joinedAt)
{
    private const int PerChunk = 30;

    private readonly Lock _gate = new();
    private readonly QualityTally _tally = new();
    private readonly List<TimedSample> _held = [];
    private int _written;
    private bool _known;
    private bool _left;

    /// <summary>The participation.</summary>
    public ParticipationId Id { get; } = id;

    /// <summary>Whether what was measured before, elsewhere or in an earlier run, has been taken in.</summary>
    public bool Known
    {
        get { lock (_gate) return _known; }
    }

    /// <summary>Whether there is something to write.</summary>
    public bool Dirty
    {
        get { lock (_gate) return _held.Count > _written; }
    }

    /// <summary>Whether the socket is gone; a new one takes that back.</summary>
    public bool Left
    {
        get { lock (_gate) return _left; }
        set { lock (_gate) _left = value; }
    }

    /// <summary>Time of the last sample; for the pace.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Takes a sample; false when it came too soon.</summary>
    public bool Add(TimedSample sample, TimeSpan atLeast)
    {
        lock (_gate)
        {
            if (Last is { } last && sample.At - last < atLeast) return false;
            Last = sample.At;
            _left = false;
            _held.Add(sample);
            _tally.Add(sample);
            return true;
        }
    }

    /// <summary>Takes in what was measured before this process came.</summary>
    public void Continue(QualityReport before)
    {
        lock (_gate)
        {
            if (_known) return;
            _known = true;
            _tally.Continue(before);
        }
    }

    /// <summary>What is to be written, how all of it stands, and how many samples that covers.</summary>
    public (IReadOnlyList<QualityChunk> Chunks, QualityReport Report, int Covered) Take()
    {
        lock (_gate)
        {
            // Only the last chunk written may have grown since; full ones before it are dropped once they are written.
            var chunks = _held.Chunk(PerChunk).Select(c => new QualityChunk(Id, (int)Math.Max(0, (c[0].At - joinedAt).TotalSeconds), c[0].At, c.Length, SamplePack.Write(c))).ToList();
            return (chunks, _tally.Report(), _held.Count);
        }
    }

    /// <summary>So many of the samples held are in the database now.</summary>
    public void Written(int covered)
    {
        lock (_gate)
        {
            var full = covered / PerChunk * PerChunk;
            _held.RemoveRange(0, full);
            _written = covered - full;
        }
    }

    /// <summary>The samples still held, and how all stands.</summary>
    public (IReadOnlyList<TimedSample> Samples, QualityReport Report) Look()
    {
        lock (_gate) return ([.. _held], _tally.Report());
    }
}
