using System.Text.Json;
using Huitang.Kernel;
using Huitang.Media;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Meetings.Live;

/// <summary>Another activation took the meeting over; whoever sees this must stop serving it.</summary>
internal sealed class FencedException() : Exception("Another process owns this meeting now.");

/// <summary>What survives of a live meeting beside its participations.</summary>
internal sealed record LiveState(MeetingSettings Rules, bool Locked, IReadOnlyList<Ban> Bans, IReadOnlyList<Waiting> Lobby);

/// <summary>What survives of somebody in a live meeting.</summary>
internal sealed record PersonState(Arrival Who, bool Microphone, bool MutedByHost, bool AskedToUnmute, DateTimeOffset? CameraSince, DateTimeOffset? HandSince);

/// <summary>A live meeting as found in the database.</summary>
internal sealed record Claimed(long Epoch, MediaRoomId? Room, bool Opened, DateTimeOffset OpenedAt, LiveState? State, MediaRoom? Place, IReadOnlyList<Participant> People);

/// <summary>Writes the facts of live meetings: exactly once, in one transaction with the events that tell of them, fenced by the owner's epoch.</summary>
internal sealed class FactStore(NpgsqlDataSource data, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Takes ownership: former owners are fenced off from here on. Returns what was live.</summary>
    public async Task<Claimed> ClaimAsync(MeetingPlan plan, MediaRoomId fresh, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var claim = new NpgsqlCommand("""
            insert into meetings.live_meeting(meeting_id, tenant_id, media_room_id, opened, epoch, state, opened_at, updated_at)
            values ($1, $2, $3, false, nextval('meetings.epoch'), 'null', $4, $4)
            on conflict (meeting_id) do update set epoch = nextval('meetings.epoch')
            returning epoch, media_room_id, opened, state, place, opened_at
            """, connection);
        Add(claim, plan.Id.Value, plan.Tenant.Value, fresh.Value, time.GetUtcNow());
        long epoch;
        MediaRoomId room;
        bool opened;
        DateTimeOffset openedAt;
        LiveState? state;
        MediaRoom? place;
        await using (var reader = await claim.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            epoch = reader.GetInt64(0);
            room = new MediaRoomId(reader.GetGuid(1));
            opened = reader.GetBoolean(2);
            state = JsonSerializer.Deserialize<LiveState?>(reader.GetString(3), Json);
            place = await reader.IsDBNullAsync(4, ct) ? null : JsonSerializer.Deserialize<MediaRoom>(reader.GetString(4), Json);
            openedAt = await reader.GetFieldValueAsync<DateTimeOffset>(5, ct);
        }

        var people = new List<Participant>();
        await using var open = new NpgsqlCommand("""
            select id, participant_id, name, role, joined_at, seen_at, resume_hash, state, grade from meetings.participation where media_room_id = $1 and left_at is null order by joined_at
            """, connection);
        Add(open, room.Value);
        await using var rows = await open.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var kept = JsonSerializer.Deserialize<PersonState>(rows.GetString(7), Json)!;
            people.Add(new Participant
            {
                Participation = new ParticipationId(rows.GetGuid(0)), Id = new ParticipantId(rows.GetGuid(1)), Name = rows.GetString(2),
                Role = (MeetingRole)rows.GetInt16(3), JoinedAt = await rows.GetFieldValueAsync<DateTimeOffset>(4, ct), LastSeen = await rows.GetFieldValueAsync<DateTimeOffset>(5, ct),
                ResumeHash = rows.GetString(6), Who = kept.Who, IsCreator = kept.Who.User == plan.Creator, Microphone = kept.Microphone, MutedByHost = kept.MutedByHost,
                AskedToUnmute = kept.AskedToUnmute, CameraSince = kept.CameraSince, HandSince = kept.HandSince, Grade = rows.GetInt16(8),
            });
        }

        return new Claimed(epoch, room, opened, openedAt, state, place, people);
    }

    /// <summary>Where the media is, for whoever takes over.</summary>
    public async Task PlaceAsync(MeetingId meeting, long epoch, MediaRoom place, CancellationToken ct)
    {
        await using var command = data.CreateCommand("update meetings.live_meeting set place = $3 where meeting_id = $1 and epoch = $2");
        Add(command, meeting.Value, epoch);
        command.Parameters.Add(Jsonb(place));
        if (await command.ExecuteNonQueryAsync(ct) == 0) throw new FencedException();
    }

    /// <summary>Writes one batch of facts.</summary>
    public async Task SaveAsync(LiveMeeting live, long epoch, Facts facts, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var plan = live.Plan;
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var fence = new NpgsqlCommand("update meetings.live_meeting set state = $3, opened = opened or $4, opened_at = $5, updated_at = $6, media_room_id = $7 where meeting_id = $1 and epoch = $2", connection, transaction))
        {
            Add(fence, plan.Id.Value, epoch);
            fence.Parameters.Add(Jsonb(new LiveState(live.Rules, live.Locked, live.Bans, live.Lobby.ToList())));
            Add(fence, facts.RoomOpened is not null, facts.RoomOpened ?? live.OpenedAt, now, live.Room.Value);
            if (await fence.ExecuteNonQueryAsync(ct) == 0) throw new FencedException();
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        if (facts.RoomOpened is { } openedAt)
        {
            Command(batch, """
                insert into meetings.media_room(id, tenant_id, meeting_id, subject, code, type, creator_id, creator_name, planned_start, planned_end, opened_at, peak, features)
                values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,0) on conflict do nothing
                """, live.Room.Value, plan.Tenant.Value, plan.Id.Value, plan.Subject, plan.Code, (short)plan.Type, plan.Creator.Value, plan.CreatorName, plan.Start, plan.End, openedAt);
            Outbox(batch, plan.Tenant, new MediaRoomOpened(plan.Id, live.Room, openedAt, RoomOf(live, openedAt, null)), now);
        }

        foreach (var p in facts.Joined)
        {
            Command(batch, """
                insert into meetings.participation(id, tenant_id, media_room_id, meeting_id, participant_id, user_id, department_id, name, guest, role, joined_at, reason, seen_at, device, browser, network, ip, resume_hash, state, grade)
                values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,$11,$12,$13,$14,$15,$16,$17,0) on conflict do nothing
                """, p.Participation.Value, plan.Tenant.Value, live.Room.Value, plan.Id.Value, p.Id.Value, p.Who.User?.Value, p.Who.Department, p.Name, p.Who.User is null, (short)p.Role,
                p.JoinedAt, p.Who.Client.Device, p.Who.Client.Browser, p.Who.Client.Network, p.Who.Ip, p.ResumeHash, new StateOf(p));
            Outbox(batch, plan.Tenant, new ParticipantJoined(live.Room, p.Participation, p.Who.User, p.JoinedAt, StayOf(live, p, null)), now);
        }

        foreach (var p in facts.Changed)
            Command(batch, "update meetings.participation set name = $2, role = greatest(role, $3), state = $4 where id = $1 and left_at is null", p.Participation.Value, p.Name, (short)p.Role, new StateOf(p));
        foreach (var (p, reason, at) in facts.Left)
        {
            Command(batch, "update meetings.participation set left_at = greatest($2, joined_at), reason = $3, seen_at = greatest($2, joined_at), name = $4, role = $5 where id = $1 and left_at is null", p.Participation.Value, at, (short)reason, p.Name, (short)p.Role);
            var until = at < p.JoinedAt ? p.JoinedAt : at;
            Outbox(batch, plan.Tenant, new ParticipantLeft(live.Room, p.Participation, p.Who.User, until, reason.ToString().ToLowerInvariant(), StayOf(live, p, until)), now);
        }

        foreach (var share in facts.Shares) Outbox(batch, plan.Tenant, share, now);

        // Who left before somebody else came is told first: a person who joins anew from elsewhere leaves and comes in one batch.
        var acts = facts.Left.Select(l => MemberActions.Left(plan, l.Who, l.Reason, l.At)).Concat(facts.Joined.Select(p => MemberActions.Joined(plan, p))).Concat(facts.Acts).OrderBy(a => a.At).ToList();
        if (acts.Count > 0) Outbox(batch, plan.Tenant, new MembersActed(acts), now);
        foreach (var e in facts.Events)
            Command(batch, "insert into meetings.live_event(tenant_id, media_room_id, at, kind, participant_id, name, detail, by) values ($1,$2,$3,$4,$5,$6,$7,$8)", plan.Tenant.Value, live.Room.Value, e.At, e.Kind, e.Who?.Value, e.Name, e.Detail, e.By);
        Command(batch, "update meetings.media_room set peak = greatest(peak, $2), features = features | $3 where id = $1", live.Room.Value, facts.Peak, facts.Features);
        if (facts.RoomClosed is { } closedAt)
        {
            Command(batch, "update meetings.media_room set closed_at = $2 where id = $1 and closed_at is null", live.Room.Value, closedAt);
            Outbox(batch, plan.Tenant, new MediaRoomClosed(plan.Id, live.Room, live.OpenedAt, closedAt, RoomOf(live, live.OpenedAt, closedAt)), now);
        }

        if (facts.Forget) Command(batch, "delete from meetings.live_meeting where meeting_id = $1 and epoch = $2", plan.Id.Value, epoch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Starts the next media room of a meeting whose waiting room is not empty.</summary>
    public async Task NextRoomAsync(MeetingId meeting, long epoch, MediaRoomId next, CancellationToken ct)
    {
        await using var command = data.CreateCommand("update meetings.live_meeting set media_room_id = $3, opened = false, place = null where meeting_id = $1 and epoch = $2");
        Add(command, meeting.Value, epoch, next.Value);
        if (await command.ExecuteNonQueryAsync(ct) == 0) throw new FencedException();
    }

    /// <summary>Notes signs of life, so that a crash ends a stretch at the right time.</summary>
    public async Task SeenAsync(IReadOnlyCollection<KeyValuePair<ParticipationId, DateTimeOffset>> people, CancellationToken ct)
    {
        if (people.Count == 0) return;
        await using var command = data.CreateCommand("update meetings.participation p set seen_at = s.at from unnest($1::uuid[], $2::timestamptz[]) as s(id, at) where p.id = s.id and p.left_at is null");
        Add(command, people.Select(p => p.Key.Value).ToArray(), people.Select(p => p.Value.ToUniversalTime()).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether the meeting is live or has people waiting.</summary>
    public async Task<bool> IsLiveAsync(MeetingId meeting, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select 1 from meetings.live_meeting where meeting_id = $1");
        Add(command, meeting.Value);
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    /// <summary>Meetings whose owner may have died: somebody was in, or waits.</summary>
    public async Task<IReadOnlyList<MeetingId>> LiveMeetingsAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select meeting_id from meetings.live_meeting");
        var ids = new List<MeetingId>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) ids.Add(new MeetingId(reader.GetGuid(0)));
        return ids;
    }

    private static RoomFacts RoomOf(LiveMeeting live, DateTimeOffset openedAt, DateTimeOffset? closedAt) =>
        new(live.Room, live.Plan.Id, live.Plan.Subject, live.Plan.Code, MeetingHistory.TypeOf(live.Plan.Type), live.Plan.Creator, live.Plan.CreatorName, openedAt, closedAt);

    private static StayFacts StayOf(LiveMeeting live, Participant p, DateTimeOffset? leftAt) =>
        new(p.Participation, live.Room, p.Who.User?.ToString() ?? p.Who.GuestKey ?? p.Id.Value.ToString("D"), p.Who.User, p.Who.Department, p.Who.Client.Device, p.JoinedAt, leftAt);

    private sealed record StateOf(Participant Of)
    {
        public string Text() => JsonSerializer.Serialize(new PersonState(Of.Who, Of.Microphone, Of.MutedByHost, Of.AskedToUnmute, Of.CameraSince, Of.HandSince), Json);
    }

    private void Outbox(NpgsqlBatch batch, TenantId tenant, IEvent happened, DateTimeOffset now) => batch.BatchCommands.Add(new NpgsqlBatchCommand(
        "insert into kernel.outbox(id, tenant_id, type, body, at, due_at, attempts) values ($1,$2,$3,$4,$5,$5,0)")
    {
        Parameters =
        {
            new NpgsqlParameter { Value = Ids.New(time) }, new NpgsqlParameter { Value = tenant.Value }, new NpgsqlParameter { Value = happened.GetType().FullName! },
            new NpgsqlParameter { Value = JsonSerializer.Serialize(happened, happened.GetType()), NpgsqlDbType = NpgsqlDbType.Jsonb }, new NpgsqlParameter { Value = now },
        },
    });

    private static void Command(NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        batch.BatchCommands.Add(command);
    }

    private static void Add(NpgsqlCommand command, params object?[] values)
    {
        foreach (var value in values) command.Parameters.Add(Parameter(value));
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        StateOf json => new NpgsqlParameter { Value = json.Text(), NpgsqlDbType = NpgsqlDbType.Jsonb },
        DateTimeOffset t => new NpgsqlParameter { Value = t.ToUniversalTime() },
        _ => new NpgsqlParameter { Value = value },
    };

    private static NpgsqlParameter Jsonb<T>(T value) => new() { Value = JsonSerializer.Serialize(value, Json), NpgsqlDbType = NpgsqlDbType.Jsonb };
}

/// <summary>Facts gathered from effects, to be written in one batch.</summary>
internal sealed class Facts
{
    public DateTimeOffset? RoomOpened { get; set; }
    public DateTimeOffset? RoomClosed { get; set; }
    public bool Forget { get; set; }
    public int Peak { get; set; }
    public int Features { get; set; }
    public List<Participant> Joined { get; } = [];
    public Dictionary<ParticipationId, Participant> ChangedById { get; } = [];
    public IEnumerable<Participant> Changed => ChangedById.Values;
    public List<(Participant Who, LeaveReason Reason, DateTimeOffset At)> Left { get; } = [];
    public List<(DateTimeOffset At, string Kind, ParticipantId? Who, string? Name, string? Detail, string? By)> Events { get; } = [];

    /// <summary>What people did, for the log of member activities.</summary>
    public List<MemberAct> Acts { get; } = [];

    /// <summary>Screens that began to be shared.</summary>
    public List<ScreenShared> Shares { get; } = [];

    public bool MustWriteNow => RoomOpened is not null || RoomClosed is not null || Joined.Count > 0 || Left.Count > 0 || Acts.Count > 0 || Forget;

    /// <summary>Rules, lock, bans or the waiting room changed.</summary>
    public bool State { get; set; }

    public bool Any => MustWriteNow || State || ChangedById.Count > 0 || Events.Count > 0;

    /// <summary>Puts what could not be written in front of what came since.</summary>
    public void MergeInto(Facts later)
    {
        later.RoomOpened ??= RoomOpened;
        later.RoomClosed ??= RoomClosed;
        later.Forget |= Forget;
        later.State |= State;
        later.Peak = Math.Max(later.Peak, Peak);
        later.Features |= Features;
        later.Joined.InsertRange(0, Joined);
        later.Left.InsertRange(0, Left);
        later.Events.InsertRange(0, Events);
        later.Acts.InsertRange(0, Acts);
        later.Shares.InsertRange(0, Shares);
        foreach (var (id, person) in ChangedById) later.ChangedById.TryAdd(id, person);
    }
}
