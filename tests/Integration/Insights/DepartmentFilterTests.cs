using Huitang.Insights.Contracts;
using Huitang.Insights.Features;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Insights;

/// <summary>The name beside figures is that of whose they are.</summary>
public sealed class DepartmentFilterTests(InsightFixture app) : IClassFixture<InsightFixture>
{
    [Fact]
    public async Task Whoever_manages_a_part_is_told_its_name_and_nothing_of_the_rest()
    {
        var parent = app.Departments.First(d => d.Parent is null && app.Departments.Any(c => c.Parent == d.Id));
        var (child, other) = (app.Departments.First(d => d.Parent == parent.Id), app.Departments.First(d => d.Parent is null && d.Id != parent.Id));
        var manager = app.Boss with { IsSuperAdmin = false, Permissions = new HashSet<string> { InsightsPermissions.Read }, Scope = new ActorScope { Departments = new HashSet<Guid> { parent.Id.Value } } };

        Assert.Equal(new FigureDepartment(true, null), (await app.RunAsync(app.Boss, new GetFigureDepartment(null))).Value);
        Assert.Equal(new FigureDepartment(true, child.Name), (await app.RunAsync(app.Boss, new GetFigureDepartment(child.Id.Value))).Value);
        Assert.Equal(new FigureDepartment(false, parent.Name), (await app.RunAsync(manager, new GetFigureDepartment(null))).Value);
        Assert.Equal(new FigureDepartment(false, child.Name), (await app.RunAsync(manager, new GetFigureDepartment(child.Id.Value))).Value);
        Assert.Equal(ErrorKind.NotFound, (await app.RunAsync(manager, new GetFigureDepartment(other.Id.Value))).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await app.RunAsync(manager with { Permissions = new HashSet<string>() }, new GetFigureDepartment(null))).Error!.Kind);
    }
}
