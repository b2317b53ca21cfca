using Huitang.Identity.Access;
using Huitang.Identity.Domain.Scim;
using Npgsql;

namespace Huitang.Identity.Features.Scim;

/// <summary>Departments of the actor's scope that fit a filter of SCIM.</summary>
[Requires(IdentityPermissions.DepartmentsRead, Scoping.ByQuery)]
internal sealed record FindScimGroups(ScimQuery Query, bool Members = true) : IUseCase<PageOf<ScimGroup>>;

/// <summary>One of the departments.</summary>
[Requires(IdentityPermissions.DepartmentsRead, Scoping.ByQuery)]
internal sealed record GetScimGroup(DepartmentId Department, bool Members = true) : IUseCase<ScimGroup>;

/// <summary>Those members of a department that fit the filter of a PATCH path.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record FindScimMembers(DepartmentId Department, FilterNode? Where = null) : IUseCase<IReadOnlyList<UserId>>;

/// <summary>A department by its name, or by names from the top with slashes between them.</summary>
[Requires(IdentityPermissions.DepartmentsRead, Scoping.ByQuery)]
internal sealed record FindScimDepartment(string Name) : IUseCase<DepartmentId>;

/// <summary>A department as a directory sees it.</summary>
internal sealed record ScimGroup(DepartmentId Id, string Name, int Version)
{
    public string? ExternalId { get; init; }

    /// <summary>The department above, if it is within the scope.</summary>
    public ScimName? Parent { get; init; }

    /// <summary>People who belong to it; null when they were not asked for.</summary>
    public IReadOnlyList<ScimName>? Members { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Changes with the members.</summary>
    public required string Mark { get; init; }
}

internal sealed class FindScimGroupsHandler(ManagementScope scope, ScimFields fields, ScimDepartments departments) : IHandler<FindScimGroups, PageOf<ScimGroup>>
{
    public async Task<Result<PageOf<ScimGroup>>> HandleAsync(FindScimGroups order, Actor actor, CancellationToken ct)
    {
        var (query, found) = (order.Query, scope.Departments(actor).AsNoTracking());
        if (query.Filter is { } text)
        {
            var filter = FilterParser.Filter(text);
            if (filter.Value is not { } node) return filter.Error!;
            var condition = new FilterQuery<DepartmentRow>(ScimSchemas.Groups, fields.Groups(actor), query.Loose).Of(node);
            if (condition.Value is not { } fits) return condition.Error!;
            found = found.Where(fits);
        }

        if ((ScimFields.Order(found, query.SortBy, query.Descending) ?? (query.Loose ? ScimFields.Order(found, null, false) : null)) is not { } ordered) return ScimErrors.InvalidPath.With(query.SortBy ?? "");
        var total = await found.CountAsync(ct);
        var rows = query.Count == 0 || query.Start > total ? [] : await ordered.Skip(query.Start - 1).Take(query.Count).ToListAsync(ct);
        var read = await departments.OfAsync(rows, order.Members, ScimDepartments.MostInList, actor, ct);
        return read.Value is { } groups ? new PageOf<ScimGroup>(groups, total) : read.Error!;
    }
}

internal sealed class GetScimGroupHandler(ManagementScope scope, ScimDepartments departments) : IHandler<GetScimGroup, ScimGroup>
{
    public async Task<Result<ScimGroup>> HandleAsync(GetScimGroup order, Actor actor, CancellationToken ct)
    {
        if (await scope.Departments(actor).AsNoTracking().SingleOrDefaultAsync(d => d.Id == order.Department, ct) is not { } row) return CommonErrors.NotFound;
        var read = await departments.OfAsync([row], order.Members, ScimDepartments.MostInOne, actor, ct);
        return read.Value is [var group] ? group : read.Error!;
    }
}

internal sealed class FindScimMembersHandler(AppDb db, ManagementScope scope, ScimFields fields) : IHandler<FindScimMembers, IReadOnlyList<UserId>>
{
    public async Task<Result<IReadOnlyList<UserId>>> HandleAsync(FindScimMembers order, Actor actor, CancellationToken ct)
    {
        var departments = scope.Departments(actor).AsNoTracking().Where(d => d.Id == order.Department);
        if (!await departments.AnyAsync(ct)) return CommonErrors.NotFound;
        var (id, further) = (order.Department, db.UserDepartments);
        var people = scope.Users(actor).AsNoTracking().Where(u => u.DepartmentId == id || further.Any(m => m.UserId == u.Id && m.DepartmentId == id));
        if (order.Where is { } where)
        {
            var parts = new Dictionary<string, IField<UserRow>>
            {
                ["value"] = new IdField<UserRow>(one => u => u.Id == new UserId(one)), ["display"] = fields.Users(actor)["displayname"], ["type"] = new ConstantField<UserRow>("User"),
            };
            var condition = new FilterQuery<UserRow>(ScimSchemas.Users, parts).Of(where);
            if (condition.Value is not { } fits) return condition.Error!;
            people = people.Where(fits);
        }

        return await people.Select(u => u.Id).ToListAsync(ct);
    }
}

internal sealed class FindScimDepartmentHandler(ManagementScope scope, Departments.TreeScope tree) : IHandler<FindScimDepartment, DepartmentId>
{
    public async Task<Result<DepartmentId>> HandleAsync(FindScimDepartment order, Actor actor, CancellationToken ct)
    {
        var unknown = IdentityErrors.UnknownDepartment.With(order.Name).On("department");
        var names = order.Name.Split(DepartmentRules.Separator, StringSplitOptions.TrimEntries);
        var last = names[^1];
        var fit = await scope.Departments(actor).AsNoTracking().Where(d => d.Name == last).Take(50).ToListAsync(ct);
        if (names.Length > 1)
        {
            var path = string.Join(DepartmentRules.Separator, names);
            var whole = new List<DepartmentRow>();
            foreach (var row in fit)
                if (await tree.NamesAsync(row.Path, ct) == path) whole.Add(row);
            fit = whole;
        }

        // A name that several have names none.
        return fit is [var only] ? only.Id : fit.Count == 0 ? unknown : ScimErrors.AmbiguousDepartment.With(order.Name).On("department");
    }
}

/// <summary>Rows of departments as directories see them.</summary>
internal sealed class ScimDepartments(AppDb db, ManagementScope scope, NpgsqlDataSource database)
{
    /// <summary>Most members in the answer to a list.</summary>
    public const int MostInList = 20_000;

