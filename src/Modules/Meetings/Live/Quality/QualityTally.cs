namespace Huitang.Meetings.Live;

/// <summary>Running sums over the samples of one participation. Not safe for several threads.</summary>
internal sealed class QualityTally
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(25);
    private static readonly QualityModule[] Modules = Enum.GetValues<QualityModule>();

    private readonly int[][] _grades = [new int[5], new int[5], new int[5], new int[5]];
    private readonly double[] _longest = new double[4];
    private readonly DateTimeOffset?[] _poorSince = new DateTimeOffset?[4];
    private readonly Dictionary<string, int[]> _problems = [];
    private readonly Dictionary<string, int> _links = [];
    private readonly (double Min, double Sum, double Max, int Count)[] _sums = new (double, double, double, int)[Metric.All.Count];
    private DateTimeOffset? _last;

    /// <summary>Samples so far.</summary>
    public int Samples { get; private set; }

    /// <summary>Adds the next sample.</summary>
    public void Add(TimedSample sample)
    {
        Samples++;
        var began = sample.At - Interval;
        if (_last is not { } last || sample.At - last > Break) Array.Clear(_poorSince);
        _last = sample.At;
        foreach (var module in Modules)
        {
            var (m, grade) = ((int)module, Grading.Of(module, sample.Values));
            _grades[m][grade]++;
            _poorSince[m] = grade == Grading.Poor ? _poorSince[m] ?? began : null;
            if (_poorSince[m] is { } since) _longest[m] = Math.Max(_longest[m], (sample.At - since).TotalSeconds);
        }

        foreach (var problem in Grading.Problems)
        {
            if (problem.Shows(sample.Values) is not { } shows) continue;
            Count(problem.Code, shows ? 1 : 0, 1);
        }

        if (sample.Values.Link is { } link) _links[link] = _links.GetValueOrDefault(link) + 1;
        for (var i = 0; i < Metric.All.Count; i++)
        {
            if (Metric.All[i].Of(sample.Values) is not { } value) continue;
            var sum = _sums[i];
            _sums[i] = sum.Count == 0 ? (value, value, value, 1) : (Math.Min(sum.Min, value), sum.Sum + value, Math.Max(sum.Max, value), sum.Count + 1);
        }
    }

    /// <summary>Takes what was counted before, elsewhere or in an earlier run.</summary>
    public void Continue(QualityReport before)
    {
        Samples += before.Samples;
        for (var m = 0; m < Modules.Length; m++)
        {
            for (var g = 0; g <= Grading.Poor; g++) _grades[m][g] += before.Counts.Grades[m][g];
            _longest[m] = Math.Max(_longest[m], before.Counts.LongestPoor[m]);
        }

        foreach (var (code, counts) in before.Counts.Problems) Count(code, counts[0], counts[1]);
        foreach (var (link, count) in before.Counts.Links) _links[link] = _links.GetValueOrDefault(link) + count;
        for (var i = 0; i < Metric.All.Count; i++)
        {
            if (!before.Metrics.TryGetValue(Metric.All[i].Key, out var m)) continue;
            var sum = _sums[i];
            _sums[i] = sum.Count == 0 ? (m.Min, m.Mean * m.Count, m.Max, m.Count) : (Math.Min(sum.Min, m.Min), sum.Sum + (m.Mean * m.Count), Math.Max(sum.Max, m.Max), sum.Count + m.Count);
        }
    }

    /// <summary>How it stands.</summary>
    public QualityReport Report()
    {
        var grades = Modules.Select(m => Overall(_grades[(int)m])).ToArray();
        var alarm = grades.Contains(Grading.Poor) || _longest.Any(s => s >= Grading.AlarmSeconds);
        return new QualityReport
        {
            Samples = Samples,
            Health = Samples == 0 ? 0 : alarm ? 2 : 1,
            Network = grades[0],
            Audio = grades[1],
            Video = grades[2],
            Share = grades[3],
            Problems = Grading.Problems.Where(p => _problems.TryGetValue(p.Code, out var c) && c[0] > 0 && c[0] >= p.From * c[1])
                .Select(p => new ProblemShare(p.Code, Math.Round((double)_problems[p.Code][0] / _problems[p.Code][1], 3), _problems[p.Code][0])).ToList(),
            Metrics = Metric.All.Select((m, i) => (m.Key, Sum: _sums[i])).Where(m => m.Sum.Count > 0)
                .ToDictionary(m => m.Key, m => new MetricSummary(m.Sum.Min, m.Sum.Sum / m.Sum.Count, m.Sum.Max, m.Sum.Count)),
            Link = _links.Count == 0 ? null : _links.MaxBy(l => l.Value).Key,
            Counts = new QualityCounts
            {
                Grades = _grades.Select(g => g.ToArray()).ToArray(), LongestPoor = [.. _longest],
                Problems = _problems.ToDictionary(p => p.Key, p => p.Value.ToArray()), Links = new Dictionary<string, int>(_links),
            },
        };
    }

    /// <summary>The worst grade that, with worse ones, makes up a tenth of the time in which there was any.</summary>
    private static int Overall(int[] counts)
    {
        var graded = counts.Skip(1).Sum();
        if (graded == 0) return Grading.None;
        var sum = 0;
        for (var grade = Grading.Poor; grade > 1; grade--)
        {
            sum += counts[grade];
            if (sum >= Grading.Tenth * graded) return grade;
        }

        return 1;
    }

    private void Count(string code, int shown, int of)
    {
        if (!_problems.TryGetValue(code, out var counts)) _problems[code] = counts = new int[2];
        counts[0] += shown;
        counts[1] += of;
    }
}
