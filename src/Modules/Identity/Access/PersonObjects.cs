namespace Huitang.Identity.Access;

/// <summary>People as objects of access.</summary>
internal sealed class PersonObjects(AppDb db, ManagementScope scope) : IAccessObjects
{
    // What nobody does to their own account, and nobody but the super admin to the super admin's.
    private static readonly HashSet<string> Guarded = [IdentityPermissions.UsersManage, IdentityPermissions.RolesManage];

    public string Kind => "person";

    public string Name => Texts.acc_kind_person;

    public async Task<AccessTarget?> FindAsync(Guid id, Actor person, Actor asker, CancellationToken ct)
    {
        var wanted = new UserId(id);
        var departments = db.Departments;
        var found = await scope.Users(asker).AsNoTracking().Where(u => u.Id == wanted).Select(u => new { u.Name, u.IsSuperAdmin, Path = departments.Where(d => d.Id == u.DepartmentId).Select(d => d.Path).FirstOrDefault() }).SingleOrDefaultAsync(ct);
        if (found is null) return null;
        return new AccessTarget(Kind, id.ToString(), found.Name)
        {
            Within = found.Path ?? [], Guarded = Guarded,
            Guard = wanted == person.User ? AccessReason.Self : found.IsSuperAdmin && !person.IsSuperAdmin ? AccessReason.OfSuperAdmin : null,
        };
    }

    public async Task<IReadOnlyList<AccessObject>> SearchAsync(string query, Actor asker, CancellationToken ct)
    {
        var found = await scope.Users(asker).AsNoTracking().Matching(query, asker.Holds(IdentityPermissions.UsersEmail), asker.Holds(IdentityPermissions.UsersPhone)).OrderBy(u => u.Name).ThenBy(u => u.Id).Take(10).Select(u => new { u.Id, u.Name, u.Login }).ToListAsync(ct);
        return found.Select(u => new AccessObject(u.Id.Value, u.Name, u.Login)).ToList();
    }
}
