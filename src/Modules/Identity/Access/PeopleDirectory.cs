namespace Huitang.Identity.Access;

/// <summary>The directory over the tables.</summary>
internal sealed class PeopleDirectory(AppDb db, CurrentActor current, ContactVisibility visibility, Features.Users.PeopleQuery list) : IDirectory
{
    public async Task<PageOf<Person>> FindAsync(string query, PageRequest page, CancellationToken ct, DepartmentId? under = null)
    {
        var users = (await visibility.SeenAsync(current.Actor, query, ct)).AsNoTracking().Where(u => u.Status != UserStatus.Cancelled && u.Status != UserStatus.PreRegistered).Matching(query, email: true, phone: false);
        if (under is { } top)
        {
            var inside = db.Departments.Where(d => d.Path.Contains(top.Value)).Select(d => (DepartmentId?)d.Id);
            users = users.Where(u => inside.Contains(u.DepartmentId));
        }

        var (rows, total) = await list.PageAsync(users, string.IsNullOrWhiteSpace(query) ? Features.Users.PeopleSearch.Rows : Features.Users.PeopleSearch.Text, page with { Sort = null, Descending = false }, ct);
        var people = await GetAsync([.. rows.Select(u => u.Id)], ct);
        return new PageOf<Person>([.. rows.Where(u => people.ContainsKey(u.Id)).Select(u => people[u.Id])], total);
    }

    public async Task<IReadOnlyDictionary<UserId, Person>> GetAsync(IReadOnlyCollection<UserId> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return new Dictionary<UserId, Person>();
        var wanted = ids.Distinct().ToList();
        return (await People(db.Users.AsNoTracking().Where(u => wanted.Contains(u.Id)), ct)).ToDictionary(p => p.Id);
    }

    public async Task<IReadOnlySet<UserId>> ReachableAsync(IReadOnlyCollection<UserId> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToList();
        return wanted.Count == 0 ? new HashSet<UserId>() : (await (await visibility.SeenAsync(current.Actor, null, ct)).Where(u => wanted.Contains(u.Id)).Select(u => u.Id).ToListAsync(ct)).ToHashSet();
    }

    public async Task<IReadOnlyDictionary<string, Person>> GetByLoginAsync(IReadOnlyCollection<string> loginsOrEmails, CancellationToken ct)
    {
        var asked = loginsOrEmails.Distinct(StringComparer.Ordinal).ToList();
        if (asked.Count == 0) return new Dictionary<string, Person>();
        var keys = asked.Select(AccountRules.Key).Distinct().ToList();
        var people = await People((await visibility.SeenAsync(current.Actor, null, ct)).AsNoTracking().Where(u => u.Status != UserStatus.Cancelled && (keys.Contains(u.LoginKey) || keys.Contains(u.EmailKey!))), ct);
        var byKey = people.ToDictionary(p => AccountRules.Key(p.Login));
        foreach (var person in people.Where(p => p.Email is not null)) byKey.TryAdd(AccountRules.Key(person.Email!), person);
        return asked.Where(a => byKey.ContainsKey(AccountRules.Key(a))).ToDictionary(a => a, a => byKey[AccountRules.Key(a)]);
    }

    public async Task<IReadOnlyList<Department>> DepartmentsAsync(CancellationToken ct)
    {
        var rows = await db.Departments.AsNoTracking().ToListAsync(ct);
        var children = rows.ToLookup(d => d.ParentId);
        var answer = new List<Department>(rows.Count);
        void Add(DepartmentId? parent, int depth)
        {
            foreach (var row in children[parent].OrderBy(d => d.Sort).ThenBy(d => d.Name, StringComparer.CurrentCulture))
            {
                answer.Add(new Department(row.Id, row.ParentId, row.Name, depth));
                Add(row.Id, depth + 1);
            }
        }

        Add(null, 0);
        return answer;
    }

    private async Task<List<Person>> People(IQueryable<UserRow> users, CancellationToken ct) =>
        await (
            from user in users
            join department in db.Departments on user.DepartmentId equals (DepartmentId?)department.Id into departments
            from department in departments.DefaultIfEmpty()
            orderby user.NameSort, user.Id
            select new Person(user.Id, user.Login, user.Name, user.Email, user.DepartmentId, department == null ? "" : department.Name, user.Title, user.Ordinal, user.Status == UserStatus.Normal, user.Language))
            .ToListAsync(ct);
}

/// <summary>Searching accounts.</summary>
internal static class UserSearch
{
    /// <summary>Accounts that have every word of the query in their name, its pinyin, UserID or employee number, and where allowed in e-mail or phone; wildcards mean themselves.</summary>
    /// <remarks>The index narrows, the texts decide: whoever may not see a phone number must not find people by it either.</remarks>
    public static IQueryable<UserRow> Matching(this IQueryable<UserRow> users, string? query, bool email, bool phone)
    {
        foreach (var word in SearchText.Words(query))
        {
            var grams = SearchText.GramsOf(word);
            if (grams.Length > 0) users = users.Where(u => grams.All(g => u.Grams.Contains(g)));
            var pattern = $"%{word.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
            users = (email, phone) switch
            {
                (true, true) => users.Where(u => EF.Functions.Like(u.SearchText, pattern, "\\") || EF.Functions.Like(u.EmailKey!, pattern, "\\") || EF.Functions.Like(u.PhoneKey!, pattern, "\\")),
                (true, false) => users.Where(u => EF.Functions.Like(u.SearchText, pattern, "\\") || EF.Functions.Like(u.EmailKey!, pattern, "\\")),
                (false, true) => users.Where(u => EF.Functions.Like(u.SearchText, pattern, "\\") || EF.Functions.Like(u.PhoneKey!, pattern, "\\")),
                _ => users.Where(u => EF.Functions.Like(u.SearchText, pattern, "\\")),
            };
        }

        return users;
    }
}
