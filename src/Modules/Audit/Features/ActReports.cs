using Huitang.Kernel;
using Huitang.Ui;

namespace Huitang.Audit.Features;

/// <summary>The administrator log as a file.</summary>
internal sealed class AdministratorReport(ActQuery query, ActTable table, AuditWords words) : ActReport(AuditLogKind.Administrator, query, table, words);

/// <summary>The member log as a file.</summary>
internal sealed class MemberReport(ActQuery query, ActTable table, AuditWords words) : ActReport(AuditLogKind.Member, query, table, words);

/// <summary>The sign-in log as a file.</summary>
internal sealed class SignInReport(ActQuery query, ActTable table, AuditWords words) : ActReport(AuditLogKind.SignIn, query, table, words);

/// <summary>A log as a file; over the query of the list, without its limit.</summary>
internal abstract class ActReport(AuditLogKind log, ActQuery query, ActTable table, AuditWords words) : IReport
{
    public string Code => CodeOf(log);

    public string Name => LogTitles.Of(log);

    public ReportKind Kind => ReportKind.Log;

    public string Permission => AuditPermissions.Read;

    public Scoping Scoping => Scoping.WholeEnterprise;

    public string Page => LogTitles.Path(log);

    public IReadOnlyList<ReportField> Fields =>
    [
        ReportField.Days(Texts.col_at), ReportField.Text("who", log == AuditLogKind.Administrator ? Texts.col_actor : Texts.col_member),
        .. log == AuditLogKind.SignIn
            ? [ReportField.Choice("method", Texts.col_method, AuditWords.Methods.Select(m => (m, AuditWords.Method(m)!)))]
            : new[] { ReportField.Choice("category", Texts.col_category, words.Categories(log).Select(c => (c.Value!, c.Text))), ReportField.Text("q", log == AuditLogKind.Member ? Texts.col_subject : Texts.col_object) },
        ReportField.Choice("outcome", Texts.col_outcome, [("done", Texts.outcome_done), ("refused", Texts.outcome_is_refused), ("failed", Texts.outcome_failed), ("open", Texts.outcome_open)]),
    ];

    /// <summary>Code of a log's report.</summary>
    public static string CodeOf(AuditLogKind log) => log switch { AuditLogKind.Member => "audit.members", AuditLogKind.SignIn => "audit.sign_ins", _ => "audit.administrators" };

    public async Task<Result<ReportTable>> OpenAsync(ReportOrder order, CancellationToken ct)
    {
        var filter = AuditRoutes.Filter(order.Criteria.Get, new Viewer { Zone = order.Zone });
        if (filter.Ip is { Length: > 0 } ip && ActQuery.Address(ip) is null) return ActQuery.BadAddress;
        var count = await query.CountAsync(order.Actor.Tenant, log, filter, ct);
        return new ReportTable(table.Columns(log), table.RowsAsync(order.Actor.Tenant, log, filter, order.Zone, long.MaxValue, ct), count > ActQuery.CountedAtMost ? null : count);
    }
}
