using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Departments;

/// <summary>The tree of departments the actor manages, with head-counts.</summary>
[Requires(IdentityPermissions.DepartmentsRead, Scoping.ByQuery)]
internal sealed record GetDepartmentTree : IUseCase<DepartmentTree>;

/// <summary>A department in the tree.</summary>
/// <param name="Id">Id.</param>
/// <param name="Parent">Department above; null at the top, or when that is not the actor's to see.</param>
/// <param name="Name">Name.</param>
/// <param name="Depth">0 at the top of what is shown.</param>
/// <param name="People">People who belong to it.</param>
/// <param name="InAll">People who belong to it or to a department below, each counted once.</param>
/// <param name="Children">Departments right below.</param>
/// <param name="Version">For changes.</param>
internal sealed record DepartmentNode(DepartmentId Id, DepartmentId? Parent, string Name, int Depth, int People, int InAll, int Children, int Version);

/// <summary>The tree, parents before children, sisters in their order.</summary>
/// <param name="Enterprise">Name of the enterprise, above all.</param>
/// <param name="People">People the actor manages.</param>
/// <param name="WithoutDepartment">Of them, how many belong to no department.</param>
/// <param name="Nodes">The departments.</param>
/// <param name="CanChange">Whether the actor may change the tree.</param>
/// <param name="WholeTree">Whether the actor manages all departments, and so also the top.</param>
internal sealed record DepartmentTree(string Enterprise, int People, int WithoutDepartment, IReadOnlyList<DepartmentNode> Nodes, bool CanChange, bool WholeTree);

internal sealed class GetDepartmentTreeHandler(DepartmentCounts counts, TreeScope tree, ManagementScope scope, IEnterprises enterprises) : IHandler<GetDepartmentTree, DepartmentTree>
{
    public async Task<Result<DepartmentTree>> HandleAsync(GetDepartmentTree order, Actor actor, CancellationToken ct)
    {
        var rows = await scope.Departments(actor).AsNoTracking().Select(d => new { d.Id, d.ParentId, d.Name, d.Path, d.Sort, d.Version }).ToListAsync(ct);
        var paths = rows.ToDictionary(d => d.Id, d => d.Path);
        var heads = await counts.ReadAsync(actor, paths, ct);
        // A department whose parent is outside the scope stands at the top of what is shown.
        var children = rows.ToLookup(d => d.ParentId is { } p && paths.ContainsKey(p) ? (DepartmentId?)p : null);
        var nodes = new List<DepartmentNode>(rows.Count);
        Add(null, 0);
        return new DepartmentTree(
            (await enterprises.GetAsync(actor.Tenant, ct))?.Name ?? "", heads.People, heads.WithoutDepartment, nodes,
            actor.Holds(IdentityPermissions.DepartmentsManage), await tree.IsWholeAsync(actor, ct));

        void Add(DepartmentId? parent, int depth)
        {
            foreach (var row in children[parent].OrderBy(d => d.Sort).ThenBy(d => d.Name, StringComparer.Ordinal))
            {
                nodes.Add(new DepartmentNode(row.Id, parent, row.Name, depth, heads.Direct.GetValueOrDefault(row.Id), heads.InAll.GetValueOrDefault(row.Id), children[row.Id].Count(), row.Version));
                Add(row.Id, depth + 1);
            }
        }
    }
}

/// <summary>Head-counts.</summary>
/// <param name="People">All people the actor manages.</param>
/// <param name="WithoutDepartment">Those in no department.</param>
/// <param name="Direct">Those in a department itself.</param>
/// <param name="InAll">Those in a department or below, each once.</param>
internal sealed record Heads(int People, int WithoutDepartment, IReadOnlyDictionary<DepartmentId, int> Direct, IReadOnlyDictionary<DepartmentId, int> InAll);

/// <summary>Counts people by department: one grouping by the database, summed up the tree here. People of several departments are counted once in each and once above.</summary>
internal sealed class DepartmentCounts(AppDb db, ManagementScope scope)
{
    public async Task<Heads> ReadAsync(Actor actor, IReadOnlyDictionary<DepartmentId, Guid[]> paths, CancellationToken ct)
    {
        var users = scope.Users(actor).Where(u => u.Status != UserStatus.PreRegistered);
        var main = await users.GroupBy(u => u.DepartmentId).Select(g => new { Id = g.Key, Count = g.Count() }).ToListAsync(ct);
        var further = await (from m in db.UserDepartments join u in users on m.UserId equals u.Id select new { u.Id, Main = u.DepartmentId, m.DepartmentId }).ToListAsync(ct);
        var (direct, all) = (new Dictionary<DepartmentId, int>(), new Dictionary<DepartmentId, int>());
        foreach (var group in main)
        {
            if (group.Id is not { } id || !paths.TryGetValue(id, out var path)) continue;
            direct[id] = group.Count;
            foreach (var above in path) all[new DepartmentId(above)] = all.GetValueOrDefault(new DepartmentId(above)) + group.Count;
        }

        foreach (var person in further.GroupBy(f => f.Id))
        {
            var counted = person.First().Main is { } m && paths.TryGetValue(m, out var mainPath) ? mainPath.ToHashSet() : [];
            foreach (var id in person.Select(p => p.DepartmentId))
            {
                if (!paths.TryGetValue(id, out var path)) continue;
                direct[id] = direct.GetValueOrDefault(id) + 1;
                foreach (var above in path.Where(counted.Add)) all[new DepartmentId(above)] = all.GetValueOrDefault(new DepartmentId(above)) + 1;
            }
        }

        return new Heads(main.Sum(g => g.Count), main.Where(g => g.Id is null).Sum(g => g.Count), direct, all);
    }
}

/// <summary>What of the tree an actor may change.</summary>
internal sealed class TreeScope(AppDb db, ManagementScope scope)
{
    /// <summary>Whether no department is outside the actor's scope. Only then the top of the tree is theirs to change.</summary>
    public async Task<bool> IsWholeAsync(Actor actor, CancellationToken ct)
    {
        var mine = scope.Departments(actor).Select(d => d.Id);
        return !await db.Departments.AnyAsync(d => !mine.Contains(d.Id), ct);
    }

    /// <summary>The department to put something under; null for the top.</summary>
    public async Task<Result<DepartmentRow?>> ParentAsync(DepartmentId? id, Actor actor, CancellationToken ct)
    {
        if (id is { } parent) return await scope.Departments(actor).AsNoTracking().SingleOrDefaultAsync(d => d.Id == parent, ct) is { } row ? row : CommonErrors.NotFound.On("Parent");
        return await IsWholeAsync(actor, ct) ? default(Result<DepartmentRow?>) : CommonErrors.Forbidden.With(IdentityPermissions.DepartmentsManage);
    }

    /// <summary>One change of the tree at a time in an enterprise, until the transaction ends: two moves at once could make a circle.</summary>
    public Task LockAsync(Actor actor, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('identity.departments'), {actor.Tenant.Value})", ct);

    /// <summary>Names from the top, as people read a path.</summary>
    public async Task<string> NamesAsync(Guid[] path, CancellationToken ct)
    {
        var ids = path.Select(p => new DepartmentId(p)).ToList();
        var names = await db.Departments.AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id.Value, d => d.Name, ct);
        return string.Join(DepartmentRules.Separator, path.Select(p => names.GetValueOrDefault(p, "?")));
    }
}
