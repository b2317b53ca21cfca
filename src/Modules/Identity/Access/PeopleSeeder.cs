using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Access;

/// <summary>Makes enterprises and people in bulk.</summary>
internal sealed class PeopleSeeder(IServiceScopeFactory scopes, TimeProvider time) : IPeopleSeeder
{
    public async Task<TenantId> CreateEnterpriseAsync(string name, string corpId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var tenant = await NewEnterprise.AddAsync(db, scope.ServiceProvider.GetRequiredService<CurrentActor>(), name, corpId, time, ct);
        await transaction.CommitAsync(ct);
        return tenant;
    }

    public async Task<IReadOnlyDictionary<string, UserId>> CreateAsync(TenantId tenant, IReadOnlyCollection<NewPerson> people, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<UserRow>>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var departments = await DepartmentsAsync(db, people.Select(p => p.Department), ct);
        var admin = await db.Roles.Where(r => r.BuiltIn == BuiltInRole.Administrator).Select(r => r.Id).SingleAsync(ct);
        var ordinal = await scope.ServiceProvider.GetRequiredService<Accounts>().TakeOrdinalsAsync(tenant, people.Count, ct);
        var now = time.GetUtcNow();
        // There is one super admin: whoever is made last has the post.
        if (people.Any(p => p.SuperAdmin)) await db.Users.Where(u => u.IsSuperAdmin).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsSuperAdmin, false), ct);
        var hashes = new Dictionary<string, string>();
        var made = new Dictionary<string, UserId>();
        foreach (var person in people)
        {
            if (person.Password is { } password && !hashes.ContainsKey(password)) hashes[password] = hasher.HashPassword(null!, password);
            var user = new UserRow
            {
                Id = Ids.New<UserId>(time), TenantId = tenant, Login = person.Login, LoginKey = AccountRules.Key(person.Login), Name = person.Name,
                Email = person.Email, Phone = person.Phone,
                EmployeeNumber = person.EmployeeNumber, Title = person.Title, Status = UserStatus.Normal, Ordinal = ordinal++,
                DepartmentId = person.Department is null ? null : departments[person.Department], IsSuperAdmin = person.SuperAdmin, SearchText = "",
                Language = person.Language, CreatedAt = now, PasswordHash = person.Password is null ? null : hashes[person.Password],
            };
            Accounts.Index(user);
            db.Users.Add(user);
            if (person.Admin) db.UserRoles.Add(new UserRoleRow { UserId = user.Id, RoleId = admin, GivenAt = now });
            made[person.Login] = user.Id;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return made;
    }

    private async Task<Dictionary<string, DepartmentId>> DepartmentsAsync(AppDb db, IEnumerable<string?> wanted, CancellationToken ct)
    {
        var rows = await db.Departments.ToListAsync(ct);
        var answer = new Dictionary<string, DepartmentId>();
        foreach (var path in wanted.OfType<string>().Distinct())
        {
            DepartmentRow? at = null;
            foreach (var name in path.Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var next = rows.Find(d => d.ParentId == at?.Id && d.Name == name);
                if (next is null)
                {
                    var id = Ids.New<DepartmentId>(time);
                    next = new DepartmentRow { Id = id, ParentId = at?.Id, Name = name, Path = [.. at?.Path ?? [], id.Value], Sort = rows.Count(d => d.ParentId == at?.Id) };
                    db.Departments.Add(next);
                    rows.Add(next);
                }

                at = next;
            }

            answer[path] = at?.Id ?? throw new ArgumentException($"'{path}' names no department.");
        }

        return answer;
    }
}

/// <summary>The rows every enterprise starts with.</summary>
internal static class NewEnterprise
{
    /// <summary>Adds and saves the enterprise and its built-in roles, and lets the scope act for it from here on.</summary>
    public static async Task<TenantId> AddAsync(AppDb db, CurrentActor current, string name, string corpId, TimeProvider time, CancellationToken ct)
    {
        await LockAsync(db, ct);
        var last = await db.Enterprises.OrderByDescending(e => e.Id).Select(e => (TenantId?)e.Id).FirstOrDefaultAsync(ct);
        var tenant = new TenantId((last?.Value ?? 0) + 1);
        db.Enterprises.Add(new EnterpriseRow { Id = tenant, CorpId = corpId, Name = name, CreatedAt = time.GetUtcNow(), PremiumAccounts = 100 });
        current.Actor = Actor.System(tenant);
        // Names that start with a control character cannot be taken by roles that people make.
        foreach (var builtIn in Enum.GetValues<BuiltInRole>().Where(r => r != BuiltInRole.None))
            db.Roles.Add(new RoleRow { Id = Ids.New(time), Name = "\u0001" + builtIn, BuiltIn = builtIn, CreatedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(ct);
        return tenant;
    }

    /// <summary>One at a time until the transaction ends: two first runs at once would make two enterprises.</summary>
    public static Task LockAsync(AppDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('identity.enterprise'))", ct);
}
