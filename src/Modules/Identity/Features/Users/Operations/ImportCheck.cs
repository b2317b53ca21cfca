using System.Globalization;
using Huitang.Identity.Access;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>The dry run: reads a file line by line, compares it with who is there, and writes down what would become of every line. Changes nobody.</summary>
internal sealed class ImportCheck(AppDb db, ManagementScope scope, StrongerAccounts stronger, Licences licences, NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Most lines of one file.</summary>
    public const int Most = 200_000;

    private const int Chunk = 5_000;

    private readonly Dictionary<string, int> _logins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _emails = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _phones = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _twice = [];
    private IReadOnlySet<UserId> _stronger = new HashSet<UserId>();
    private int _pool;
    private readonly int[] _tally = new int[5];

    private sealed record Existing(UserId Id, string LoginKey, PersonState State, int Version, bool SuperAdmin);

    public async Task RunAsync(PeopleOperationRow operation, Stream file, Actor actor, JobProgress progress, CancellationToken ct)
    {
        var departments = await PathsAsync(actor, ct);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var (pool, used) = await licences.CountAsync(ct);
        _pool = pool;
        _stronger = await stronger.ThanAsync(actor, ct);
        var free = pool - used;
        ImportColumns? columns = null;
        var chunk = new List<ImportRow>(Chunk);
        var total = 0;
        foreach (var line in TableImport.Read(file))
        {
            ct.ThrowIfCancellationRequested();
            if (columns is null)
            {
                columns = ImportColumns.Read(line.Cells, today, departments);
                continue;
            }

            if (++total > Most) throw new ImportException(ImportErrors.TooManyLines.With(Most.ToString(CultureInfo.InvariantCulture)));
            chunk.Add(columns.Take(line));
            if (chunk.Count < Chunk) continue;
            free = await HandleAsync(operation, chunk, free, actor, ct);
            chunk.Clear();
            await progress.TellAsync(total, total);
        }

        if (total == 0) throw new ImportException(ImportErrors.Empty);
        await HandleAsync(operation, chunk, free, actor, ct);
        await RefuseTwiceAsync(operation, ct);
        await progress.TellAsync(total, total, always: true);
        (operation.Total, operation.Handled, operation.State) = (total, total, PeopleOperationState.Ready);
        (operation.Added, operation.Changed, operation.Unchanged, operation.Refused) = (_tally[1], _tally[2], _tally[3], _tally[4]);
        operation.BeatAt = time.GetUtcNow();
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Departments of the actor's scope by path; names that stand alone in it also by name.</summary>
    private async Task<Dictionary<string, Guid>> PathsAsync(Actor actor, CancellationToken ct)
    {
        var rows = await scope.Departments(actor).AsNoTracking().Select(d => new { Id = d.Id.Value, d.Name, d.Path }).ToListAsync(ct);
        var all = await db.Departments.AsNoTracking().Select(d => new { Id = d.Id.Value, d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var paths = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var row in rows) paths[string.Join(DepartmentRules.Separator, row.Path.Select(p => all.GetValueOrDefault(p, "?")))] = row.Id;
        foreach (var single in rows.GroupBy(r => r.Name).Where(g => g.Count() == 1)) paths.TryAdd(single.Key, single.First().Id);
        return paths;
    }

    private async Task<int> HandleAsync(PeopleOperationRow operation, List<ImportRow> rows, int free, Actor actor, CancellationToken ct)
    {
        if (rows.Count == 0) return free;
        var logins = rows.Select(r => r.LoginKey).Distinct().ToList();
        var emails = rows.Select(r => r.Email.Value).OfType<string>().Select(AccountRules.Key).Distinct().ToList();
        var phones = rows.Select(r => r.Phone.Value).OfType<string>().Where(p => !p.Contains('*', StringComparison.Ordinal)).Select(AccountRules.PhoneKey).Distinct().ToList();
        var mine = (await scope.Users(actor).AsNoTracking().Where(u => logins.Contains(u.LoginKey)).Select(u => new
        {
            u.Id, u.LoginKey, u.Name, u.Phone, u.Email, u.Title, u.EmployeeNumber, u.EntryDate, u.DepartmentId, u.AccountType, u.PremiumAt, u.Version, u.IsSuperAdmin,
        }).ToListAsync(ct)).ToDictionary(u => u.LoginKey);
        var ids = mine.Values.Select(u => u.Id).ToList();
        var further = (await db.UserDepartments.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct)).ToLookup(m => m.UserId, m => m.DepartmentId.Value);
        var existing = mine.ToDictionary(m => m.Key, m => new Existing(m.Value.Id, m.Key, new PersonState
        {
            Name = m.Value.Name, Phone = m.Value.Phone, Email = m.Value.Email, Title = m.Value.Title, EmployeeNumber = m.Value.EmployeeNumber, EntryDate = m.Value.EntryDate,
            Department = m.Value.DepartmentId?.Value, Further = [.. further[m.Value.Id].Order()], AccountType = m.Value.AccountType, PremiumAt = m.Value.PremiumAt,
        }, m.Value.Version, m.Value.IsSuperAdmin));
        // UserIDs outside the scope or in the recycle bin are taken all the same.
        var taken = (await db.Users.Where(u => logins.Contains(u.LoginKey)).Select(u => u.LoginKey).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        var emailOf = await db.Users.Where(u => emails.Contains(u.EmailKey!)).Select(u => new { Key = u.EmailKey!, u.Id }).ToDictionaryAsync(u => u.Key, u => u.Id, ct);
        var phoneOf = await db.Users.Where(u => phones.Contains(u.PhoneKey!)).Select(u => new { Key = u.PhoneKey!, u.Id }).ToDictionaryAsync(u => u.Key, u => u.Id, ct);

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy identity.people_operation_item (tenant_id, operation_id, line, user_id, login, name, outcome, error_code, error_args, error_field, after, before, version) from stdin (format binary)", ct);
        foreach (var row in rows)
        {
            var there = existing.GetValueOrDefault(row.LoginKey);
            var (outcome, error, after) = Judge(row, there, operation.Mode, actor, ref free);
            _tally[(int)outcome]++;
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(actor.Tenant.Value, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(operation.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Integer, ct);
            var id = there?.Id.Value ?? (outcome == ItemOutcome.Added ? Ids.New(time) : null as Guid?);
            await (id is { } user ? copy.WriteAsync(user, NpgsqlDbType.Uuid, ct) : copy.WriteNullAsync(ct));
            await copy.WriteAsync(Cut(row.Login), NpgsqlDbType.Text, ct);
            await copy.WriteAsync(Cut(row.Name ?? there?.State.Name ?? ""), NpgsqlDbType.Text, ct);
            await copy.WriteAsync((short)outcome, NpgsqlDbType.Smallint, ct);
            await Text(error?.Code);
            await copy.WriteAsync(error?.Args.ToArray() ?? [], NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await Text(error?.Field);
            await (after is not null ? copy.WriteAsync(after.ToJson(), NpgsqlDbType.Jsonb, ct) : copy.WriteNullAsync(ct));
            await (there is not null && after is not null ? copy.WriteAsync(there.State.ToJson(), NpgsqlDbType.Jsonb, ct) : copy.WriteNullAsync(ct));
            await copy.WriteAsync(there?.Version ?? -1, NpgsqlDbType.Integer, ct);
        }

        await copy.CompleteAsync(ct);
        return free;

        Task Text(string? text) => text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);

        (ItemOutcome, Error?, PersonState?) Judge(ImportRow row, Existing? there, ImportMode mode, Actor by, ref int licencesLeft)
        {
            if (row.LoginKey.Length > 0 && !_logins.TryAdd(row.LoginKey, row.Line)) _twice[row.Line] = _logins[row.LoginKey];
            if (row.Error is { } error) return (ItemOutcome.Refused, error, null);
            if (there is null && taken.Contains(row.LoginKey)) return (ItemOutcome.Refused, IdentityErrors.LoginTaken.On(nameof(Texts.ColLogin)), null);
            if (there is null && mode == ImportMode.UpdateOnly) return (ItemOutcome.Refused, IdentityErrors.NotThere.On(nameof(Texts.ColLogin)), null);
            if (there is not null && mode == ImportMode.CreateOnly) return (ItemOutcome.Refused, IdentityErrors.AlreadyThere.On(nameof(Texts.ColLogin)), null);
            if (there is { SuperAdmin: true } && !by.IsSuperAdmin) return (ItemOutcome.Refused, IdentityErrors.NotSuperAdmin, null);
            var before = there?.State ?? new PersonState();
            var name = row.Name ?? before.Name;
            if (name is null) return (ItemOutcome.Refused, IdentityErrors.BadName.With(AccountRules.NameLength.ToString(CultureInfo.InvariantCulture)).On(nameof(Texts.ColName)), null);
            // A masked value comes from an export without the right to see it: it says nothing. Neither does a value from somebody who may not see the present one.
            var phone = row.Phone.Value?.Contains('*', StringComparison.Ordinal) == true || (there is not null && !by.Holds(IdentityPermissions.UsersPhone)) ? before.Phone : row.Phone.Or(before.Phone);
            var email = row.Email.Value?.Contains('*', StringComparison.Ordinal) == true || (there is not null && !by.Holds(IdentityPermissions.UsersEmail)) ? before.Email : row.Email.Or(before.Email);
            if (there is not null && (phone != before.Phone || email != before.Email) && _stronger.Contains(there.Id)) return (ItemOutcome.Refused, RoleErrors.Stronger.On(email != before.Email ? nameof(Texts.ColEmail) : nameof(Texts.ColPhone)), null);
            if (phone is null && email is null && there is not { SuperAdmin: true }) return (ItemOutcome.Refused, IdentityErrors.NoContact.On(nameof(Texts.ColEmail)), null);
            if (email is not null && email != before.Email && AccountRules.Key(email) is var emailKey)
            {
                if (emailOf.TryGetValue(emailKey, out var owner) && owner != there?.Id) return (ItemOutcome.Refused, IdentityErrors.EmailTaken.On(nameof(Texts.ColEmail)), null);
                if (!_emails.TryAdd(emailKey, row.Line)) return (ItemOutcome.Refused, IdentityErrors.TwiceInFile.With(_emails[emailKey].ToString(CultureInfo.InvariantCulture)).On(nameof(Texts.ColEmail)), null);
            }

            if (phone is not null && phone != before.Phone && AccountRules.PhoneKey(phone) is var phoneKey)
            {
                if (phoneOf.TryGetValue(phoneKey, out var owner) && owner != there?.Id) return (ItemOutcome.Refused, IdentityErrors.PhoneTaken.On(nameof(Texts.ColPhone)), null);
                if (!_phones.TryAdd(phoneKey, row.Line)) return (ItemOutcome.Refused, IdentityErrors.TwiceInFile.With(_phones[phoneKey].ToString(CultureInfo.InvariantCulture)).On(nameof(Texts.ColPhone)), null);
            }

            var type = row.Type ?? before.AccountType;
            var premiumAt = before.PremiumAt;
            if (type != before.AccountType)
            {
                if (type == AccountType.Free && premiumAt is { } at && time.GetUtcNow() - at > Licences.Rebind) return (ItemOutcome.Refused, IdentityErrors.LicenceBound.On(nameof(Texts.ColType)), null);
                if (type == AccountType.Premium && licencesLeft <= 0) return (ItemOutcome.Refused, IdentityErrors.NoLicence.With(_pool.ToString(CultureInfo.InvariantCulture)).On(nameof(Texts.ColType)), null);
                licencesLeft += type == AccountType.Premium ? -1 : 1;
                premiumAt = type == AccountType.Premium ? Whole(time.GetUtcNow()) : null;
            }

            var after = new PersonState
            {
                Name = name, Phone = phone, Email = email, Title = row.Title.Or(before.Title), EmployeeNumber = row.Number.Or(before.EmployeeNumber),
                EntryDate = row.ClearEntry ? null : row.Entry ?? before.EntryDate, AccountType = type, PremiumAt = premiumAt,
                Department = row.Departments is { } given ? given.Count > 0 ? given[0] : null : before.Department,
                Further = row.Departments is { } all ? [.. all.Skip(1).Order()] : before.Further,
            };
            return there is null ? (ItemOutcome.Added, null, after) : after.Same(before) ? (ItemOutcome.Unchanged, null, null) : (ItemOutcome.Changed, null, after);
        }

    }

    /// <summary>A UserID that stands twice: both lines are refused, for nobody knows which is meant.</summary>
    private async Task RefuseTwiceAsync(PeopleOperationRow operation, CancellationToken ct)
    {
        if (_twice.Count == 0) return;
        var pairs = _twice.Select(t => (Line: t.Key, Other: t.Value)).Concat(_twice.GroupBy(t => t.Value).Select(g => (Line: g.Key, Other: g.First().Key))).DistinctBy(p => p.Line).ToList();
        var (lines, others) = (pairs.Select(p => p.Line).ToArray(), pairs.Select(p => p.Other.ToString(CultureInfo.InvariantCulture)).ToArray());
        await db.Database.ExecuteSqlAsync(
            $"""
            update identity.people_operation_item i
            set outcome = 4, error_code = {IdentityErrors.TwiceInFile.Code}, error_args = array[x.other], error_field = {nameof(Texts.ColLogin)}, after = null, before = null
            from unnest({lines}, {others}) x(line, other) where i.tenant_id = {operation.TenantId.Value} and i.operation_id = {operation.Id} and i.line = x.line
            """, ct);
        var counts = await db.PeopleOperationItems.Where(i => i.OperationId == operation.Id).GroupBy(i => i.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        Array.Clear(_tally);
        foreach (var count in counts) _tally[(int)count.Key] = count.Count;
    }

    // What the database keeps of a moment.
    private static DateTimeOffset Whole(DateTimeOffset at) => new(at.Ticks - (at.Ticks % 10), at.Offset);

    private static string Cut(string text) => text.Length > 100 ? text[..100] : text;
}
