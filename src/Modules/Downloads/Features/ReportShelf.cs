namespace Huitang.Downloads.Features;

/// <summary>The reports of all modules, and who may have which.</summary>
internal sealed class ReportShelf(IEnumerable<IReport> reports)
{
    private readonly List<IReport> _reports = [.. reports];

    /// <summary>The report, or null.</summary>
    public IReport? Find(string code) => _reports.FirstOrDefault(r => r.Code == code);

    /// <summary>Those the actor may have, by kind and name.</summary>
    public IReadOnlyList<IReport> OfferedTo(Actor actor) => [.. _reports.Where(r => Decide(actor, r).Allowed).OrderBy(r => r.Kind).ThenBy(r => r.Name, StringComparer.CurrentCulture)];

    /// <summary>Whether somebody may have it, by the one rule of access.</summary>
    public static AccessDecision Decide(Actor actor, IReport report) =>
        AccessRules.Decide(actor, report.Permission, report.Scoping is Scoping.WholeEnterprise or Scoping.Undeclared ? AccessTarget.Enterprise : null);

    /// <summary>The report, or why the actor gets none.</summary>
    public Result<(IReport Report, AccessDecision Decision)> For(Actor actor, string code)
    {
        if (Find(code) is not { } report) return DownloadErrors.NoSuchReport;
        var decision = Decide(actor, report);
        if (decision.Allowed) return (report, decision);
        return decision.Reason == AccessReason.PartOnly ? CommonErrors.PartOnly.With(report.Permission) : CommonErrors.Forbidden.With(report.Permission);
    }
}

/// <summary>The reports somebody may have.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record ListReports : IUseCase<ReportOffers>;

/// <summary>Reports to choose from, and the zone in which their schedules are due.</summary>
internal sealed record ReportOffers(IReadOnlyList<ReportOffer> Reports, string Zone);

/// <summary>A report as forms need it.</summary>
internal sealed record ReportOffer(string Code, string Name, ReportKind Kind, string Page, IReadOnlyList<ReportField> Fields);

internal sealed class ListReportsHandler(ReportShelf shelf, IPolicy<EnterpriseClock> clock) : IHandler<ListReports, ReportOffers>
{
    public async Task<Result<ReportOffers>> HandleAsync(ListReports order, Actor actor, CancellationToken ct) =>
        new ReportOffers([.. shelf.OfferedTo(actor).Select(r => new ReportOffer(r.Code, r.Name, r.Kind, r.Page, r.Fields))], Running.Zones.Of((await clock.GetAsync(actor.Tenant, ct)).Zone).Id);
}
