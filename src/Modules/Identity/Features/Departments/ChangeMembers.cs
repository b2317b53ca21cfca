using Huitang.Identity.Access;
using Huitang.Identity.Features.Users;

namespace Huitang.Identity.Features.Departments;

/// <summary>Puts people into a department and takes people out of it, all or none. Whoever has no department gets it as the main one; whoever loses the main one falls back on a further one.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("department.members")]
internal sealed record ChangeMembers(DepartmentId Department, IReadOnlyList<UserId> Add, IReadOnlyList<UserId> Remove) : IUseCase<int>
{
    /// <summary>Most people in one call.</summary>
    public const int Most = 5_000;
}

internal sealed class ChangeMembersHandler(AppDb db, ManagementScope scope, UserFieldWriter writer, AuditNotes notes) : IHandler<ChangeMembers, int>
{
    public async Task<Result<int>> HandleAsync(ChangeMembers order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await scope.Departments(actor).AsNoTracking().SingleOrDefaultAsync(d => d.Id == order.Department, ct) is not { } department) return CommonErrors.NotFound;
        notes.On("department", department.Id.ToString(), department.Name);
        var add = order.Add.Distinct().ToList();
        var ids = add.Concat(order.Remove).Distinct().ToList();
        if (ids.Count > ChangeMembers.Most) return IdentityErrors.TooManyChosen.With(ChangeMembers.Most.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var people = await scope.Users(actor).Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        // Whom the actor does not manage cannot be added; that they are not taken out says nothing of them.
        if (add.Exists(id => !people.ContainsKey(id))) return IdentityErrors.UnknownMember.On("members");
        var further = (await db.UserDepartments.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct)).ToLookup(m => m.UserId, m => m.DepartmentId);
        var changed = 0;
        foreach (var id in ids)
        {
            if (!people.TryGetValue(id, out var user)) continue;
            var others = further[id].ToList();
            var (main, belongs) = (user.DepartmentId, user.DepartmentId == department.Id || others.Contains(department.Id));
            if (belongs == add.Contains(id)) continue;
            if (user.IsSuperAdmin && !actor.IsSuperAdmin) return IdentityErrors.NotSuperAdmin;
            if (!belongs) others.Add(department.Id);
            else if (main == department.Id) main = null;
            else others.Remove(department.Id);
            if (await writer.PlaceAsync(user, main, others, isNew: false, actor, ct, named: true) is { } refusal) return refusal;
            user.Version++;
            changed++;
        }

        var saved = await Account.Save.DoAsync(db, ct);
        if (saved.Error is { } stale) return stale;
        await transaction.CommitAsync(ct);
        return changed;
    }
}
