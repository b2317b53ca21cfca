using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Ui;

namespace Huitang.Audit.Features;

/// <summary>Writes the filtered log as a file, newest first; at most 100,000 entries.</summary>
/// <param name="Log">Which log.</param>
/// <param name="Filter">The list's filter.</param>
/// <param name="Format">File format.</param>
/// <param name="Zone">Zone times are written in.</param>
/// <param name="To">Where the file goes.</param>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise), Audited("audit.export")]
internal sealed record ExportActs(AuditLogKind Log, ActFilter Filter, ExportFormat Format, TimeZoneInfo Zone, Stream To) : IUseCase<int>;

internal sealed class ExportActsHandler(ActQuery query, AuditWords words, AuditNotes notes) : IHandler<ExportActs, int>
{
    private const int Batch = 1000;

    public async Task<Result<int>> HandleAsync(ExportActs order, Actor actor, CancellationToken ct)
    {
        notes.On("log", order.Log.ToString().ToLowerInvariant(), LogTitles.Of(order.Log));
        if (order.Filter.Ip is { Length: > 0 } ip && ActQuery.Address(ip) is null) return ActQuery.BadAddress;
        var count = 0;
        var columns = Columns(order.Log).ToList();
        await TableExport.WriteAsync(order.To, order.Format, LogTitles.Of(order.Log), columns.Select(c => c.Column).ToList(), RowsAsync(order, actor, columns.Select(c => c.Cell).ToList(), () => count++, ct), ct);
        notes.Changed("rows", null, count);
        return count;
    }

    private IEnumerable<(ExportColumn Column, Func<Act, TimeZoneInfo, object?> Cell)> Columns(AuditLogKind log)
    {
        yield return (new(Texts.col_at, 20), (act, zone) => TimeZoneInfo.ConvertTime(act.At, zone).DateTime);
        yield return (new(log == AuditLogKind.Administrator ? Texts.col_actor : Texts.col_member, 16), (act, _) => AuditWords.Actor(act));
        if (log == AuditLogKind.SignIn)
        {
            yield return (new(Texts.col_account, 20), (act, _) => act.Account);
            yield return (new(Texts.col_action, 22), (act, _) => words.Action(act.Action));
            yield return (new(Texts.col_method, 16), (act, _) => AuditWords.Method(act.Method));
        }
        else
        {
            yield return (new(Texts.col_category, 14), (act, _) => AuditWords.Category(AuditWords.CategoryOf(act.Action)));
            yield return (new(Texts.col_action, 22), (act, _) => words.Action(act.Action));
            yield return (new(Texts.col_object_type, 12), (act, _) => AuditWords.ObjectType(act.ObjectType));
            yield return (new(log == AuditLogKind.Member ? Texts.col_subject : Texts.col_object, 36), (act, _) => AuditWords.Object(act));
            yield return (new(Texts.col_code, 14), (act, _) => act.ObjectCode);
        }

        yield return (new(Texts.col_outcome, 28), (act, _) => words.Outcome(act));
        if (log != AuditLogKind.SignIn)
        {
            yield return (new(Texts.col_changes, 60), (act, zone) => string.Join("; ", act.Changes.Select(c => $"{AuditWords.Field(c.Field)}: {Value(c.From, zone)} → {Value(c.To, zone)}")));
            yield return (new(Texts.col_ground, 24), (act, _) => words.Ground(act));
        }

        yield return (new(Texts.col_ip, 18), (act, _) => act.Ip?.ToString());
        yield return (new(Texts.col_place, 12), (act, _) => AuditWords.Place(act.Place));
        yield return (new(Texts.col_device, 22), (act, _) => AuditWords.Client(act.Device));
        if (log == AuditLogKind.SignIn) yield return (new(Texts.col_session, 36), (act, _) => act.Session?.ToString());
        yield return (new(Texts.col_request, 26), (act, _) => act.RequestId);
        yield return (new(Texts.col_entry, 36), (act, _) => act.Id.ToString());
    }

    private static string Value(string? value, TimeZoneInfo zone) =>
        AuditWords.Value(value, at => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));

    private async IAsyncEnumerable<object?[]> RowsAsync(ExportActs order, Actor actor, List<Func<Act, TimeZoneInfo, object?>> cells, Action counted, [EnumeratorCancellation] CancellationToken ct)
    {
        Act? last = null;
        for (var left = ActQuery.CountedAtMost; left > 0; left -= Batch)
        {
            var acts = await query.ReadAsync(actor.Tenant, order.Log, order.Filter, 0, Batch, last, ct);
            foreach (var act in acts)
            {
                counted();
                yield return cells.Select(cell => cell(act, order.Zone)).ToArray();
            }

            if (acts.Count < Batch) yield break;
            last = acts[^1];
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
