namespace Huitang.Kernel;

/// <summary>Something the command palette can open.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Href">Its address, starting with a slash.</param>
/// <param name="Icon">SVG path data of a 24×24 icon.</param>
/// <param name="Detail">Second line: a number, a department; null for none.</param>
/// <param name="Group">Localised name of the sort of thing.</param>
public sealed record PaletteItem(string Text, string Href, string Icon, string? Detail, string Group);

/// <summary>Finds people, meetings or acts for the command palette. Modules register any number; each answers only what the actor may see.</summary>
public interface IPaletteSource
{
    /// <summary>The best matches, at most eight. The query is trimmed and has 1–60 characters.</summary>
    Task<IReadOnlyList<PaletteItem>> FindAsync(string query, Actor actor, CancellationToken ct);
}

/// <summary>A notice to one person.</summary>
/// <param name="Id">Id.</param>
/// <param name="Text">What it says, in the reader's language.</param>
/// <param name="Href">Where it leads; null for nowhere.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Unread">Whether it was not read yet.</param>
public sealed record BellItem(Guid Id, string Text, string? Href, DateTimeOffset At, bool Unread);

/// <summary>The notices behind the bell in the header.</summary>
public interface INotificationFeed
{
    /// <summary>How many the person has not read.</summary>
    Task<int> UnreadAsync(Actor actor, CancellationToken ct);

    /// <summary>The latest, newest first.</summary>
    Task<IReadOnlyList<BellItem>> LatestAsync(Actor actor, int most, CancellationToken ct);

    /// <summary>Marks all of the person's notices as read.</summary>
    Task MarkReadAsync(Actor actor, CancellationToken ct);
}

/// <summary>The name by which people know their enterprise, shown in the header.</summary>
public interface IEnterpriseName
{
    /// <summary>The name, or null when none was given.</summary>
    ValueTask<string?> OfAsync(TenantId tenant, CancellationToken ct);

    /// <summary>Whether everything in it is invented; the header says so.</summary>
    ValueTask<bool> IsDemoAsync(TenantId tenant, CancellationToken ct);
}

/// <summary>Texts of refusals, for pages.</summary>
public interface IErrorTexts
{
    /// <summary>What to tell the person, in their language; never empty.</summary>
    string For(Error error);
}
