using System.Runtime.CompilerServices;
using Huitang.Kernel;

namespace Huitang.Audit.Features;

/// <summary>Writes the filtered log as a file, newest first; at most 100,000 entries.</summary>
/// <param name="Log">Which log.</param>
/// <param name="Filter">The list's filter.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">Zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise), Audited("audit.export")]
internal sealed record ExportActs(AuditLogKind Log, ActFilter Filter, ExportFormat Format, TimeZoneInfo Zone, Stream To) : IUseCase<int>;

internal sealed class ExportActsHandler(ActTable table, AuditNotes notes) : IHandler<ExportActs, int>
{
    public async Task<Result<int>> HandleAsync(ExportActs order, Actor actor, CancellationToken ct)
    {
        notes.On("log", order.Log.ToString().ToLowerInvariant(), LogTitles.Of(order.Log));
        if (order.Filter.Ip is { Length: > 0 } ip && ActQuery.Address(ip) is null) return ActQuery.BadAddress;
        var count = 0;
        await TableExport.WriteAsync(order.To, order.Format, LogTitles.Of(order.Log), table.Columns(order.Log), CountedAsync(ct), ct);
        notes.Changed("rows", null, count);
        return count;

        async IAsyncEnumerable<object?[]> CountedAsync([EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (var row in table.RowsAsync(actor.Tenant, order.Log, order.Filter, order.Zone, ActQuery.CountedAtMost, stop))
            {
                count++;
                yield return row;
            }
        }
    }
}

/// <summary>Names of the logs.</summary>
internal static class LogTitles
{
    /// <summary>Name of a log.</summary>
    public static string Of(AuditLogKind log) => log switch { AuditLogKind.Member => Texts.members_title, AuditLogKind.SignIn => Texts.sign_ins_title, _ => Texts.audit_title };

    /// <summary>Address of its page.</summary>
    public static string Path(AuditLogKind log) => log switch { AuditLogKind.Member => "/console/audit/members", AuditLogKind.SignIn => "/console/audit/sign-ins", _ => "/console/audit" };
}
