namespace Huitang.Downloads.Features;

/// <summary>Departments a report can be narrowed to.</summary>
internal sealed class ReportDepartments(IDirectory directory)
{
    /// <summary>Names of departments that criteria mention.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<ReportCriteria> criteria, CancellationToken ct)
    {
        var mentioned = criteria.Select(c => Guid.TryParse(c.Get("dept"), out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToHashSet();
        return mentioned.Count == 0 ? new Dictionary<Guid, string>() : (await directory.DepartmentsAsync(ct)).Where(d => mentioned.Contains(d.Id.Value)).ToDictionary(d => d.Id.Value, d => d.Name);
    }
}

/// <summary>Departments by a part of their name, among those the actor manages; or the one with an id.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record FindReportDepartments(string? Query, Guid? Id = null) : IUseCase<IReadOnlyList<ReportDepartment>>;

/// <summary>A department to choose.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Above">The names above it.</param>
internal sealed record ReportDepartment(Guid Id, string Name, string Above);

internal sealed class FindReportDepartmentsHandler(IDirectory directory, ReportShelf shelf) : IHandler<FindReportDepartments, IReadOnlyList<ReportDepartment>>
{
    private const int Most = 20;

    public async Task<Result<IReadOnlyList<ReportDepartment>>> HandleAsync(FindReportDepartments order, Actor actor, CancellationToken ct)
    {
        // Whoever has no report with departments in it has no use for their names.
        if (!shelf.OfferedTo(actor).Any(r => r.Fields.Any(f => f.Kind == ReportFieldKind.Department))) return CommonErrors.Forbidden;
        var (above, found) = (new Dictionary<Guid, (string Path, bool Inside)>(), new List<ReportDepartment>());
        foreach (var department in await directory.DepartmentsAsync(ct))
        {
            var (path, managed) = department.Parent is { } parent ? above.GetValueOrDefault(parent.Value, ("", false)) : ("", false);
            var inside = actor.Scope.Whole || managed || actor.Scope.Departments.Contains(department.Id.Value);
            // Names above what one manages are not told.
            above[department.Id.Value] = (inside ? (path.Length == 0 ? department.Name : $"{path} / {department.Name}") : "", inside);
            if (!inside || found.Count == Most) continue;
            if (order.Id is { } id ? department.Id.Value == id : department.Name.Contains(order.Query?.Trim() ?? "", StringComparison.CurrentCultureIgnoreCase)) found.Add(new ReportDepartment(department.Id.Value, department.Name, path));
        }

        return found;
    }
}
