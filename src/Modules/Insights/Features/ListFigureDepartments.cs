using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>Departments whose figures the actor may choose.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record ListFigureDepartments : IUseCase<FigureDepartments>;

/// <summary>What figures can be chosen of.</summary>
/// <param name="Whole">Whether those of the enterprise can.</param>
/// <param name="Departments">Departments, parents before children; those of the first show when nothing is chosen and the enterprise cannot be.</param>
internal sealed record FigureDepartments(bool Whole, IReadOnlyList<Department> Departments);

internal sealed class ListFigureDepartmentsHandler(DepartmentScope scope) : IHandler<ListFigureDepartments, FigureDepartments>
{
    public async Task<Result<FigureDepartments>> HandleAsync(ListFigureDepartments order, Actor actor, CancellationToken ct) => new FigureDepartments(actor.Scope.Whole, await scope.DepartmentsAsync(actor, ct));
}

/// <summary>Name of the department whose figures show; <see cref="DayFigures.Everyone"/> and null for what shows without a choice.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record GetFigureDepartment(Guid? Department) : IUseCase<FigureDepartment>;

/// <summary>Whose figures show.</summary>
/// <param name="Whole">Whether those of the enterprise can.</param>
/// <param name="Name">Name of the department; null when they are those of the enterprise.</param>
internal sealed record FigureDepartment(bool Whole, string? Name);

internal sealed class GetFigureDepartmentHandler(DepartmentScope scope, IManagementScope managed) : IHandler<GetFigureDepartment, FigureDepartment>
{
    public async Task<Result<FigureDepartment>> HandleAsync(GetFigureDepartment order, Actor actor, CancellationToken ct)
    {
        var key = await scope.KeyAsync(actor, order.Department, ct);
        if (key.Error is { } refused) return refused;
        if (key.Value == DayFigures.Everyone) return new FigureDepartment(actor.Scope.Whole, null);
        return await managed.DepartmentAsync(actor, new DepartmentId(key.Value), ct) is { } found ? new FigureDepartment(actor.Scope.Whole, found.Name) : CommonErrors.NotFound;
    }
}

/// <summary>The departments right below another, beside each other; the top ones below the enterprise.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record GetDepartmentFigures(Period Span, Guid? Department) : IUseCase<IReadOnlyList<DepartmentLine>>;

/// <summary>A department and its figures, those of all departments below it among them.</summary>
internal sealed record DepartmentLine(Guid Id, string Name, Totals Totals);

internal sealed class GetDepartmentFiguresHandler(Data.FigureStore store, DepartmentScope scope) : IHandler<GetDepartmentFigures, IReadOnlyList<DepartmentLine>>
{
    public async Task<Result<IReadOnlyList<DepartmentLine>>> HandleAsync(GetDepartmentFigures order, Actor actor, CancellationToken ct)
    {
        if (InsightErrors.Check(order.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, order.Department, ct);
        if (key.Error is { } refused) return refused;
        var below = await scope.BelowAsync(actor, key.Value, ct);
        var figures = await store.AskAsync(Data.FigureStore.SumsByDepartment(actor.Tenant, [.. below.Select(d => d.Id.Value)], order.Span), ct);
        return below.Select(d => new DepartmentLine(d.Id.Value, d.Name, figures.GetValueOrDefault(d.Id.Value) ?? new Totals())).ToList();
    }
}
