using Huitang.Kernel;

namespace Huitang.Insights.Rollup;

/// <summary>Within this process: facts were written, so the roll-up need not wait; figures were rolled up, so pages need not wait.</summary>
internal sealed class RollupSignal : IDisposable
{
    private readonly SemaphoreSlim _facts = new(0, 1);

    /// <summary>Raised after figures of an enterprise changed, from any thread.</summary>
    public event Action<TenantId>? Rolled;

    /// <summary>Facts were written.</summary>
    public void Written()
    {
        try
        {
            if (_facts.CurrentCount == 0) _facts.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else told at the same moment.
        }
    }

    /// <summary>Waits until facts were written here, or the time is over: other processes write too.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken ct) => _facts.WaitAsync(most, ct);

    /// <inheritdoc/>
    public void Dispose() => _facts.Dispose();

    /// <summary>Figures changed.</summary>
    public void Tell(TenantId tenant) => Rolled?.Invoke(tenant);
}
