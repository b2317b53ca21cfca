namespace Huitang.Identity.Domain;

/// <summary>How much somebody may ask for: a store that fills steadily up to a limit. Not safe for several threads at once.</summary>
/// <param name="size">Most at once.</param>
/// <param name="perSecond">Refilled in each second.</param>
internal sealed class Allowance(int size, double perSecond)
{
    private double _left = size;
    private DateTimeOffset? _at;

    /// <summary>Takes one; the time to wait when there is none.</summary>
    public TimeSpan? Take(DateTimeOffset now)
    {
        var wait = Wait(now);
        if (wait is null) _left--;
        return wait;
    }

    /// <summary>The time until there is one; null when there is.</summary>
    public TimeSpan? Wait(DateTimeOffset now)
    {
        Refill(now);
        return _left < 1 ? TimeSpan.FromSeconds((1 - _left) / perSecond) : null;
    }

    /// <summary>Whether nothing was taken for so long that it is full again, and need not be remembered.</summary>
    public bool IsFull(DateTimeOffset now)
    {
        Refill(now);
        return _left >= size;
    }

    private void Refill(DateTimeOffset now)
    {
        if (_at is { } before && now > before) _left = Math.Min(size, _left + ((now - before).TotalSeconds * perSecond));
        if (_at is not { } last || now > last) _at = now;
    }
}
