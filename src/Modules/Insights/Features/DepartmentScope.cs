using Huitang.Identity.Contracts;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>The one place where a page's choice of department becomes the key of figures. Whoever may see a part of the enterprise only is kept within it here.</summary>
internal sealed class DepartmentScope(IDirectory directory)
{
    /// <summary>The key of the figures the actor gets to see; an error for a department that is not there.</summary>
    public async Task<Result<Guid>> KeyAsync(Actor actor, Guid? department, CancellationToken ct)
    {
        if (actor.Tenant.Value == 0) return CommonErrors.NotFound;
        if (department is not { } asked || asked == DayFigures.Everyone) return DayFigures.Everyone;
        return (await DepartmentsAsync(ct)).Any(d => d.Id.Value == asked) ? asked : CommonErrors.NotFound;
    }

    /// <summary>The departments the actor may choose, parents before children.</summary>
    public Task<IReadOnlyList<Department>> DepartmentsAsync(CancellationToken ct) => directory.DepartmentsAsync(ct);
}
