using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>The one place where a page's choice of department becomes the key of figures. Whoever manages a part of the enterprise is kept within it here.</summary>
internal sealed class DepartmentScope(IDirectory directory, IManagementScope managed)
{
    /// <summary>The key of the figures the actor gets to see; an error for a department that is not there or not theirs. Without a choice: the enterprise, or the first department they manage.</summary>
    public async Task<Result<Guid>> KeyAsync(Actor actor, Guid? department, CancellationToken ct)
    {
        if (actor.Tenant.Value == 0) return CommonErrors.NotFound;
        if (department is { } asked && asked != DayFigures.Everyone) return await managed.DepartmentAsync(actor, new DepartmentId(asked), ct) is null ? CommonErrors.NotFound : asked;
        if (actor.Scope.Whole) return DayFigures.Everyone;
        return await managed.FirstAsync(actor, ct) is { } first ? first.Id.Value : CommonErrors.Forbidden.With(InsightsPermissions.Read);
    }

    /// <summary>The departments right below the key of figures, as far as the actor manages them.</summary>
    public Task<IReadOnlyList<Department>> BelowAsync(Actor actor, Guid key, CancellationToken ct) => managed.BelowAsync(actor, key == DayFigures.Everyone ? null : new DepartmentId(key), ct);

    /// <summary>The departments the actor may choose, parents before children.</summary>
    public async Task<IReadOnlyList<Department>> DepartmentsAsync(Actor actor, CancellationToken ct)
    {
        var all = await directory.DepartmentsAsync(ct);
        if (actor.Scope.Whole) return all;
        HashSet<Guid> inside = [];
        foreach (var department in all)
        {
            if (actor.Scope.Departments.Contains(department.Id.Value) || (department.Parent is { } parent && inside.Contains(parent.Value))) inside.Add(department.Id.Value);
        }

        return all.Where(d => inside.Contains(d.Id.Value)).ToList();
    }
}
