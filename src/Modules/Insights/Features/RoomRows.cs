using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Npgsql;

namespace Huitang.Insights.Features;

/// <summary>Which media rooms: those behind a bar, a slice or a tile.</summary>
/// <param name="Span">Days on which they opened.</param>
/// <param name="Department">Only those somebody of the department was in; null for all.</param>
/// <param name="Query">Words in subject, code or creator.</param>
/// <param name="Duration">Class of <see cref="Buckets.Minutes"/>.</param>
/// <param name="Size">Class of <see cref="Buckets.People"/>.</param>
/// <param name="Type">Class of <see cref="Buckets.Types"/>.</param>
/// <param name="Device">Class of <see cref="Buckets.Devices"/>.</param>
/// <param name="Shared">Only those in which a screen was shared.</param>
/// <param name="Guests">Only those a guest was in.</param>
internal sealed record RoomSelection(Period Span, Guid? Department = null, string? Query = null, int? Duration = null, int? Size = null, int? Type = null, int? Device = null, bool Shared = false, bool Guests = false)
{
    /// <summary>Whether the subjects may be read, and so be searched and sorted by. Set from the actor's rights.</summary>
    public bool Subjects { get; init; }
}

/// <summary>A media room behind a figure.</summary>
internal sealed record RoomLine(Guid Id, string Subject, string Code, int Type, string CreatorName, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, int People, TimeSpan Time, int Shares);

/// <summary>A page of the media rooms behind a figure.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record ListRooms(RoomSelection Of, PageRequest Page) : IUseCase<PageOf<RoomLine>>;

internal sealed class ListRoomsHandler(RoomRows rows, DepartmentScope scope) : IHandler<ListRooms, PageOf<RoomLine>>
{
    public async Task<Result<PageOf<RoomLine>>> HandleAsync(ListRooms order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, order.Of.Department, ct);
        if (key.Error is { } refused) return refused;
        var of = order.Of with { Department = key.Value, Subjects = actor.Holds(MeetingPermissions.Subject) };
        return new PageOf<RoomLine>(await rows.ReadAsync(actor.Tenant, of, order.Page.Sort, order.Page.Descending, order.Page.Skip, order.Page.Take, ct), await rows.CountAsync(actor.Tenant, of, ct));
    }
}

/// <summary>Writes the media rooms behind a figure as a file; at most 100,000.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery), Audited("insights.export_rooms")]
internal sealed record ExportRooms(RoomSelection Of, string? Sort, bool Descending, ExportFormat Format, Stream To) : IUseCase<int>;

internal sealed class ExportRoomsHandler(RoomRows rows, DepartmentScope scope, Clocks clocks, AuditNotes notes) : IHandler<ExportRooms, int>
{
    private const int Most = 100_000;

    public async Task<Result<int>> HandleAsync(ExportRooms order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, order.Of.Department, ct);
        if (key.Error is { } refused) return refused;
        var clock = await clocks.OfAsync(actor.Tenant, ct);
        var count = 0;
        var of = order.Of with { Department = key.Value, Subjects = actor.Holds(MeetingPermissions.Subject) };
        await TableExport.WriteAsync(order.To, order.Format, Texts.rooms_title, RoomsReport.Columns(), RowsAsync(ct), ct);
        notes.Changed("rows", null, count);
        return count;

        async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (var line in rows.StreamAsync(actor.Tenant, of, order.Sort, order.Descending, stop).Take(Most).WithCancellation(stop))
            {
                count++;
                yield return RoomsReport.Row(line, clock.Reading);
            }
        }
    }
}

/// <summary>The query behind list and file, so that both show the same.</summary>
internal sealed class RoomRows(NpgsqlDataSource data)
{
    // What reads everything may take its time; whoever waits can cancel.
    private const int LongSeconds = 3600;

