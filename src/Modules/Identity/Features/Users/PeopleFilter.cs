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

    /// <summary>What finding them costs.</summary>
    public PeopleSearch Search => !string.IsNullOrWhiteSpace(Query) ? PeopleSearch.Text : Role is null && !Bin ? PeopleSearch.Index : PeopleSearch.Rows;
}

/// <summary>By what people are found, which decides how a page of them is come by.</summary>
internal enum PeopleSearch
{
    /// <summary>The indexes of the list's orders hold all that is asked: no row is read to pass over it.</summary>
    Index,

    /// <summary>By what only rows hold, spread evenly over any order.</summary>
    Rows,

    /// <summary>By text, which often goes with the order: everybody called 张 stands at its end.</summary>
    Text,
}

/// <summary>Finds people by a filter. Everything begins at the management scope; the database never counts or sorts more than it must.</summary>
internal sealed class PeopleQuery(AppDb db, ManagementScope scope, Departments.TreeScope tree)
{
    /// <summary>Exact counts and free choice of pages up to here; beyond, lists say "more than".</summary>
    public const int Counted = 10_000;

    /// <summary>The people.</summary>
    public async Task<IQueryable<UserRow>> FindAsync(PeopleFilter filter, Actor actor, CancellationToken ct)
    {
        var users = filter.Bin ? await BinAsync(actor, ct) : (await scope.UsersAsync(actor, ct)).Where(u => u.Status != UserStatus.PreRegistered);
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
        var ids = await (filter.Below ? departments.Where(d => d.Path.Contains(root)) : departments.Where(d => d.Id == department)).Select(d => d.Id).ToListAsync(ct);
        var further = await db.UserDepartments.Where(m => ids.Contains(m.DepartmentId)).Select(m => m.UserId).Distinct().ToListAsync(ct);
        return further.Count == 0 ? users.Where(u => u.DepartmentId != null && ids.Contains(u.DepartmentId.Value)) : users.Where(u => (u.DepartmentId != null && ids.Contains(u.DepartmentId.Value)) || further.Contains(u.Id));
    }

    /// <summary>People in the recycle bin. Their place in the scope is that of their main department.</summary>
    public async Task<IQueryable<UserRow>> BinAsync(Actor actor, CancellationToken ct)
    {
        var bin = db.Users.Where(u => u.Status == UserStatus.Cancelled && u.DeletedAt != null);
        if (await tree.IsWholeAsync(actor, ct)) return bin;
        var mine = scope.Departments(actor).Select(d => (DepartmentId?)d.Id);
        return bin.Where(u => mine.Contains(u.DepartmentId));
    }

    /// <summary>A page of the people of a filter and how many there are, at most <see cref="Counted"/> + 1.</summary>
    public async Task<(List<UserRow> Rows, int Total)> PageAsync(PeopleFilter filter, Actor actor, PageRequest page, CancellationToken ct) =>
        await PageAsync(await FindAsync(filter, actor, ct), filter.Search, page, ct);

    /// <summary>A page of them and how many there are, at most <see cref="Counted"/> + 1.</summary>
    public async Task<(List<UserRow> Rows, int Total)> PageAsync(IQueryable<UserRow> users, PeopleSearch search, PageRequest page, CancellationToken ct)
    {
        var found = await users.Take(Counted + 1).CountAsync(ct);
        if (found == 0) return ([], 0);
        var skip = Math.Min(page.Skip, Counted);
        var tenant = db.CurrentTenant;
        var population = await db.Enterprises.Where(e => e.Id == tenant).Select(e => e.NextUserOrdinal).SingleOrDefaultAsync(ct);
        // Either all matches are fetched and sorted, or the order's index is walked until the page is full: whichever touches fewer rows.
        var sorted = (search, found <= Counted) switch
        {
            (PeopleSearch.Text, true) => true,
            (PeopleSearch.Text, false) => !await WalkIsShorterAsync(users, page, skip + page.Take, population, ct),
            (_, var all) => all && (double)found * found <= (double)(skip + page.Take) * population,
        };
        var rows = users.AsNoTracking();
        var shown = Ordered(rows, page, sorted).Skip(skip).Take(page.Take);
        if (sorted || search != PeopleSearch.Index) return (await shown.ToListAsync(ct), found);
        var ids = await shown.Select(u => u.Id).ToListAsync(ct);
        var read = await rows.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        // Who has gone in between is left out.
        return ([.. ids.Where(read.ContainsKey).Select(id => read[id])], found);
    }

    // Judged by a thousand people: how many match in all, and how far down the order the page is full.
    private async Task<bool> WalkIsShorterAsync(IQueryable<UserRow> users, PageRequest page, int until, int population, CancellationToken ct)
    {
        const int Sample = 1000;
        if (population <= Sample) return true;
        var ordinals = Enumerable.Range(0, Sample).Select(i => (int)((long)population * i / Sample)).ToArray();
        var tenant = db.CurrentTenant;
        var inOrder = await Ordered(db.Users.Where(u => u.TenantId == tenant && ordinals.Contains(u.Ordinal)), page, sorted: true).Select(u => u.Id).ToListAsync(ct);
        var matching = (await users.Where(u => ordinals.Contains(u.Ordinal)).Select(u => u.Id).ToListAsync(ct)).ToHashSet();
        var needed = Math.Max(1, (int)Math.Ceiling((double)until * inOrder.Count / population));
        if (matching.Count < needed) return false;
        var passed = 0;
        for (var seen = 0; seen < needed && passed < inOrder.Count; passed++) seen += matching.Contains(inOrder[passed]) ? 1 : 0;
        return passed <= matching.Count;
    }

    // An order by an expression keeps the planner from walking an index in search of few people among a million.
    private static IQueryable<UserRow> Ordered(IQueryable<UserRow> rows, PageRequest page, bool sorted)
    {
        var down = page.Descending;
        var ordered = (page.Sort, sorted) switch
        {
            ("login", true) => By(u => u.LoginKey + ""),
            ("login", false) => By(u => u.LoginKey),
            ("entry", true) => down ? rows.OrderByDescending(u => u.EntrySort.AddDays(0)) : rows.OrderBy(u => u.EntrySort.AddDays(0)),
            ("entry", false) => down ? rows.OrderByDescending(u => u.EntrySort) : rows.OrderBy(u => u.EntrySort),
            ("number", true) => By(u => u.NumberSort + ""),
            ("number", false) => By(u => u.NumberSort),
            ("deleted", _) => down ? rows.OrderByDescending(u => u.DeletedAt) : rows.OrderBy(u => u.DeletedAt),
            (_, true) => By(u => u.NameSort + ""),
            _ => By(u => u.NameSort),
        };
        return down ? ordered.ThenByDescending(u => u.Id) : ordered.ThenBy(u => u.Id);

        IOrderedQueryable<UserRow> By(System.Linq.Expressions.Expression<Func<UserRow, string>> key) => down ? rows.OrderByDescending(key) : rows.OrderBy(key);
    }
}
