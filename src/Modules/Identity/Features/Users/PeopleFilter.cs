using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users;

/// <summary>Which people of the actor's scope.</summary>
/// <param name="Query">Part of a name, its pinyin, UserID, employee number, and where allowed e-mail or phone.</param>
/// <param name="Status">Status.</param>
/// <param name="Role"><c>super</c>, <c>member</c> for those without a role, or a role's id.</param>
/// <param name="Type">Account type.</param>
/// <param name="Department">Department.</param>
/// <param name="Below">Whether departments below it count too.</param>
/// <param name="Nowhere">Only people without a department.</param>
/// <param name="Bin">People in the recycle bin in place of all others.</param>
internal sealed record PeopleFilter(
    string? Query = null, UserStatus? Status = null, string? Role = null, AccountType? Type = null, DepartmentId? Department = null, bool Below = true, bool Nowhere = false, bool Bin = false)
{
    /// <summary>Role of nobody but the super admin.</summary>
    public const string Super = "super";

    /// <summary>No role.</summary>
    public const string Member = "member";
}

/// <summary>Finds people by a filter. Everything begins at the management scope; the database never counts or sorts more than it must.</summary>
internal sealed class PeopleQuery(AppDb db, ManagementScope scope, Departments.TreeScope tree)
{
    /// <summary>Exact counts and free choice of pages up to here; beyond, lists say "more than".</summary>
    public const int Counted = 10_000;

    // Up to so many matches it is quicker to fetch and sort them all than to walk the list's order looking for them.
    private const int Sortable = 20_000;

    /// <summary>The people.</summary>
    public async Task<IQueryable<UserRow>> FindAsync(PeopleFilter filter, Actor actor, CancellationToken ct)
    {
        var users = filter.Bin ? await BinAsync(actor, ct) : scope.Users(actor).Where(u => u.Status != UserStatus.PreRegistered);
        users = users.Matching(filter.Query, actor.Holds(IdentityPermissions.UsersEmail), actor.Holds(IdentityPermissions.UsersPhone));
        if (filter.Status is { } status) users = users.Where(u => u.Status == status);
        if (filter.Type is { } type) users = users.Where(u => u.AccountType == type);
        if (filter.Nowhere) users = users.Where(u => u.DepartmentId == null);
        var given = db.UserRoles;
        users = filter.Role switch
        {
            null => users,
            PeopleFilter.Super => users.Where(u => u.IsSuperAdmin),
            PeopleFilter.Member => users.Where(u => !u.IsSuperAdmin && !given.Any(r => r.UserId == u.Id)),
            var role => Guid.TryParse(role, out var id) ? users.Where(u => given.Any(r => r.UserId == u.Id && r.RoleId == id)) : users.Where(_ => false),
        };
        if (filter.Department is not { } department) return users;
        var root = department.Value;
        var departments = scope.Departments(actor);
        // Two arrays in place of one query with "or": each has an index of its own then.
        var ids = await (filter.Below ? departments.Where(d => d.Path.Contains(root)) : departments.Where(d => d.Id == department)).Select(d => (DepartmentId?)d.Id).ToListAsync(ct);
        var plain = ids.Select(i => i!.Value).ToList();
        var further = await db.UserDepartments.Where(m => plain.Contains(m.DepartmentId)).Select(m => m.UserId).Distinct().ToListAsync(ct);
        return further.Count == 0 ? users.Where(u => ids.Contains(u.DepartmentId)) : users.Where(u => ids.Contains(u.DepartmentId) || further.Contains(u.Id));
    }

    /// <summary>People in the recycle bin. Their place in the scope is that of their main department.</summary>
    public async Task<IQueryable<UserRow>> BinAsync(Actor actor, CancellationToken ct)
    {
        var bin = db.Users.Where(u => u.Status == UserStatus.Cancelled && u.DeletedAt != null);
        if (await tree.IsWholeAsync(actor, ct)) return bin;
        var mine = scope.Departments(actor).Select(d => (DepartmentId?)d.Id);
        return bin.Where(u => mine.Contains(u.DepartmentId));
    }

    /// <summary>A page of them and how many there are, at most <see cref="Counted"/> + 1.</summary>
    public static async Task<(List<UserRow> Rows, int Total)> PageAsync(IQueryable<UserRow> users, PageRequest page, CancellationToken ct)
    {
        var found = await users.Take(Sortable + 1).CountAsync(ct);
        var few = found <= Sortable;
        var down = page.Descending;
        var skip = Math.Min(page.Skip, Counted);
        var rows = users.AsNoTracking();
        // An order by an expression keeps the planner from walking an index in search of few people among a million.
        var ordered = (page.Sort, few) switch
        {
            ("login", true) => By(rows, u => u.LoginKey + ""),
            ("login", false) => By(rows, u => u.LoginKey),
            ("entry", true) => down ? rows.OrderByDescending(u => u.EntrySort.AddDays(0)) : rows.OrderBy(u => u.EntrySort.AddDays(0)),
            ("entry", false) => down ? rows.OrderByDescending(u => u.EntrySort) : rows.OrderBy(u => u.EntrySort),
            ("number", true) => By(rows, u => u.NumberSort + ""),
            ("number", false) => By(rows, u => u.NumberSort),
            ("deleted", _) => down ? rows.OrderByDescending(u => u.DeletedAt) : rows.OrderBy(u => u.DeletedAt),
            (_, true) => By(rows, u => u.NameSort + ""),
            _ => By(rows, u => u.NameSort),
        };
        ordered = down ? ordered.ThenByDescending(u => u.Id) : ordered.ThenBy(u => u.Id);
        return (await ordered.Skip(skip).Take(page.Take).ToListAsync(ct), Math.Min(found, Counted + 1));

        IOrderedQueryable<UserRow> By(IQueryable<UserRow> of, System.Linq.Expressions.Expression<Func<UserRow, string>> key) => down ? of.OrderByDescending(key) : of.OrderBy(key);
    }
}