    /// <summary>How many there are.</summary>
    public async Task<int> CountAsync(TenantId tenant, RoomSelection of, CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        command.CommandText = $"select count(*)::int from insights.room r where {Where(command, tenant, of)}";
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A stretch of them.</summary>
    public async Task<IReadOnlyList<RoomLine>> ReadAsync(TenantId tenant, RoomSelection of, string? sort, bool descending, int skip, int take, CancellationToken ct) =>
        await RowsAsync(tenant, of, sort, descending, string.Create(CultureInfo.InvariantCulture, $"limit {take} offset {skip}"), ct).ToListAsync(ct);

    /// <summary>All of them, read while they are used.</summary>
    public IAsyncEnumerable<RoomLine> StreamAsync(TenantId tenant, RoomSelection of, string? sort, bool descending, CancellationToken ct) => RowsAsync(tenant, of, sort, descending, "", ct);

    private async IAsyncEnumerable<RoomLine> RowsAsync(TenantId tenant, RoomSelection of, string? sort, bool descending, string limit, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        var where = Where(command, tenant, of);
        var column = sort switch { "subject" when of.Subjects => "r.subject", "creator" => "r.creator_name", "people" => "people", "time" => "time", "duration" => "coalesce(r.closed_at, now()) - r.opened_at", "shares" => "shares", _ => "r.opened_at" };
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            select r.id, r.subject, r.code, r.type, r.creator_name, r.opened_at, r.closed_at, p.people, p.time, (select count(*)::int from insights.moment m where m.tenant_id = r.tenant_id and m.room_id = r.id and m.kind = 2) shares
            from insights.room r
            cross join lateral (select count(distinct person)::int people, coalesce(extract(epoch from sum(left_at - joined_at)), 0)::float8 as time from insights.stay s where s.tenant_id = r.tenant_id and s.room_id = r.id) p
            where {where} order by {column} {(sort is null || descending ? "desc" : "asc")}, r.id {limit}
            """);
        if (limit.Length == 0) command.CommandTimeout = LongSeconds;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new RoomLine(
                rows.GetGuid(0), of.Subjects ? rows.GetString(1) : Texts.subject_hidden, rows.GetString(2), rows.GetInt16(3), rows.GetString(4), await rows.GetFieldValueAsync<DateTimeOffset>(5, ct),
                await rows.IsDBNullAsync(6, ct) ? null : await rows.GetFieldValueAsync<DateTimeOffset>(6, ct), rows.GetInt32(7), TimeSpan.FromSeconds(Math.Round(rows.GetDouble(8))), rows.GetInt32(9));
        }
    }

    private static string Where(NpgsqlCommand command, TenantId tenant, RoomSelection of)
    {
        var sql = new StringBuilder().Append(CultureInfo.InvariantCulture, $"r.tenant_id = {Value(tenant.Value)} and r.day between {Value(of.Span.From)} and {Value(of.Span.To)}");
        const string own = "select 1 from insights.stay s where s.tenant_id = r.tenant_id and s.room_id = r.id";
        // The same rule as the figures': somebody of the department was in, and for devices it was theirs.
        var path = of.Department is { } d && d != DayFigures.Everyone ? $" and s.path = any(array(select id from insights.path where tenant_id = r.tenant_id and {Value(d)} = any(departments)))" : "";
        if (path.Length > 0) sql.Append(CultureInfo.InvariantCulture, $" and exists ({own}{path})");
        if (of.Type is { } type) sql.Append(CultureInfo.InvariantCulture, $" and r.type = {Value((short)type)}");
        if (of.Device is { } device) sql.Append(CultureInfo.InvariantCulture, $" and exists ({own}{path} and s.device = {Value((short)device)})");
        if (of.Guests) sql.Append(CultureInfo.InvariantCulture, $" and exists ({own} and s.guest)");
        if (of.Shared) sql.Append(" and exists (select 1 from insights.moment m where m.tenant_id = r.tenant_id and m.room_id = r.id and m.kind = 2)");
        if (of.Duration is { } duration) sql.Append(CultureInfo.InvariantCulture, $" and width_bucket(extract(epoch from r.closed_at - r.opened_at)::float8, {Value(Buckets.Minutes.Select(m => m * 60.0).ToArray())}) = {Value(duration)}");
        if (of.Size is { } size) sql.Append(CultureInfo.InvariantCulture, $" and r.closed_at is not null and width_bucket((select count(distinct person) from insights.stay s where s.tenant_id = r.tenant_id and s.room_id = r.id)::float8, {Value(Buckets.People.Select(p => p + 1.0).ToArray())}) = {Value(size)}");
        foreach (var word in (of.Query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(6))
        {
            var like = Value($"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%");
            sql.Append(CultureInfo.InvariantCulture, $" and ({(of.Subjects ? $"r.subject ilike {like} or " : "")}r.creator_name ilike {like} or r.code like {like})");
        }

        return sql.ToString();

        string Value(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
    }
}
