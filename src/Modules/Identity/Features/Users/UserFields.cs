using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>What a form says of somebody; everything but the UserID, which never changes.</summary>
internal sealed record UserFields(string Name)
{
    /// <summary>Country code of the phone; 86 when empty.</summary>
    public string? CountryCode { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Title { get; init; }

    public string? EmployeeNumber { get; init; }

    public DateOnly? EntryDate { get; init; }

    /// <summary>Main department.</summary>
    public DepartmentId? Department { get; init; }

    /// <summary>Further departments.</summary>
    public IReadOnlyList<DepartmentId> Further { get; init; } = [];

    /// <summary>Null for a new account: premium as long as there are licences.</summary>
    public AccountType? AccountType { get; init; }

    public string Language { get; init; } = "zh-CN";

    /// <summary>What a synchronising directory calls the person; null leaves what is there, empty takes it away.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Given name as a directory tells it; null leaves what is there while the name stays, empty takes it away.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name; null and empty like <see cref="GivenName"/>.</summary>
    public string? FamilyName { get; init; }
}

/// <summary>Puts fields into an account after checking every rule; notes what changes.</summary>
internal sealed class UserFieldWriter(AppDb db, ManagementScope scope, StrongerAccounts stronger, Licences licences, AuditNotes notes, TimeProvider time)
{
    /// <summary>Writes the fields; the caller saves, in a transaction. Phone and e-mail stay as they are for whoever may not see them.</summary>
    public async Task<Error?> WriteAsync(UserRow user, UserFields fields, bool isNew, Actor actor, CancellationToken ct)
    {
        var (seesPhone, seesEmail) = (isNew || actor.Holds(IdentityPermissions.UsersPhone), isNew || actor.Holds(IdentityPermissions.UsersEmail));
        var name = fields.Name.Trim();
        var phone = !seesPhone ? user.Phone : AccountRules.Blank(fields.Phone) is { } number ? AccountRules.Phone(fields.CountryCode, number) : null;
        var email = seesEmail ? AccountRules.Blank(fields.Email) : user.Email;
        var (title, employee) = (AccountRules.Blank(fields.Title), AccountRules.Blank(fields.EmployeeNumber));
        var refusal = AccountRules.RefuseName(name)?.On(nameof(fields.Name))
            ?? (phone is null || phone == user.Phone ? null : AccountRules.RefusePhone(AccountRules.Blank(fields.Phone) ?? "")?.On(nameof(fields.Phone)) ?? AccountRules.RefusePhone(phone)?.On(nameof(fields.Phone)))
            ?? (email is null || email == user.Email ? null : AccountRules.RefuseEmail(email)?.On(nameof(fields.Email)))
            // A directory answers for whom it knows; the link to activate is then handed over in person.
            ?? (phone is null && email is null && !user.IsSuperAdmin && actor.Kind != ActorKind.Service && (isNew || user.Phone is not null || user.Email is not null) ? IdentityErrors.NoContact.On(nameof(fields.Email)) : null)
            ?? (title is null ? null : AccountRules.RefuseName(title, AccountRules.TitleLength)?.On(nameof(fields.Title)))
            ?? (employee is null ? null : AccountRules.RefuseNumber(employee)?.On(nameof(fields.EmployeeNumber)))
            ?? (AccountRules.Blank(fields.GivenName) is { } first ? AccountRules.RefuseName(first)?.On(nameof(fields.GivenName)) : null)
            ?? (AccountRules.Blank(fields.FamilyName) is { } last ? AccountRules.RefuseName(last)?.On(nameof(fields.FamilyName)) : null)
            ?? AccountRules.RefuseExternalId(fields.ExternalId)?.On(nameof(fields.ExternalId))
            ?? (fields.EntryDate is { } entry && entry != user.EntryDate ? AccountRules.RefuseEntry(entry, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))?.On(nameof(fields.EntryDate)) : null);
        if (refusal is not null) return refusal;
        if (!isNew && (phone != user.Phone || email != user.Email) && (await stronger.ThanAsync(actor, ct)).Contains(user.Id)) return RoleErrors.Stronger.On(email != user.Email ? nameof(fields.Email) : nameof(fields.Phone));

        var (emailKey, phoneKey) = (email is null ? null : AccountRules.Key(email), phone is null ? null : AccountRules.PhoneKey(phone));
        if (emailKey is not null && await db.Users.AnyAsync(u => u.EmailKey == emailKey && u.Id != user.Id, ct)) return IdentityErrors.EmailTaken.On(nameof(fields.Email));
        if (phoneKey is not null && await db.Users.AnyAsync(u => u.PhoneKey == phoneKey && u.Id != user.Id, ct)) return IdentityErrors.PhoneTaken.On(nameof(fields.Phone));
        if (await PlaceAsync(user, fields.Department, fields.Further, isNew, actor, ct) is { } misplaced) return misplaced;

        var type = fields.AccountType ?? (isNew ? await licences.DefaultAsync(ct) : user.AccountType);
        if (await licences.ChangeAsync(user, type, isNew, ct) is { } unlicensed) return unlicensed.On(nameof(fields.AccountType));

        var language = fields.Language == "en-US" ? "en-US" : "zh-CN";
        notes.Changed("name", isNew ? null : user.Name, name);
        // What is written to the log must not tell a reader of the log what they may not see in the list.
        notes.Changed("phone", AccountRules.MaskPhone(user.Phone), AccountRules.MaskPhone(phone));
        notes.Changed("email", AccountRules.MaskEmail(user.Email), AccountRules.MaskEmail(email));
        notes.Changed("title", user.Title, title);
        notes.Changed("employee_number", user.EmployeeNumber, employee);
        notes.Changed("entry_date", user.EntryDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), fields.EntryDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        notes.Changed("language", isNew ? null : user.Language, language);
        if (fields.ExternalId is { } external)
        {
            notes.Changed("external_id", user.ExternalId, AccountRules.Blank(external));
            user.ExternalId = AccountRules.Blank(external);
        }

