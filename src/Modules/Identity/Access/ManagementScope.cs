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

    // What somebody did stays in the scope of their department after they have left.
    private IQueryable<UserRow> AllUsers(Actor actor)
    {
        var inside = Departments(actor).Select(d => (DepartmentId?)d.Id);
        return db.Users.Where(u => u.TenantId == actor.Tenant && inside.Contains(u.DepartmentId));
    }
}
