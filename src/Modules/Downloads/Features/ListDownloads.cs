using Huitang.Downloads.Running;

namespace Huitang.Downloads.Features;

/// <summary>Which downloads.</summary>
/// <param name="Query">Part of the file name.</param>
/// <param name="Kind">Sort of file.</param>
/// <param name="State">How far they are.</param>
/// <param name="Creator">Of one person; only for those who see everybody's.</param>
/// <param name="From">Asked for at or after this moment.</param>
/// <param name="Until">Asked for before this moment.</param>
/// <param name="Job">One alone.</param>
internal sealed record DownloadFilter(string? Query = null, ReportKind? Kind = null, JobState? State = null, UserId? Creator = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, Guid? Job = null);

/// <summary>A page of the downloads: one's own, or everybody's whom one manages for holders of the permission.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record ListDownloads(DownloadFilter Filter, PageRequest Page) : IUseCase<DownloadPage>;

/// <summary>A page, and whether others' downloads are among them.</summary>
internal sealed record DownloadPage(IReadOnlyList<DownloadLine> Rows, int Total, bool Everybody);

/// <summary>A download in the list.</summary>
internal sealed record DownloadLine(Guid Id, string Name, string Report, ReportKind Kind, ExportFormat Format, UserId Creator, string CreatorName, bool Own, DateTimeOffset CreatedAt, JobState State)
{
    /// <summary>Name with extension.</summary>
    public string FileName => $"{Name}.{TableExport.Extension(Format)}";

    public long Rows { get; init; }

    public long? Total { get; init; }

    /// <summary>From beginning to end, or so far; null before it began.</summary>
    public TimeSpan? Took { get; init; }

    public long? Size { get; init; }

    public string? Sha256 { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why there is no file; null otherwise.</summary>
    public string? Reason { get; init; }

    public string Zone { get; init; } = "";

    /// <summary>Which rows, in words.</summary>
    public string Criteria { get; init; } = "";

    /// <summary>Whether a schedule asked for it.</summary>
    public bool Scheduled { get; init; }

    /// <summary>Whether it waits or is being written.</summary>
    public bool Open => State is JobState.Queued or JobState.Running;
}

/// <summary>What somebody gets to see of the jobs. Everything begins here.</summary>
internal sealed class DownloadSight(AppDb db, IManagementScope scope, ReportShelf shelf, ReportDepartments departments, IErrorTexts texts, ModuleCatalog catalog, TimeProvider time)
{
    /// <summary>One's own, and with the permission those of the people one manages.</summary>
    public IQueryable<JobRow> Of(Actor actor)
    {
        if (!actor.Holds(DownloadsPermissions.All)) return db.Downloads.Where(j => j.CreatorId == actor.User);
        return scope.People(actor) is { } people ? db.Downloads.Where(j => j.CreatorId == actor.User || people.Contains(j.CreatorId)) : db.Downloads;
    }

    /// <summary>Jobs as the list shows them.</summary>
    public async Task<List<DownloadLine>> LinesAsync(IReadOnlyList<JobRow> rows, Actor actor, CancellationToken ct)
    {
        var criteria = rows.Select(r => ReportCriteria.Read(r.Criteria)).ToList();
        var names = await departments.NamesAsync(criteria, ct);
        return [.. rows.Zip(criteria, (row, of) => Line(row, of, actor, names))];
    }

