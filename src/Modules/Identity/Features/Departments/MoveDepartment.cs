using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Departments;

/// <summary>What a move would do.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery)]
internal sealed record PreviewMove(DepartmentId Department, DepartmentId? Parent) : IUseCase<MovePreview>;

/// <summary>Effects of a move.</summary>
/// <param name="Name">What moves.</param>
/// <param name="From">Its path now.</param>
/// <param name="To">Its path afterwards.</param>
/// <param name="People">People who move with it, each once.</param>
/// <param name="Departments">Departments below that move with it.</param>
/// <param name="Leaves">Departments whose head-count it leaves.</param>
/// <param name="Enters">Departments whose head-count it enters.</param>
/// <param name="Administrators">People with a role who belong to it: their own place changes.</param>
/// <param name="Refusal">Why it cannot be done; null when it can.</param>
internal sealed record MovePreview(string Name, string From, string To, int People, int Departments, IReadOnlyList<string> Leaves, IReadOnlyList<string> Enters, int Administrators, Error? Refusal);

internal sealed class PreviewMoveHandler(AppDb db, ManagementScope scope, TreeScope tree) : IHandler<PreviewMove, MovePreview>
{
    public async Task<Result<MovePreview>> HandleAsync(PreviewMove order, Actor actor, CancellationToken ct)
    {
        if (await scope.Departments(actor).AsNoTracking().SingleOrDefaultAsync(d => d.Id == order.Department, ct) is not { } row) return CommonErrors.NotFound;
        var parent = await tree.ParentAsync(order.Parent, actor, ct);
        if (parent.Error is { } refused) return refused;
        var above = parent.Value?.Path ?? [];
        var refusal = await MoveRule.RefuseAsync(db, row, order.Parent, above, ct);
        var root = row.Id.Value;
        var branch = db.Departments.Where(d => d.Path.Contains(root)).Select(d => d.Id);
        var further = db.UserDepartments;
        var people = scope.Users(actor).Where(u => u.DepartmentId != null && branch.Contains(u.DepartmentId.Value) || further.Any(m => m.UserId == u.Id && branch.Contains(m.DepartmentId)));
        var given = db.UserRoles;
        var oldAbove = row.Path[..^1];
        return new MovePreview(
            row.Name, await tree.NamesAsync(row.Path, ct), above.Length == 0 ? row.Name : await tree.NamesAsync(above, ct) + DepartmentRules.Separator + row.Name,
            await people.CountAsync(ct), await branch.CountAsync(ct) - 1,
            await NamesAsync(oldAbove.Except(above), ct), await NamesAsync(above.Except(oldAbove), ct),
            await people.CountAsync(u => u.IsSuperAdmin || given.Any(r => r.UserId == u.Id), ct), refusal);
    }

    private async Task<IReadOnlyList<string>> NamesAsync(IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Select(i => new DepartmentId(i)).ToList();
        var rows = await db.Departments.AsNoTracking().Where(d => wanted.Contains(d.Id)).Select(d => new { d.Id, d.Name }).ToListAsync(ct);
        return [.. rows.OrderBy(r => wanted.IndexOf(r.Id)).Select(r => r.Name)];
    }
}

/// <summary>Moves a department with all below it, or changes its place among its sisters. Only rows of departments change, whoever works there.</summary>
/// <param name="Department">What moves.</param>
/// <param name="Parent">Under what; null for the top.</param>
/// <param name="Before">Sister to stand before; null for the last place.</param>
/// <param name="Version">Version the actor saw.</param>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery), Audited("department.move")]
internal sealed record MoveDepartment(DepartmentId Department, DepartmentId? Parent, DepartmentId? Before, int Version) : IUseCase<Unit>;

internal sealed class MoveDepartmentHandler(AppDb db, ManagementScope scope, TreeScope tree, AuditNotes notes, TimeProvider time) : IHandler<MoveDepartment, Unit>
{
    public async Task<Result<Unit>> HandleAsync(MoveDepartment order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await tree.LockAsync(actor, ct);
        if (await scope.Departments(actor).AsNoTracking().SingleOrDefaultAsync(d => d.Id == order.Department, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("department", row.Id.ToString(), row.Name);
        if (row.Version != order.Version) return CommonErrors.ChangedMeanwhile;
        // A place among sisters is theirs who manage the sisters; at the top of a scope that is nobody scoped.
        var parent = await tree.ParentAsync(order.Parent, actor, ct);
        if (parent.Error is { } refused) return refused;
        var above = parent.Value?.Path ?? [];
        if (await MoveRule.RefuseAsync(db, row, order.Parent, above, ct) is { } refusal) return refusal;
        if (row.ParentId != order.Parent)
        {
            notes.Changed("path", await tree.NamesAsync(row.Path, ct), above.Length == 0 ? row.Name : await tree.NamesAsync(above, ct) + DepartmentRules.Separator + row.Name);
            var (root, cut) = (row.Id.Value, row.Path.Length);
            await db.Database.ExecuteSqlAsync(
                $"""
                update identity.department
                set path = {above}::uuid[] || path[{cut}:], changed_at = case when id = {root} then {time.GetUtcNow()} else changed_at end, version = version + case when id = {root} then 1 else 0 end, parent_id = case when id = {root} then {order.Parent?.Value} else parent_id end
                where tenant_id = {actor.Tenant.Value} and path @> array[{root}]
                """, ct);
        }

        var sisters = await db.Departments.AsNoTracking().Where(d => d.ParentId == order.Parent && d.Id != row.Id).OrderBy(d => d.Sort).ThenBy(d => d.Name).Select(d => d.Id).ToListAsync(ct);
        var place = order.Before is { } before ? sisters.IndexOf(before) : -1;
        sisters.Insert(place < 0 ? sisters.Count : place, row.Id);
        notes.Changed("place", row.ParentId == order.Parent ? row.Sort + 1 : null, sisters.IndexOf(row.Id) + 1);
        await DepartmentOrder.SetAsync(db, sisters, ct);
        await transaction.CommitAsync(ct);
        return Unit.Value;
    }
}

/// <summary>Whether a department may hang somewhere else.</summary>
internal static class MoveRule
{
    public static async Task<Error?> RefuseAsync(AppDb db, DepartmentRow row, DepartmentId? parent, Guid[] above, CancellationToken ct)
    {
        if (above.Contains(row.Id.Value)) return IdentityErrors.IntoItself;
        if (row.ParentId == parent) return null;
        var root = row.Id.Value;
        var deepest = await db.Departments.Where(d => d.Path.Contains(root)).MaxAsync(d => d.Path.Length, ct);
        if (DepartmentRules.RefuseDepth(above, deepest - row.Path.Length + 1) is { } deep) return deep;
        return await db.Departments.AnyAsync(d => d.ParentId == parent && d.Name == row.Name, ct) ? IdentityErrors.DepartmentNameTaken : null;
    }
}
