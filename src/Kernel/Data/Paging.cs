namespace Huitang.Kernel;

/// <summary>Which page of a list, in which order. Sizes are clamped to 1–100; an unknown sort column falls back to the list's own order.</summary>
/// <param name="Number">Page number from 1.</param>
/// <param name="Size">Rows per page.</param>
/// <param name="Sort">Column id, or null for the list's default.</param>
/// <param name="Descending">Order of <paramref name="Sort"/>.</param>
public sealed record PageRequest(int Number = 1, int Size = 20, string? Sort = null, bool Descending = false)
{
    /// <summary>Rows to skip.</summary>
    public int Skip => (Math.Max(1, Number) - 1) * Take;

    /// <summary>Rows to take, 1–100.</summary>
    public int Take => Math.Clamp(Size, 1, 100);
}

/// <summary>One page of rows and the number of rows in all.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Rows, int Total);
