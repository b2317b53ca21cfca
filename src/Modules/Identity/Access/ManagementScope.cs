namespace Huitang.Identity.Access;

/// <summary>What part of the enterprise an administrator manages. Console features begin every query over people and departments here, so that a scope is applied by the database and never row by row.</summary>
internal sealed class ManagementScope(AppDb db)
{
    /// <summary>Accounts the actor manages; deregistered ones never.</summary>
    public IQueryable<UserRow> Users(Actor actor) => db.Users.Where(u => u.TenantId == actor.Tenant && u.Status != UserStatus.Cancelled);

    /// <summary>Departments the actor manages.</summary>
    public IQueryable<DepartmentRow> Departments(Actor actor) => db.Departments.Where(d => d.TenantId == actor.Tenant);
}
