using System.Runtime.CompilerServices;
using Huitang.Kernel;

namespace Huitang.Audit.Features;

/// <summary>A log as rows of a file, newest first.</summary>
internal sealed class ActTable(ActQuery query, AuditWords words)
{
    private const int Batch = 1000;

    /// <summary>Columns of a log.</summary>
    public IReadOnlyList<ExportColumn> Columns(AuditLogKind log) => [.. Of(log).Select(c => c.Column)];

    /// <summary>Rows of a log, at most so many.</summary>
    public async IAsyncEnumerable<object?[]> RowsAsync(TenantId tenant, AuditLogKind log, ActFilter filter, TimeZoneInfo zone, long most, [EnumeratorCancellation] CancellationToken ct)
    {
        var cells = Of(log).Select(c => c.Cell).ToList();
        Act? last = null;
        for (var left = most; left > 0; left -= Batch)
        {
            var acts = await query.ReadAsync(tenant, log, filter, 0, Batch, last, ct);
            foreach (var act in acts) yield return cells.Select(cell => cell(act, zone)).ToArray();
            if (acts.Count < Batch) yield break;
            last = acts[^1];
        }
    }

    private IEnumerable<(ExportColumn Column, Func<Act, TimeZoneInfo, object?> Cell)> Of(AuditLogKind log)
    {
        yield return (new(Texts.col_at, 20, CellKind.Moment), (act, zone) => TimeZoneInfo.ConvertTime(act.At, zone).DateTime);
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
}