    /// <summary>Most members of one department in an answer.</summary>
    public const int MostInOne = 100_000;

    public async Task<Result<IReadOnlyList<ScimGroup>>> OfAsync(IReadOnlyList<DepartmentRow> rows, bool members, int most, Actor actor, CancellationToken ct)
    {
        if (rows.Count == 0) return Array.Empty<ScimGroup>();
        var ids = rows.Select(r => r.Id).ToList();
        var parents = rows.Select(r => r.ParentId).OfType<DepartmentId>().Distinct().ToList();
        var above = await scope.Departments(actor).Where(d => parents.Contains(d.Id)).Select(d => new { d.Id, d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var marks = await MarksAsync(ids, actor, ct);
        if (members && marks.Values.Sum(m => m.Count) > most) return ScimErrors.TooMany.With(most.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var people = members && actor.Holds(IdentityPermissions.UsersRead) ? await MembersAsync(ids, actor, ct) : null;
        return rows.Select(d => new ScimGroup(d.Id, d.Name, d.Version)
        {
            ExternalId = d.ExternalId, ChangedAt = d.ChangedAt, Parent = d.ParentId is { } parent && above.TryGetValue(parent, out var name) ? new ScimName(parent.Value, name) : null,
            Members = people?[d.Id].OrderBy(p => p.Id).ToList(), Mark = marks.TryGetValue(d.Id, out var mark) ? $"{mark.Count}-{mark.Sum:x}" : "0",
        }).ToList();
    }

    private async Task<ILookup<DepartmentId, ScimName>> MembersAsync(List<DepartmentId> ids, Actor actor, CancellationToken ct)
    {
        var users = scope.Users(actor);
        var wanted = ids.Select(i => (DepartmentId?)i).ToList();
        var main = await users.Where(u => wanted.Contains(u.DepartmentId)).Select(u => new { Department = u.DepartmentId!.Value, u.Id, u.Name }).ToListAsync(ct);
        var further = await (from m in db.UserDepartments join u in users on m.UserId equals u.Id where ids.Contains(m.DepartmentId) select new { Department = m.DepartmentId, u.Id, u.Name }).ToListAsync(ct);
        return main.Concat(further).ToLookup(m => m.Department, m => new ScimName(m.Id.Value, m.Name));
    }

    // Who belongs to a department is no part of its row, so its version has to come from the members.
    private async Task<Dictionary<DepartmentId, (long Count, long Sum)>> MarksAsync(List<DepartmentId> ids, Actor actor, CancellationToken ct)
    {
        await using var query = database.CreateCommand("""
            select department_id, count(*), bit_xor(hashtextextended(id::text, 0)) from (
              select u.department_id, u.id from identity.user_account u where u.tenant_id = $1 and u.department_id = any($2) and u.status <> 2
              union all
              select m.department_id, m.user_id from identity.user_department m join identity.user_account u on u.id = m.user_id where m.tenant_id = $1 and m.department_id = any($2) and u.status <> 2) x
            group by department_id
            """);
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = actor.Tenant.Value });
        query.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids.Select(i => i.Value)] });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var marks = new Dictionary<DepartmentId, (long, long)>();
        while (await rows.ReadAsync(ct)) marks[new DepartmentId(rows.GetGuid(0))] = (rows.GetInt64(1), rows.GetInt64(2));
        return marks;
    }
}
