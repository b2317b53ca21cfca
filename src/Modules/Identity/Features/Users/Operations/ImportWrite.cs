using Huitang.Identity.Access;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>Writes what a dry run found, in one transaction: all of it or, when it is given up, nothing. Rows that others changed since are left alone and say so.</summary>
internal sealed class ImportWrite(AppDb db, Licences licences, Accounts accounts, AuditNotes notes, TimeProvider time)
{
    private const int Chunk = 5_000;

    // Work in the background over a hundred thousand people: nobody waits for a single statement.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const string Staging = """
        create temp table people_write (
            line int not null, id uuid not null, is_new boolean not null, version int not null, ordinal int, login text, login_key text, name text not null, email text, email_key text, phone text, phone_key text,
            employee_number text, title text, entry_date date, department_id uuid, account_type smallint not null, premium_at timestamptz, search_text text not null, grams text[] not null, name_sort text not null,
            further uuid[] not null, further_changed boolean not null) on commit drop
        """;

    private readonly List<(int Line, Error Error)> _refused = [];

    public async Task RunAsync(PeopleOperationRow operation, Actor actor, JobProgress progress, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (tenant, now) = (actor.Tenant.Value, time.GetUtcNow());
        await licences.LockAsync(ct);
        var (pool, used) = await licences.CountAsync(ct);
        var free = pool - used;
        var ordinal = operation.Added == 0 ? 0 : await accounts.TakeOrdinalsAsync(actor.Tenant, operation.Added, ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        db.Database.SetCommandTimeout(Patience);
        await db.Database.ExecuteSqlRawAsync(Staging, ct);
        var (handled, last) = (0, 0);
        while (true)
        {
            var items = await db.PeopleOperationItems.AsNoTracking().Where(i => i.OperationId == operation.Id && i.Line > last && (i.Outcome == ItemOutcome.Added || i.Outcome == ItemOutcome.Changed))
                .OrderBy(i => i.Line).Take(Chunk).ToListAsync(ct);
            if (items.Count == 0) break;
            last = items[^1].Line;
            await using (var copy = await connection.BeginBinaryImportAsync("copy people_write from stdin (format binary)", ct))
            {
                foreach (var item in items)
                {
                    var (after, before) = (PersonState.From(item.After!), item.Before is null ? null : PersonState.From(item.Before));
                    if (after.AccountType != (before?.AccountType ?? AccountType.Free)) free += after.AccountType == AccountType.Premium ? -1 : 1;
                    // Somebody took the licence since the dry run.
                    if (free < 0 && after.AccountType == AccountType.Premium && before?.AccountType != AccountType.Premium)
                    {
                        free++;
                        _refused.Add((item.Line, IdentityErrors.NoLicence.With(pool.ToString(System.Globalization.CultureInfo.InvariantCulture))));
                        continue;
                    }

                    await RowAsync(copy, item.Line, item.UserId!.Value, before is null, item.Version, before is null ? ordinal++ : null, item.Login, after, before is null || !after.Further.AsSpan().SequenceEqual(before.Further), ct);
                }

                await copy.CompleteAsync(ct);
            }

            await FlushRefusalsAsync(operation, ct);
            await db.Database.ExecuteSqlAsync(
                $"""
                with taken as (
                    select t.line, case when exists (select 1 from identity.user_account o where o.tenant_id = {tenant} and o.login_key = t.login_key and t.is_new) then {IdentityErrors.LoginTaken.Code}
                        when exists (select 1 from identity.user_account o where o.tenant_id = {tenant} and o.email_key = t.email_key and o.id <> t.id) then {IdentityErrors.EmailTaken.Code}
                        when exists (select 1 from identity.user_account o where o.tenant_id = {tenant} and o.phone_key = t.phone_key and o.id <> t.id) then {IdentityErrors.PhoneTaken.Code}
                        when not t.is_new and not exists (select 1 from identity.user_account u where u.id = t.id and u.tenant_id = {tenant} and u.version = t.version and u.status <> 2) then {IdentityErrors.ChangedSince.Code}
                        when exists (select 1 from unnest(t.further || t.department_id) d(id) where d.id is not null and not exists (select 1 from identity.department x where x.id = d.id and x.tenant_id = {tenant})) then {IdentityErrors.ChangedSince.Code}
                    end as code from people_write t),
                gone as (delete from people_write t using taken where taken.line = t.line and taken.code is not null returning t.line)
                update identity.people_operation_item i set outcome = 4, error_code = taken.code, error_args = array[]::text[], error_field = null
                from taken join gone on gone.line = taken.line where i.tenant_id = {tenant} and i.operation_id = {operation.Id} and i.line = taken.line
                """, ct);
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into identity.user_account (id, tenant_id, login, login_key, name, email, email_key, phone, phone_key, employee_number, title, entry_date, department_id, account_type, premium_at,
                    search_text, grams, name_sort, status, ordinal, is_super_admin, language, totp_last_step, recovery_codes, created_at, invite_count, version)
                select id, {tenant}, login, login_key, name, email, email_key, phone, phone_key, employee_number, title, entry_date, department_id, account_type, premium_at,
                    search_text, grams, name_sort, 3, ordinal, false, 'zh-CN', 0, array[]::bytea[], {now}, 0, 0
                from people_write where is_new
                """, ct);
            await db.Database.ExecuteSqlAsync(
                $"""
                update identity.user_account u set name = t.name, email = t.email, email_key = t.email_key, phone = t.phone, phone_key = t.phone_key, employee_number = t.employee_number, title = t.title,
                    entry_date = t.entry_date, department_id = t.department_id, account_type = t.account_type, premium_at = t.premium_at, search_text = t.search_text, grams = t.grams, name_sort = t.name_sort, version = u.version + 1, changed_at = {now}
                from people_write t where not t.is_new and u.id = t.id
                """, ct);
            await FurtherAsync(tenant, ct);
            await db.Database.ExecuteSqlRawAsync("truncate people_write", ct);
            handled += items.Count;
            await progress.TellAsync(handled);
            ct.ThrowIfCancellationRequested();
        }

        await EndAsync(operation, now, ct);
        await transaction.CommitAsync(ct);
        notes.Changed("added", null, operation.Added);
        notes.Changed("changed", null, operation.Changed);
        notes.Changed("refused", null, operation.Refused);
    }

    /// <summary>Takes an import back: people it added go, people it changed are as they were. Whoever was changed or activated since is left alone.</summary>
    public async Task UndoAsync(PeopleOperationRow operation, Actor actor, JobProgress progress, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var tenant = actor.Tenant.Value;
        await licences.LockAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        db.Database.SetCommandTimeout(Patience);
        // What was written a moment ago may not be in the statistics yet, and a plan for a few rows takes for ever over many.
        if (operation.Added > Chunk) await db.Database.ExecuteSqlRawAsync("analyze identity.people_operation_item; analyze identity.user_account", ct);
        await db.Database.ExecuteSqlRawAsync(Staging, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (
                delete from identity.user_account u using identity.people_operation_item i
                where i.tenant_id = {tenant} and i.operation_id = {operation.Id} and i.outcome = 1 and u.id = i.user_id and u.tenant_id = {tenant} and u.version = 0 and u.status = 3 returning u.id),
            tokens as (delete from identity.one_time_token x using gone where x.user_id = gone.id)
            delete from identity.user_department d using gone where d.user_id = gone.id
            """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update identity.people_operation_item i set error_code = {IdentityErrors.ChangedSince.Code}
            where i.tenant_id = {tenant} and i.operation_id = {operation.Id} and i.outcome = 1 and exists (select 1 from identity.user_account u where u.id = i.user_id)
            """, ct);
        var (handled, last) = (0, 0);
        while (true)
        {
            var items = await db.PeopleOperationItems.AsNoTracking().Where(i => i.OperationId == operation.Id && i.Line > last && i.Outcome == ItemOutcome.Changed).OrderBy(i => i.Line).Take(Chunk).ToListAsync(ct);
            if (items.Count == 0) break;
            last = items[^1].Line;
            await using (var copy = await connection.BeginBinaryImportAsync("copy people_write from stdin (format binary)", ct))
            {
                foreach (var item in items)
                {
                    var (after, before) = (PersonState.From(item.After!), PersonState.From(item.Before!));
                    await RowAsync(copy, item.Line, item.UserId!.Value, false, item.Version, null, item.Login, before, !after.Further.AsSpan().SequenceEqual(before.Further), ct);
                }

                await copy.CompleteAsync(ct);
            }

            await db.Database.ExecuteSqlAsync(
                $"""
                with stale as (delete from people_write t where not exists (select 1 from identity.user_account u where u.id = t.id and u.tenant_id = {tenant} and u.version = t.version + 1) returning t.line)
                update identity.people_operation_item i set error_code = {IdentityErrors.ChangedSince.Code} from stale where i.tenant_id = {tenant} and i.operation_id = {operation.Id} and i.line = stale.line
                """, ct);
            await db.Database.ExecuteSqlRawAsync(
                """
                update identity.user_account u set name = t.name, email = t.email, email_key = t.email_key, phone = t.phone, phone_key = t.phone_key, employee_number = t.employee_number, title = t.title,
                    entry_date = t.entry_date, department_id = t.department_id, account_type = t.account_type, premium_at = t.premium_at, search_text = t.search_text, grams = t.grams, name_sort = t.name_sort, version = t.version, changed_at = now()
                from people_write t where u.id = t.id
                """, ct);
            await FurtherAsync(tenant, ct);
            await db.Database.ExecuteSqlRawAsync("truncate people_write", ct);
            handled += items.Count;
            await progress.TellAsync(handled);
            ct.ThrowIfCancellationRequested();
        }

        var left = await db.PeopleOperationItems.CountAsync(i => i.OperationId == operation.Id && i.Outcome != ItemOutcome.Refused && i.ErrorCode != null, ct);
        await db.PeopleOperations.Where(o => o.Id == operation.Id).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.State, PeopleOperationState.Undone).SetProperty(o => o.UndoUntil, (DateTimeOffset?)null).SetProperty(o => o.NotUndone, left).SetProperty(o => o.Handled, o => o.Added + o.Changed), ct);
        await transaction.CommitAsync(ct);
        notes.Changed("undone", null, operation.Added + operation.Changed - left);
        notes.Changed("not_undone", null, left);
    }

    private async Task FlushRefusalsAsync(PeopleOperationRow operation, CancellationToken ct)
    {
        foreach (var (line, error) in _refused)
        {
            string[] args = [.. error.Args];
            await db.PeopleOperationItems.Where(i => i.OperationId == operation.Id && i.Line == line)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.Outcome, ItemOutcome.Refused).SetProperty(i => i.ErrorCode, error.Code).SetProperty(i => i.ErrorArgs, args), ct);
        }

        _refused.Clear();
    }

    private Task<int> FurtherAsync(int tenant, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        with old as (delete from identity.user_department d using people_write t where t.further_changed and d.user_id = t.id and not d.department_id = any(t.further))
        insert into identity.user_department (tenant_id, user_id, department_id)
        select {tenant}, t.id, f from people_write t, unnest(t.further) f where t.further_changed on conflict do nothing
        """, ct);

    private async Task EndAsync(PeopleOperationRow operation, DateTimeOffset now, CancellationToken ct)
    {
        var counts = (await db.PeopleOperationItems.Where(i => i.OperationId == operation.Id).GroupBy(i => i.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(c => c.Key, c => c.Count);
        int Of(ItemOutcome outcome) => counts.GetValueOrDefault(outcome);
        (operation.Added, operation.Changed, operation.Unchanged, operation.Refused) = (Of(ItemOutcome.Added), Of(ItemOutcome.Changed), Of(ItemOutcome.Unchanged), Of(ItemOutcome.Refused));
        var (added, changed, unchanged, refused, until) = (operation.Added, operation.Changed, operation.Unchanged, operation.Refused, now.AddHours(24));
        await db.PeopleOperations.Where(o => o.Id == operation.Id).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.State, PeopleOperationState.Done).SetProperty(o => o.FinishedAt, now).SetProperty(o => o.UndoUntil, until).SetProperty(o => o.Handled, o => o.Total)
            .SetProperty(o => o.Added, added).SetProperty(o => o.Changed, changed).SetProperty(o => o.Unchanged, unchanged).SetProperty(o => o.Refused, refused), ct);
    }

    private static async Task RowAsync(NpgsqlBinaryImporter copy, int line, UserId id, bool isNew, int version, int? ordinal, string login, PersonState state, bool furtherChanged, CancellationToken ct)
    {
        var (emailKey, phoneKey) = (state.Email is null ? null : AccountRules.Key(state.Email), state.Phone is null ? null : AccountRules.PhoneKey(state.Phone));
        var form = SearchText.For(state.Name!, login, state.EmployeeNumber, emailKey, phoneKey);
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(line, NpgsqlDbType.Integer, ct);
        await copy.WriteAsync(id.Value, NpgsqlDbType.Uuid, ct);
        await copy.WriteAsync(isNew, NpgsqlDbType.Boolean, ct);
        await copy.WriteAsync(version, NpgsqlDbType.Integer, ct);
        await Maybe(ordinal, NpgsqlDbType.Integer);
        await Text(login);
        await Text(AccountRules.Key(login));
        await Text(state.Name);
        await Text(state.Email);
        await Text(emailKey);
        await Text(state.Phone);
        await Text(phoneKey);
        await Text(state.EmployeeNumber);
        await Text(state.Title);
        await Maybe(state.EntryDate, NpgsqlDbType.Date);
        await Maybe(state.Department, NpgsqlDbType.Uuid);
        await copy.WriteAsync((short)state.AccountType, NpgsqlDbType.Smallint, ct);
        await Maybe(state.PremiumAt?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        await Text(form.Text);
        await copy.WriteAsync(form.Grams, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        await Text(form.NameSort);
        await copy.WriteAsync(state.Further, NpgsqlDbType.Array | NpgsqlDbType.Uuid, ct);
        await copy.WriteAsync(furtherChanged, NpgsqlDbType.Boolean, ct);

        Task Text(string? text) => text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);
        Task Maybe<T>(T? value, NpgsqlDbType type) where T : struct => value is { } there ? copy.WriteAsync(there, type, ct) : copy.WriteNullAsync(ct);
    }
}
