namespace Huitang.Ui;

/// <summary>Which rows a table wants.</summary>
/// <param name="Number">Page number from 1.</param>
/// <param name="Size">Rows per page: 10, 20, 50 or 100.</param>
/// <param name="Sort">Id of a sortable column, or null for the list's own order.</param>
/// <param name="Descending">Order of <paramref name="Sort"/>.</param>
public sealed record TableRequest(int Number = 1, int Size = 20, string? Sort = null, bool Descending = false);

/// <summary>The rows a table gets, or why it gets none.</summary>
/// <typeparam name="T">Type of a row.</typeparam>
/// <param name="Rows">Rows of the page.</param>
/// <param name="Total">Rows in all.</param>
public sealed record TablePage<T>(IReadOnlyList<T> Rows, int Total)
{
    /// <summary>Why the rows could not be had; null when they could.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the person may not see the list.</summary>
    public bool NoPermission { get; init; }
}

/// <summary>Pages without rows.</summary>
public static class TablePage
{
    /// <summary>The rows could not be had.</summary>
    public static TablePage<T> Failed<T>(string error) => new([], 0) { Error = error };

    /// <summary>The person may not see the list.</summary>
    public static TablePage<T> NoPermission<T>() => new([], 0) { NoPermission = true };
}
