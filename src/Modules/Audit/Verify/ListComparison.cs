using Huitang.Audit.Contracts;

namespace Huitang.Audit;

/// <summary>Compares the list with the chain while the chain is being followed; holds only acts that are under way at that place.</summary>
internal sealed class ListComparison(IAsyncEnumerable<Act> rows, Action<VerificationProblem> report) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Act> _rows = rows.GetAsyncEnumerator();
    private readonly Dictionary<Guid, Act> _made = [];
    private readonly List<Act> _unended = [];
    private readonly List<Act> _waiting = [];
    private bool _begun;
    private bool _more;

    /// <summary>How many were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The act as records so far made it.</summary>
    public Act? Known(Guid id) => _made.GetValueOrDefault(id);

    /// <summary>The act after a record.</summary>
    public void Put(Act act) => _made[act.Id] = act;

    /// <summary>Compares rows whose records have all been read.</summary>
    public async Task ReachedAsync(long seq)
    {
        if (!_begun) (_begun, _more) = (true, await _rows.MoveNextAsync());
        while (_more && _rows.Current.OpenSeq <= seq)
        {
            // A row that says it never ended is compared last: the chain may know better.
            (_rows.Current.CloseSeq is null ? _unended : _waiting).Add(_rows.Current);
            _more = await _rows.MoveNextAsync();
        }

        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].CloseSeq > seq) continue;
            Compare(_waiting[i]);
            _waiting.RemoveAt(i);
        }
    }

    /// <summary>Compares what is left at the end of the stream.</summary>
    public async Task EndAsync(int tenant, Guid stream)
    {
        await ReachedAsync(long.MaxValue);
        foreach (var row in _unended.Concat(_waiting)) Compare(row);
        foreach (var act in _made.Values) report(new VerificationProblem(ProblemKind.NotListed, tenant, stream, act.OpenSeq, act.CloseSeq ?? act.OpenSeq, act.Id, act.Action));
    }

    public ValueTask DisposeAsync() => _rows.DisposeAsync();

    private void Compare(Act row)
    {
        Compared++;
        if (!_made.Remove(row.Id, out var act))
        {
            report(new VerificationProblem(ProblemKind.OnlyListed, row.Tenant, row.Stream, row.OpenSeq, row.OpenSeq, row.Id, row.Action));
            return;
        }

        if (ActColumns.Difference(row, act) is { } column) report(new VerificationProblem(ProblemKind.ListDiffers, row.Tenant, row.Stream, row.OpenSeq, row.CloseSeq ?? row.OpenSeq, row.Id, column));
    }
}
