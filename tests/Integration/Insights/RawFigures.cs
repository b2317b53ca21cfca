namespace Huitang.Integration.Insights;

/// <summary>What figures should be, counted in plain SQL from the meetings' own tables: an account independent of the product's.</summary>
internal sealed class RawFigures(InsightFixture app, string zone)
{
    /// <summary>Participations with their media room, and whether they belong to the department of the question.</summary>
    private string Stays(Guid? department) => $"""
        with room as (select *, (opened_at at time zone '{zone}')::date as day from meetings.media_room where tenant_id = $1),
        stay as (
          select p.*, r.day, r.opened_at, r.closed_at, coalesce(p.user_id::text, p.state->'who'->>'guestKey', p.participant_id::text) as person, u.ordinal
          from meetings.participation p join room r on r.id = p.media_room_id left join identity.user_account u on u.id = p.user_id
          where p.tenant_id = $1 {(department is { } d ? $"and p.department_id in (select id from identity.department where '{d}' = any(path))" : "")}),
        days as (select d::date as day, d::date::timestamp at time zone '{zone}' as begins, (d::date + 1)::timestamp at time zone '{zone}' as ends from generate_series($2::date, $3::date, interval '1 day') d)
        """;

    public Task<long> MeetingsAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select count(distinct media_room_id)::bigint from stay where day between $2 and $3");

    public Task<long> AttendancesAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select count(*)::bigint from (select distinct media_room_id, person from stay where day between $2 and $3) x");

    public Task<long> GuestsAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select count(*)::bigint from (select distinct media_room_id, person from stay where day between $2 and $3 and user_id is null) x");

    public Task<long> MicrosAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select coalesce((1000000 * extract(epoch from sum(least(left_at, ends) - greatest(joined_at, begins))))::bigint, 0) from stay s join days d on left_at > begins and joined_at < ends");

    public Task<long> UsersAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select count(distinct user_id)::bigint from stay s join days d on joined_at < ends and greatest(left_at, joined_at + interval '1 microsecond') > begins");

    public Task<long> PeakPeopleAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + """
            select coalesce(max((select count(*) from stay o where o.joined_at <= t.at and o.left_at > t.at)), 0)::bigint
            from (select joined_at as at from stay s join days d on joined_at >= begins and joined_at < ends and left_at > joined_at union select begins from days) t
            """);

    public Task<long> LongMeetingsAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select count(distinct media_room_id)::bigint from stay where day between $2 and $3 and closed_at - opened_at >= interval '30 minutes' and closed_at - opened_at < interval '1 hour'");

    public Task<long> MacsAsync(int tenant, DateOnly from, DateOnly to, Guid? department) =>
        Ask(tenant, from, to, Stays(department) + "select count(*)::bigint from (select distinct media_room_id, person from stay where day between $2 and $3 and device = 'mac') x");

    private Task<long> Ask(int tenant, DateOnly from, DateOnly to, string sql) => app.AskAsync<long>(sql, tenant, from, to);
}
