namespace Huitang.Identity.Access;

/// <summary>People as objects of access.</summary>
internal sealed class PersonObjects(RightsReader rights, ManagementScope scope) : IAccessObjects
{
    // What nobody does to their own account, and nobody but the super admin to the super admin's.
    private static readonly HashSet<string> Guarded = [IdentityPermissions.UsersManage, IdentityPermissions.RolesManage];

    public string Kind => "person";

    public string Name => Texts.acc_kind_person;

    public async Task<AccessTarget?> FindAsync(Guid id, Actor person, Actor asker, CancellationToken ct)
    {
        // Whom the asker does not manage looks like nobody.
        if (await rights.ReadAsync(asker.Tenant, new UserId(id), ct) is not { Status: not UserStatus.Cancelled } found || !asker.Scope.Includes(found.Path)) return null;
        var (on, super) = (found.Actor, found.Actor.IsSuperAdmin);
        return new AccessTarget(Kind, id.ToString(), on.Name)
        {
            Within = found.Path, Guarded = Guarded, Guard = on.User == person.User ? AccessReason.Self : super && !person.IsSuperAdmin ? AccessReason.OfSuperAdmin : null,
        };
    }

    public async Task<IReadOnlyList<AccessObject>> SearchAsync(string query, Actor asker, CancellationToken ct)
    {
        var found = await scope.Users(asker).AsNoTracking().Matching(query, asker.Holds(IdentityPermissions.UsersEmail), asker.Holds(IdentityPermissions.UsersPhone)).OrderBy(u => u.Name).ThenBy(u => u.Id).Take(10).Select(u => new { u.Id, u.Name, u.Login }).ToListAsync(ct);
        return found.Select(u => new AccessObject(u.Id.Value, u.Name, u.Login)).ToList();
    }
}
