using Huitang.Identity.Access;
using Huitang.Identity.Domain.Scim;

namespace Huitang.Identity.Features.Scim;

/// <summary>What a list is asked for.</summary>
/// <param name="Filter">Filter as written; null for all.</param>
/// <param name="SortBy">Attribute to order by; null for the order in which they were made.</param>
/// <param name="Descending">Whether the order is turned round.</param>
/// <param name="Start">First of the answer, from 1.</param>
/// <param name="Count">How many at most; 0 only counts.</param>
internal sealed record ScimQuery(string? Filter = null, string? SortBy = null, bool Descending = false, int Start = 1, int Count = ScimQuery.Default)
{
    /// <summary>Whether people and departments are searched together, so that what only the other has is no mistake.</summary>
    public bool Loose { get; init; }

    /// <summary>Most in one answer.</summary>
    public const int Most = 200;

    /// <summary>In one answer when nothing else is asked for.</summary>
    public const int Default = 100;
}

/// <summary>People of the actor's scope that fit a filter of SCIM.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record FindScimUsers(ScimQuery Query) : IUseCase<PageOf<ScimPerson>>;

/// <summary>One of the people.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record GetScimUser(UserId User) : IUseCase<ScimPerson>;

/// <summary>Somebody in the recycle bin by UserID, who comes back when a directory adds them again.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery)]
internal sealed record FindScimLeaver(string Login) : IUseCase<UserId>;

/// <summary>A person as a directory sees one.</summary>
internal sealed record ScimPerson(UserId Id, string Login, string Name, int Version)
{
    public string? ExternalId { get; init; }

    public string? GivenName { get; init; }

    public string? FamilyName { get; init; }

    public string? Title { get; init; }

    public required string Language { get; init; }

    public bool Active { get; init; }

    /// <summary>Null also for whoever may not see it.</summary>
    public string? Email { get; init; }

    /// <summary>Null also for whoever may not see it.</summary>
    public string? Phone { get; init; }

    public string? EmployeeNumber { get; init; }

    /// <summary>Name of the main department.</summary>
    public string? Department { get; init; }

