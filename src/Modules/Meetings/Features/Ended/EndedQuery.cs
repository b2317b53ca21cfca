using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Npgsql;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Which ended meetings a console list shows.</summary>
/// <param name="Search">Code, subject or creator's name.</param>
/// <param name="From">Media rooms opened at or after this moment.</param>
/// <param name="To">Media rooms opened before this moment.</param>
/// <param name="Type">One type only.</param>
/// <param name="Creator">Meetings of one creator only.</param>
/// <param name="Alarm">Only those in which somebody had poor quality.</param>
/// <param name="ByMeeting">One row for a meeting with all its media rooms, in place of one for each.</param>
internal sealed record EndedFilter(string? Search = null, DateTimeOffset? From = null, DateTimeOffset? To = null, MeetingType? Type = null, UserId? Creator = null, bool Alarm = false, bool ByMeeting = false);

/// <summary>A row of the console's list. With several media rooms in it, times and names are those of the latest.</summary>
/// <param name="Room">Media room.</param>
/// <param name="Meeting">Meeting.</param>
/// <param name="Subject">Subject at the time.</param>
/// <param name="Code">Code.</param>
/// <param name="Type">How it came about.</param>
/// <param name="Creator">Who booked it.</param>
/// <param name="CreatorName">Name of the creator.</param>
/// <param name="OpenedAt">When the media room opened.</param>
/// <param name="ClosedAt">When it closed.</param>
/// <param name="PlannedStart">Planned start.</param>
/// <param name="PlannedEnd">Planned end.</param>
/// <param name="Rooms">Media rooms in the row.</param>
/// <param name="People">Distinct people who ever joined.</param>
/// <param name="Duration">From opening to closing, all media rooms of the row together.</param>
/// <param name="UserTime">Time of all participants together.</param>
/// <param name="Peak">Most people at once.</param>
/// <param name="Features">Features used: 1 screen share, 2 chat, 4 waiting room.</param>
/// <param name="Health">0 no data, 1 healthy, 2 alarm.</param>
/// <param name="Alarms">Participations with an alarm.</param>
/// <param name="Grade">Worst grade 0–4.</param>
internal sealed record EndedMeeting(
    MediaRoomId Room, MeetingId Meeting, string Subject, string Code, MeetingType Type, UserId Creator, string CreatorName, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt,
    DateTimeOffset PlannedStart, DateTimeOffset PlannedEnd, int Rooms, int People, TimeSpan Duration, TimeSpan UserTime, int Peak, int Features, int Health, int Alarms, int Grade);

/// <summary>The query behind list and export, so that both show the same.</summary>
internal sealed partial class EndedQuery(NpgsqlDataSource data, IManagementScope scope)
{
    // What reads everything may take its time; whoever waits can cancel.
    private const int LongSeconds = 3600;

    private const string Figures = """
        cross join lateral (
          select count(distinct coalesce(p.user_id::text, p.state->'who'->>'guestKey', p.participant_id::text))::int people, coalesce(extract(epoch from sum(coalesce(p.left_at, p.seen_at) - p.joined_at)), 0)::float8 user_time,
                 (count(*) filter (where p.quality @> '{"health":2}'))::int alarms, coalesce(max(p.grade), 0)::int grade, (count(*) filter (where p.quality is not null))::int measured
          from meetings.participation p where p.media_room_id = any(k.rooms)) f
        cross join lateral (
          select extract(epoch from sum(x.closed_at - x.opened_at))::float8 duration, max(x.peak) peak, bit_or(x.features) features
          from meetings.media_room x where x.id = any(k.rooms)) t
        """;

