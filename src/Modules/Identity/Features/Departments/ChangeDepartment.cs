using Huitang.Identity.Access;
using Huitang.Identity.Features.Account;
using Npgsql;

namespace Huitang.Identity.Features.Departments;

/// <summary>Adds a department, last among its sisters.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery), Audited("department.add")]
internal sealed record AddDepartment(DepartmentId? Parent, string Name, string? ExternalId = null) : IUseCase<DepartmentId>;

internal sealed class AddDepartmentHandler(AppDb db, TreeScope tree, AuditNotes notes, TimeProvider time) : IHandler<AddDepartment, DepartmentId>
{
    public async Task<Result<DepartmentId>> HandleAsync(AddDepartment order, Actor actor, CancellationToken ct)
    {
        var name = order.Name.Trim();
        if (DepartmentRules.RefuseName(name) is { } bad) return bad.On(nameof(order.Name));
        if (AccountRules.RefuseExternalId(order.ExternalId) is { } foreign) return foreign.On(nameof(order.ExternalId));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await tree.LockAsync(actor, ct);
        var parent = await tree.ParentAsync(order.Parent, actor, ct);
        if (parent.Error is { } refused) return refused;
        var above = parent.Value?.Path ?? [];
        if (DepartmentRules.RefuseDepth(above, 1) is { } deep) return deep;
        if (await db.Departments.CountAsync(ct) >= DepartmentRules.Most) return IdentityErrors.TooMany.With(DepartmentRules.Most.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (await db.Departments.AnyAsync(d => d.ParentId == order.Parent && d.Name == name, ct)) return IdentityErrors.DepartmentNameTaken.On(nameof(order.Name));
        var last = await db.Departments.Where(d => d.ParentId == order.Parent).MaxAsync(d => (int?)d.Sort, ct) ?? -1;
        var id = Ids.New<DepartmentId>(time);
        db.Departments.Add(new DepartmentRow { Id = id, ParentId = order.Parent, Name = name, Path = [.. above, id.Value], Sort = last + 1, ExternalId = AccountRules.Blank(order.ExternalId) });
        notes.On("department", id.ToString(), name);
        notes.Changed("path", null, above.Length == 0 ? name : await tree.NamesAsync(above, ct) + DepartmentRules.Separator + name);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return id;
    }
}

/// <summary>Renames a department. An id of a directory is set when given, and taken away when it is empty.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery), Audited("department.rename")]
internal sealed record RenameDepartment(DepartmentId Department, string Name, int Version, string? ExternalId = null) : IUseCase<Unit>;

internal sealed class RenameDepartmentHandler(AppDb db, ManagementScope scope, AuditNotes notes) : IHandler<RenameDepartment, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RenameDepartment order, Actor actor, CancellationToken ct)
    {
        var name = order.Name.Trim();
        if (DepartmentRules.RefuseName(name) is { } bad) return bad.On(nameof(order.Name));
        if (AccountRules.RefuseExternalId(order.ExternalId) is { } foreign) return foreign.On(nameof(order.ExternalId));
        if (await scope.Departments(actor).SingleOrDefaultAsync(d => d.Id == order.Department, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("department", row.Id.ToString(), row.Name);
        if (row.Version != order.Version) return CommonErrors.ChangedMeanwhile;
        if (await db.Departments.AnyAsync(d => d.ParentId == row.ParentId && d.Id != row.Id && d.Name == name, ct)) return IdentityErrors.DepartmentNameTaken.On(nameof(order.Name));
        notes.Changed("name", row.Name, name);
        row.Name = name;
        if (order.ExternalId is { } external)
        {
            notes.Changed("external_id", row.ExternalId, AccountRules.Blank(external));
            row.ExternalId = AccountRules.Blank(external);
        }

        row.Version++;
        try
        {
            return await Save.DoAsync(db, ct);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return IdentityErrors.DepartmentNameTaken.On(nameof(order.Name));
        }
    }
}

/// <summary>Deletes a department that has neither people nor departments below.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery), Audited("department.delete")]
internal sealed record DeleteDepartment(DepartmentId Department, int Version) : IUseCase<Unit>;

internal sealed class DeleteDepartmentHandler(AppDb db, ManagementScope scope, TreeScope tree, AuditNotes notes) : IHandler<DeleteDepartment, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DeleteDepartment order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await tree.LockAsync(actor, ct);
        if (await scope.Departments(actor).SingleOrDefaultAsync(d => d.Id == order.Department, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("department", row.Id.ToString(), row.Name);
        if (row.Version != order.Version) return CommonErrors.ChangedMeanwhile;
        string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (await db.Departments.CountAsync(d => d.ParentId == row.Id, ct) is var children and > 0) return IdentityErrors.HasChildren.With(Text(children));
        // People in the recycle bin count: they may come back.
        var people = await db.Users.CountAsync(u => u.DepartmentId == row.Id && (u.Status != UserStatus.Cancelled || u.DeletedAt != null), ct) + await db.UserDepartments.CountAsync(m => m.DepartmentId == row.Id, ct);
        if (people > 0) return IdentityErrors.HasPeople.With(Text(people));
        notes.Changed("path", await tree.NamesAsync(row.Path, ct), null);
        db.Remove(row);
        var saved = await Save.DoAsync(db, ct);
        if (saved.Ok) await transaction.CommitAsync(ct);
        return saved;
    }
}

/// <summary>Puts the departments right below one (or the top) in the order of their names.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery), Audited("department.sort")]
internal sealed record SortDepartments(DepartmentId? Parent) : IUseCase<Unit>;

internal sealed class SortDepartmentsHandler(AppDb db, TreeScope tree, AuditNotes notes) : IHandler<SortDepartments, Unit>
{
    public async Task<Result<Unit>> HandleAsync(SortDepartments order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await tree.LockAsync(actor, ct);
        var parent = await tree.ParentAsync(order.Parent, actor, ct);
        if (parent.Error is { } refused) return refused;
        var sisters = await db.Departments.AsNoTracking().Where(d => d.ParentId == order.Parent).Select(d => new { d.Id, d.Name, d.Sort }).ToListAsync(ct);
        var before = sisters.OrderBy(d => d.Sort).ThenBy(d => d.Name, StringComparer.Ordinal).ToList();
        var after = sisters.OrderBy(d => SearchText.For(d.Name, "", null, null, null).NameSort, StringComparer.Ordinal).ToList();
        notes.On("department", order.Parent?.ToString() ?? "", parent.Value?.Name);
        notes.Changed("order", Names(before.Select(d => d.Name)), Names(after.Select(d => d.Name)));
        await DepartmentOrder.SetAsync(db, [.. after.Select(d => d.Id)], ct);
        await transaction.CommitAsync(ct);
        return Unit.Value;
    }

    private static string Names(IEnumerable<string> names)
    {
        var text = string.Join(", ", names);
        return text.Length > 400 ? text[..400] + "…" : text;
    }
}

/// <summary>Positions among sisters.</summary>
internal static class DepartmentOrder
{
    /// <summary>Numbers them in this order; rows that keep their place are not touched.</summary>
    public static Task SetAsync(AppDb db, IReadOnlyList<DepartmentId> sisters, CancellationToken ct)
    {
        var ids = sisters.Select(s => s.Value).ToArray();
        return db.Database.ExecuteSqlAsync($"update identity.department d set sort = x.place - 1 from unnest({ids}) with ordinality x(id, place) where d.id = x.id and d.sort <> x.place - 1", ct);
    }
}
