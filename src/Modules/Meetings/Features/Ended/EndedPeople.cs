using System.Runtime.CompilerServices;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Ended;

/// <summary>A stretch of somebody in an ended meeting.</summary>
internal sealed record EndedParticipation(
    MediaRoomId Room, string Subject, string Code, MeetingType Type, string CreatorName, DateTimeOffset OpenedAt, string Name, bool Guest, Guid? Department, MeetingRole Role,
    DateTimeOffset JoinedAt, DateTimeOffset LeftAt, LeaveReason Reason, string Device, string Browser, string Network, string? Ip, int Health, string? Quality);

/// <summary>Who was in the ended meetings of a filter, read while it is written: however many there are, only a few are held.</summary>
internal sealed partial class EndedQuery
{
    /// <summary>How many stretches there are.</summary>
    public async Task<long> CountPeopleAsync(Actor actor, EndedFilter filter, CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        command.CommandText = $"select count(*) from meetings.media_room r join meetings.participation p on p.media_room_id = r.id where {Where(command, actor, filter)}";
        command.CommandTimeout = LongSeconds;
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>All of them, meeting by meeting, the latest first.</summary>
    public async IAsyncEnumerable<EndedParticipation> PeopleAsync(Actor actor, EndedFilter filter, bool quality, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand();
        var where = Where(command, actor, filter);
        var subjects = actor.Holds(MeetingPermissions.Subject);
        command.CommandTimeout = LongSeconds;
        command.CommandText = $"""
            select r.id, r.subject, r.code, r.type, r.creator_name, r.opened_at, p.name, p.guest, p.department_id, p.role, p.joined_at, coalesce(p.left_at, p.seen_at), p.reason, p.device, p.browser, p.network, p.ip,
                   coalesce((p.quality->'health')::int, 0), {(quality ? "p.quality::text" : "null::text")}
            from meetings.media_room r join meetings.participation p on p.media_room_id = r.id where {where} order by r.opened_at desc, r.id, p.joined_at, p.id
            """;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new EndedParticipation(
                new MediaRoomId(rows.GetGuid(0)), subjects ? rows.GetString(1) : Texts.sched_subject_hidden, rows.GetString(2), (MeetingType)rows.GetInt16(3), rows.GetString(4), rows.GetFieldValue<DateTimeOffset>(5),
                rows.GetString(6), rows.GetBoolean(7), rows.IsDBNull(8) ? null : rows.GetGuid(8), (MeetingRole)rows.GetInt16(9), rows.GetFieldValue<DateTimeOffset>(10), rows.GetFieldValue<DateTimeOffset>(11),
                (LeaveReason)rows.GetInt16(12), rows.GetString(13), rows.GetString(14), rows.GetString(15), rows.IsDBNull(16) ? null : rows.GetString(16), rows.GetInt32(17), rows.IsDBNull(18) ? null : rows.GetString(18));
        }
    }
}