    private DownloadLine Line(JobRow row, ReportCriteria criteria, Actor actor, IReadOnlyDictionary<Guid, string> names)
    {
        var report = shelf.Find(row.Report);
        return new DownloadLine(row.Id, row.Name, report?.Name ?? row.Report, row.Kind, row.Format, row.CreatorId, row.CreatorName, row.CreatorId == actor.User, row.CreatedAt, row.State)
        {
            Rows = row.Rows, Total = row.Total, Size = row.Size, Sha256 = row.Sha256, ExpiresAt = row.ExpiresAt, Zone = row.Zone, Scheduled = row.DueAt is not null,
            Took = row.StartedAt is { } started ? (row.EndedAt ?? (row.State == JobState.Running ? time.GetUtcNow() : started)) - started : null,
            Reason = row.ErrorCode is { } code ? DownloadWords.Reason(new Error(code, ErrorKind.Invalid) { Args = row.ErrorArgs }, texts, catalog) : null,
            Criteria = DownloadWords.Criteria(report?.Fields ?? [], criteria, names),
        };
    }
}

internal sealed class ListDownloadsHandler(DownloadSight sight) : IHandler<ListDownloads, DownloadPage>
{
    public async Task<Result<DownloadPage>> HandleAsync(ListDownloads order, Actor actor, CancellationToken ct)
    {
        var (of, page) = (order.Filter, order.Page);
        var rows = sight.Of(actor).AsNoTracking();
        if (of.Job is { } job) rows = rows.Where(j => j.Id == job);
        if (of.Query?.Trim() is { Length: > 0 } text)
        {
            var like = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(j => EF.Functions.ILike(j.Name, like));
        }

        if (of.Kind is { } kind) rows = rows.Where(j => j.Kind == kind);
        if (of.State is { } state) rows = rows.Where(j => j.State == state);
        if (of.Creator is { } creator) rows = rows.Where(j => j.CreatorId == creator);
        if (of.From is { } from) rows = rows.Where(j => j.CreatedAt >= from);
        if (of.Until is { } until) rows = rows.Where(j => j.CreatedAt < until);
        var total = await rows.CountAsync(ct);
        var down = page.Descending;
        var ordered = page.Sort switch
        {
            "name" => down ? rows.OrderByDescending(j => j.Name) : rows.OrderBy(j => j.Name),
            "creator" => down ? rows.OrderByDescending(j => j.CreatorName) : rows.OrderBy(j => j.CreatorName),
            "size" => down ? rows.OrderByDescending(j => j.Size ?? -1) : rows.OrderBy(j => j.Size ?? -1),
            "state" => down ? rows.OrderByDescending(j => j.State) : rows.OrderBy(j => j.State),
            "created" when !down => rows.OrderBy(j => j.CreatedAt),
            _ => rows.OrderByDescending(j => j.CreatedAt),
        };
        var found = await ordered.ThenByDescending(j => j.Id).Skip(page.Skip).Take(page.Take).ToListAsync(ct);
        return new DownloadPage(await sight.LinesAsync(found, actor, ct), total, actor.Holds(DownloadsPermissions.All));
    }
}

/// <summary>How far some downloads are, for a page that is open.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record WatchDownloads(IReadOnlyList<Guid> Jobs) : IUseCase<IReadOnlyList<DownloadLine>>;

internal sealed class WatchDownloadsHandler(DownloadSight sight) : IHandler<WatchDownloads, IReadOnlyList<DownloadLine>>
{
    private const int Most = 100;

    public async Task<Result<IReadOnlyList<DownloadLine>>> HandleAsync(WatchDownloads order, Actor actor, CancellationToken ct)
    {
        var jobs = order.Jobs.Take(Most).ToList();
        return await sight.LinesAsync(await sight.Of(actor).AsNoTracking().Where(j => jobs.Contains(j.Id)).ToListAsync(ct), actor, ct);
    }
}

/// <summary>Who asked for downloads, among the people one manages.</summary>
[Requires(DownloadsPermissions.All, Scoping.ByQuery)]
internal sealed record ListDownloadCreators : IUseCase<IReadOnlyList<DownloadCreator>>;

/// <summary>Somebody who asked for downloads.</summary>
internal sealed record DownloadCreator(UserId Id, string Name);

internal sealed class ListDownloadCreatorsHandler(DownloadSight sight) : IHandler<ListDownloadCreators, IReadOnlyList<DownloadCreator>>
{
    private const int Most = 500;

    public async Task<Result<IReadOnlyList<DownloadCreator>>> HandleAsync(ListDownloadCreators order, Actor actor, CancellationToken ct) =>
        (await sight.Of(actor).GroupBy(j => j.CreatorId).Select(g => new { g.Key, Name = g.Max(j => j.CreatorName) }).OrderBy(c => c.Name).Take(Most).ToListAsync(ct)).Select(c => new DownloadCreator(c.Key, c.Name!)).ToList();
}
