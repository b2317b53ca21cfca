namespace Huitang.Identity.Access;

/// <summary>What part of the enterprise an administrator manages. Console features begin every query over people and departments here, so that a scope is applied by the database and never row by row.</summary>
internal sealed class ManagementScope(AppDb db) : IManagementScope
{
    /// <summary>Accounts the actor manages; deregistered ones never.</summary>
    public IQueryable<UserRow> Users(Actor actor)
    {
        var users = db.Users.Where(u => u.TenantId == actor.Tenant && u.Status != UserStatus.Cancelled);
        if (actor.Scope.Whole) return users;
        var inside = Departments(actor).Select(d => (DepartmentId?)d.Id);
        return users.Where(u => inside.Contains(u.DepartmentId));
    }

    /// <summary>The same for a list of people, which passes over many: told the departments one by one, each person costs a look into a table of them.</summary>
    public async Task<IQueryable<UserRow>> UsersAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Scope.Whole) return Users(actor);
        var inside = await Departments(actor).Select(d => d.Id).ToListAsync(ct);
        return db.Users.Where(u => u.TenantId == actor.Tenant && u.Status != UserStatus.Cancelled && u.DepartmentId != null && inside.Contains(u.DepartmentId.Value));
    }

    /// <summary>Departments the actor manages.</summary>
    public IQueryable<DepartmentRow> Departments(Actor actor)
    {
        var departments = db.Departments.Where(d => d.TenantId == actor.Tenant);
        if (actor.Scope.Whole) return departments;
        var tops = actor.Scope.Departments.ToArray();
        return departments.Where(d => d.Path.Any(p => tops.Contains(p)));
    }

    public IQueryable<UserId>? People(Actor actor) => actor.Scope.Whole ? null : AllUsers(actor).Select(u => u.Id);

    public async Task<IReadOnlySet<UserId>> OfAsync(Actor actor, IReadOnlyCollection<UserId> people, CancellationToken ct)
    {
        if (actor.Scope.Whole) return people.ToHashSet();
        var asked = people.Distinct().ToList();
        return asked.Count == 0 ? new HashSet<UserId>() : (await AllUsers(actor).Where(u => asked.Contains(u.Id)).Select(u => u.Id).ToListAsync(ct)).ToHashSet();
    }

    public IQueryable<PersonPlace> Places =>
        from user in db.Users join department in db.Departments on user.DepartmentId equals (DepartmentId?)department.Id select new PersonPlace { Person = user.Id, Path = department.Path };

    public string? PeopleSql(Actor actor, string column, string departmentsParameter) => actor.Scope.Whole ? null : $"""
        {column} in (select scope_u.id from identity.user_account scope_u join identity.department scope_d on scope_d.id = scope_u.department_id
                     where scope_u.tenant_id = {actor.Tenant.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)} and scope_d.path && {departmentsParameter})
        """;

    public async Task<Department?> DepartmentAsync(Actor actor, DepartmentId id, CancellationToken ct) =>
        await Departments(actor).AsNoTracking().Where(d => d.Id == id).FirstOrDefaultAsync(ct) is { } row ? Shown(row) : null;

    public async Task<IReadOnlyList<Department>> BelowAsync(Actor actor, DepartmentId? parent, CancellationToken ct)
    {
        var rows = await Departments(actor).AsNoTracking().Where(d => d.ParentId == parent).ToListAsync(ct);
        return [.. rows.OrderBy(d => d.Sort).ThenBy(d => d.Name, StringComparer.CurrentCulture).Select(Shown)];
    }

    public async Task<Department?> FirstAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Scope.Whole) return null;
        var tops = actor.Scope.Departments.Select(d => new DepartmentId(d)).ToArray();
        // The tree's order is that of the departments above, so those are needed too.
        var above = await db.Departments.AsNoTracking().Where(d => tops.Contains(d.Id)).Select(d => d.Path).ToListAsync(ct);
        var ids = above.SelectMany(p => p).Distinct().Select(id => new DepartmentId(id)).ToArray();
        var rows = (await db.Departments.AsNoTracking().Where(d => ids.Contains(d.Id)).ToListAsync(ct)).ToDictionary(d => d.Id.Value);
        return above.Select(p => p.Where(rows.ContainsKey).Select(id => rows[id]).ToList()).Where(p => p.Count > 0).Order(Comparer<List<DepartmentRow>>.Create(InTree)).Select(p => Shown(p[^1])).FirstOrDefault();
    }

    private static int InTree(List<DepartmentRow> a, List<DepartmentRow> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (a[i].Id == b[i].Id) continue;
            var order = a[i].Sort.CompareTo(b[i].Sort);
            return order != 0 ? order : StringComparer.CurrentCulture.Compare(a[i].Name, b[i].Name);
        }

        return a.Count.CompareTo(b.Count);
    }

    private static Department Shown(DepartmentRow row) => new(row.Id, row.ParentId, row.Name, row.Path.Length - 1);

    // What somebody did stays in the scope of their department after they have left.
    private IQueryable<UserRow> AllUsers(Actor actor)
    {
        var inside = Departments(actor).Select(d => (DepartmentId?)d.Id);
        return db.Users.Where(u => u.TenantId == actor.Tenant && inside.Contains(u.DepartmentId));
    }
}