    /// <summary>Departments within the actor's scope, the main one first.</summary>
    public IReadOnlyList<ScimName> Groups { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>Something with a name.</summary>
internal sealed record ScimName(Guid Id, string Name);

internal sealed class FindScimUsersHandler(ManagementScope scope, ScimFields fields, ScimPeople people, ScimMarks marks) : IHandler<FindScimUsers, PageOf<ScimPerson>>
{
    private const int Far = 1_000;

    public async Task<Result<PageOf<ScimPerson>>> HandleAsync(FindScimUsers order, Actor actor, CancellationToken ct)
    {
        var (query, users) = (order.Query, (await scope.UsersAsync(actor, ct)).AsNoTracking());
        if (query.Filter is { } text)
        {
            var filter = FilterParser.Filter(text);
            if (filter.Value is not { } node) return filter.Error!;
            var condition = new FilterQuery<UserRow>(ScimSchemas.Users, fields.Users(actor), query.Loose).Of(node);
            if (condition.Value is not { } fits) return condition.Error!;
            users = users.Where(fits);
        }

        // In the order in which they were made, a page goes on where the one before ended.
        var mark = query.SortBy is null && query.Count > 0 ? marks.Find(actor, query) : null;
        var total = mark?.Total ?? await users.CountAsync(ct);
        var few = total <= Users.PeopleQuery.Counted;
        if ((ScimFields.Order(users, query.SortBy, query.Descending, few) ?? (query.Loose ? ScimFields.Order(users, null, false, few) : null)) is not { } ordered) return ScimErrors.InvalidPath.With(query.SortBy ?? "");
        List<UserRow> rows;
        if (query.Count == 0 || query.Start > total) rows = [];
        else if (mark is not null) rows = await ScimFields.Order(users.Where(u => query.Descending ? u.Ordinal < mark.After : u.Ordinal > mark.After), null, query.Descending, few)!.Take(query.Count).ToListAsync(ct);
        else if (query.Start > Far) rows = await FarAsync(users, ordered, query, ct);
        else rows = await ordered.Skip(query.Start - 1).Take(query.Count).ToListAsync(ct);
        if (query.SortBy is null && rows.Count == query.Count && rows.Count > 0) marks.Note(actor, query, rows.Count, rows[^1].Ordinal, total);
        return new PageOf<ScimPerson>(await people.OfAsync(rows, actor, ct), total);
    }

    // Far from the front the way is walked in the index alone; rows are fetched of the page only.
    private static async Task<List<UserRow>> FarAsync(IQueryable<UserRow> users, IQueryable<UserRow> ordered, ScimQuery query, CancellationToken ct)
    {
        var ids = await ordered.Skip(query.Start - 1).Take(query.Count).Select(u => u.Id).ToListAsync(ct);
        var rows = await users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        return [.. ids.Select(rows.GetValueOrDefault).OfType<UserRow>()];
    }
}

internal sealed class GetScimUserHandler(ManagementScope scope, ScimPeople people) : IHandler<GetScimUser, ScimPerson>
{
    public async Task<Result<ScimPerson>> HandleAsync(GetScimUser order, Actor actor, CancellationToken ct) =>
        await scope.Users(actor).AsNoTracking().SingleOrDefaultAsync(u => u.Id == order.User, ct) is { } row ? (await people.OfAsync([row], actor, ct))[0] : CommonErrors.NotFound;
}

internal sealed class FindScimLeaverHandler(Users.PeopleQuery people) : IHandler<FindScimLeaver, UserId>
{
    public async Task<Result<UserId>> HandleAsync(FindScimLeaver order, Actor actor, CancellationToken ct)
    {
        var key = AccountRules.Key(order.Login);
        return await (await people.BinAsync(actor, ct)).Where(u => u.LoginKey == key).Select(u => (UserId?)u.Id).SingleOrDefaultAsync(ct) is { } found ? found : CommonErrors.NotFound;
    }
}

/// <summary>Rows of accounts as directories see them.</summary>
internal sealed class ScimPeople(AppDb db, ManagementScope scope)
{
    public async Task<IReadOnlyList<ScimPerson>> OfAsync(IReadOnlyList<UserRow> rows, Actor actor, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var ids = rows.Select(r => r.Id).ToList();
        var further = await db.UserDepartments.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct);
        var places = rows.Select(r => r.DepartmentId).OfType<DepartmentId>().Concat(further.Select(f => f.DepartmentId)).Distinct().ToList();
        // Departments outside the scope do not exist.
        var names = await scope.Departments(actor).Where(d => places.Contains(d.Id)).Select(d => new { d.Id, d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var furtherOf = further.ToLookup(f => f.UserId, f => f.DepartmentId);
        var (email, phone) = (actor.Holds(IdentityPermissions.UsersEmail), actor.Holds(IdentityPermissions.UsersPhone));
        return [.. rows.Select(u => new ScimPerson(u.Id, u.Login, u.Name, u.Version)
        {
            ExternalId = u.ExternalId, GivenName = u.GivenName, FamilyName = u.FamilyName, Title = u.Title, Language = u.Language, Active = u.Status != UserStatus.Disabled, Email = email ? u.Email : null, Phone = phone ? u.Phone : null, EmployeeNumber = u.EmployeeNumber,
            Department = u.DepartmentId is { } main ? names.GetValueOrDefault(main) : null, CreatedAt = u.CreatedAt, ChangedAt = u.ChangedAt,
            Groups = [.. new[] { u.DepartmentId }.OfType<DepartmentId>().Concat(furtherOf[u.Id].Order(ById)).Where(names.ContainsKey).Select(d => new ScimName(d.Value, names[d]))],
        })];
    }

    private static readonly Comparer<DepartmentId> ById = Comparer<DepartmentId>.Create((a, b) => a.Value.CompareTo(b.Value));
}