    /// <summary>How many there are.</summary>
    public async Task<int> CountAsync(Actor actor, EndedFilter filter, CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        command.CommandText = $"select {(filter.ByMeeting ? "count(distinct r.meeting_id)" : "count(*)")}::int from meetings.media_room r where {Where(command, actor, filter)}";
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A stretch of rows.</summary>
    public async Task<IReadOnlyList<EndedMeeting>> ReadAsync(Actor actor, EndedFilter filter, string? sort, bool descending, int skip, int take, CancellationToken ct) =>
        await RowsAsync(actor, filter, sort, descending, string.Create(CultureInfo.InvariantCulture, $"limit {take} offset {skip}"), ct).ToListAsync(ct);

    /// <summary>All rows, read while they are used.</summary>
    public IAsyncEnumerable<EndedMeeting> StreamAsync(Actor actor, EndedFilter filter, string? sort, bool descending, CancellationToken ct) => RowsAsync(actor, filter, sort, descending, "", ct);

    private async IAsyncEnumerable<EndedMeeting> RowsAsync(Actor actor, EndedFilter filter, string? sort, bool descending, string limit, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        var where = Where(command, actor, filter);
        var keys = filter.ByMeeting
            ? $"select (array_agg(r.id order by r.opened_at desc))[1] id, array_agg(r.id) rooms from meetings.media_room r where {where} group by r.meeting_id"
            : $"select r.id, array[r.id] rooms from meetings.media_room r where {where}";
        var subjects = actor.Holds(MeetingPermissions.Subject);
        var column = sort switch
        {
            // Not even the order tells what may not be read.
            "subject" when subjects => "m.subject", "code" => "m.code", "creator" => "m.creator_name", "end" => "m.closed_at", "people" => "f.people", "duration" => "t.duration",
            "usertime" => "f.user_time", "peak" => "t.peak", "quality" => "f.grade", _ => "m.opened_at",
        };
        var down = sort is null or "" || column == "m.opened_at" && sort != "start" || descending;
        command.CommandText = $"""
            select m.id, m.meeting_id, m.subject, m.code, m.type, m.creator_id, m.creator_name, m.opened_at, m.closed_at, m.planned_start, m.planned_end, cardinality(k.rooms),
                   f.people, t.duration, f.user_time, t.peak, t.features, f.alarms, f.measured, f.grade
            from ({keys}) k join meetings.media_room m on m.id = k.id {Figures}
            order by {column} {(down ? "desc" : "asc")}, m.id {limit}
            """;
        if (limit.Length == 0) command.CommandTimeout = LongSeconds;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var (alarms, measured) = (rows.GetInt32(17), rows.GetInt32(18));
            yield return new EndedMeeting(
                new MediaRoomId(rows.GetGuid(0)), new MeetingId(rows.GetGuid(1)), subjects ? rows.GetString(2) : Texts.sched_subject_hidden, rows.GetString(3), (MeetingType)rows.GetInt16(4), new UserId(rows.GetGuid(5)), rows.GetString(6),
                await At(7), await At(8), await At(9), await At(10), rows.GetInt32(11), rows.GetInt32(12), TimeSpan.FromSeconds(Math.Round(rows.GetDouble(13))),
                TimeSpan.FromSeconds(Math.Round(rows.GetDouble(14))), rows.GetInt32(15), rows.GetInt32(16), alarms > 0 ? 2 : measured > 0 ? 1 : 0, alarms, rows.GetInt32(19));
        }

        Task<DateTimeOffset> At(int column) => rows.GetFieldValueAsync<DateTimeOffset>(column, ct);
    }

    private string Where(NpgsqlCommand command, Actor actor, EndedFilter filter)
    {
        var sql = new StringBuilder("r.closed_at is not null and r.tenant_id = ").Append(Value(actor.Tenant.Value));
        if (scope.PeopleSql(actor, "r.creator_id", actor.Scope.Whole ? "" : Value(actor.Scope.Departments.ToArray())) is { } mine) sql.Append(" and ").Append(mine);
        var subjects = actor.Holds(MeetingPermissions.Subject);
        if (filter.From is { } from) sql.Append(" and r.opened_at >= ").Append(Value(from.ToUniversalTime()));
        if (filter.To is { } to) sql.Append(" and r.opened_at < ").Append(Value(to.ToUniversalTime()));
        if (filter.Type is { } type) sql.Append(" and r.type = ").Append(Value((short)type));
        if (filter.Creator is { } creator) sql.Append(" and r.creator_id = ").Append(Value(creator.Value));
        if (filter.Alarm) sql.Append(""" and exists (select 1 from meetings.participation a where a.media_room_id = r.id and a.quality @> '{"health":2}')""");
        var text = PlainText.Line(filter.Search);
        if (text.Length > 0)
        {
            var like = Value(PlanQueries.Contains(text));
            var digits = new string(text.Where(c => c is not (' ' or '-')).ToArray());
            sql.Append(CultureInfo.InvariantCulture, $" and (r.creator_name ilike {like}");
            if (subjects) sql.Append(CultureInfo.InvariantCulture, $" or r.subject ilike {like}");
            if (digits.Length > 0 && digits.All(char.IsAsciiDigit)) sql.Append(" or r.code like ").Append(Value(digits + "%"));
            sql.Append(')');
        }

        return sql.ToString();

        string Value(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
    }
}