        var renamed = name != user.Name;
        var (given, family) = (fields.GivenName ?? (renamed ? null : user.GivenName), fields.FamilyName ?? (renamed ? null : user.FamilyName));
        notes.Changed("given_name", user.GivenName, AccountRules.Blank(given));
        notes.Changed("family_name", user.FamilyName, AccountRules.Blank(family));
        (user.GivenName, user.FamilyName) = (AccountRules.Blank(given), AccountRules.Blank(family));
        (user.Name, user.Phone, user.Email, user.Title, user.EmployeeNumber, user.EntryDate, user.Language) = (name, phone, email, title, employee, fields.EntryDate, language);
        Accounts.Index(user);
        return null;
    }

    /// <summary>Puts somebody into departments. New ones must be in the actor's scope; those outside it that the person has stay. <paramref name="named"/>: the act is on many, so the log names the person with each change.</summary>
    public async Task<Error?> PlaceAsync(UserRow user, DepartmentId? main, IReadOnlyList<DepartmentId> others, bool isNew, Actor actor, CancellationToken ct, bool named = false)
    {
        var further = others.Where(o => o != main).Distinct().ToList();
        if (further.Count > 0 && main is null) (main, further) = (further[0], further[1..]);
        if (further.Count >= AccountRules.Departments) return IdentityErrors.TooManyDepartments.With(AccountRules.Departments.ToString(System.Globalization.CultureInfo.InvariantCulture)).On("Department");
        var had = isNew ? [] : await db.UserDepartments.Where(m => m.UserId == user.Id).ToListAsync(ct);
        var before = had.Select(m => m.DepartmentId).Append(user.DepartmentId ?? default).Where(d => d != default).ToHashSet();
        var wanted = further.Append(main ?? default).Where(d => d != default && !before.Contains(d)).ToList();
        if (wanted.Count > 0 && await scope.Departments(actor).CountAsync(d => wanted.Contains(d.Id), ct) != wanted.Count) return IdentityErrors.UnknownDepartment.With("").On("Department");
        // Nobody scoped can let a person fall out of every department, and so out of every scope.
        if (main is null && user.DepartmentId is not null && await db.Departments.CountAsync(ct) != await scope.Departments(actor).CountAsync(ct)) return IdentityErrors.UnknownDepartment.With("").On("Department");
        var ids = before.Concat(wanted).ToList();
        var names = await db.Departments.AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        string? Name(DepartmentId? id) => id is { } d ? names.GetValueOrDefault(d, d.ToString()) : null;
        var (of, subject) = named ? (user.Name + ": ", (Guid?)user.Id.Value) : ("", null);
        notes.Changed(of + "department", Name(user.DepartmentId), Name(main), subject);
        notes.Changed(of + "departments", Text(had.Select(m => Name(m.DepartmentId))), Text(further.Select(f => Name(f))), subject);
        db.RemoveRange(had.Where(m => !further.Contains(m.DepartmentId)));
        foreach (var one in further.Where(f => had.All(m => m.DepartmentId != f))) db.UserDepartments.Add(new UserDepartmentRow { UserId = user.Id, DepartmentId = one });
        user.DepartmentId = main;
        return null;

        static string? Text(IEnumerable<string?> names) => string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;
    }
}

/// <summary>The enterprise's pool of premium accounts.</summary>
internal sealed class Licences(AppDb db, AuditNotes notes, TimeProvider time, CurrentActor current)
{
    /// <summary>So long a licence can be taken back after it was given; then it stays with the person.</summary>
    public static readonly TimeSpan Rebind = TimeSpan.FromDays(7);

    /// <summary>Licences there are and licences taken.</summary>
    public async Task<(int Pool, int Used)> CountAsync(CancellationToken ct)
    {
        var tenant = current.Actor.Tenant;
        return (await db.Enterprises.Where(e => e.Id == tenant).Select(e => e.PremiumAccounts).SingleAsync(ct),
            await db.Users.CountAsync(u => u.AccountType == AccountType.Premium && u.Status != UserStatus.Cancelled, ct));
    }

    /// <summary>Type of an account for which none was chosen: premium as long as there are licences.</summary>
    public async Task<AccountType> DefaultAsync(CancellationToken ct) => await CountAsync(ct) is var (pool, used) && used < pool ? AccountType.Premium : AccountType.Free;

    /// <summary>Changes the type of an account; in a transaction, for the pool is locked until its end.</summary>
    public async Task<Error?> ChangeAsync(UserRow user, AccountType type, bool isNew, CancellationToken ct)
    {
        if (isNew && type == AccountType.Free || !isNew && user.AccountType == type)
        {
            user.AccountType = type;
            return null;
        }

        var now = time.GetUtcNow();
        if (type == AccountType.Premium)
        {
            await LockAsync(ct);
            var (pool, used) = await CountAsync(ct);
            if (used >= pool) return IdentityErrors.NoLicence.With(pool.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (user.PremiumAt is { } at && now - at > Rebind)
        {
            return IdentityErrors.LicenceBound;
        }

        notes.Changed("account_type", isNew ? null : user.AccountType, type);
        (user.AccountType, user.PremiumAt) = (type, type == AccountType.Premium ? now : null);
        return null;
    }

    /// <summary>One change of the pool at a time, until the transaction ends.</summary>
    public Task LockAsync(CancellationToken ct) => db.Database.ExecuteSqlAsync($"select 1 from identity.enterprise where id = {current.Actor.Tenant.Value} for update", ct);
}
