namespace Huitang.Identity.Access;

/// <summary>Whom somebody sees in the contacts: the nearest rule decides, hidden people are never shown. One small query finds the rule; the people are chosen by the database as a set.</summary>
internal sealed class ContactVisibility(AppDb db)
{
    /// <summary>The accounts the viewer sees.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="query">What is searched for: whoever may list people still finds a hidden person by the whole UserID. Null for none.</param>
    public async Task<IQueryable<UserRow>> SeenAsync(Actor viewer, string? query, CancellationToken ct)
    {
        var all = db.Users.Where(u => u.TenantId == viewer.Tenant);
        if (viewer.Kind == ActorKind.System || viewer.IsSuperAdmin) return all;
        if (viewer.Kind == ActorKind.Anonymous) return all.Where(u => false);
        var me = viewer.User;
        var path = await PathAsync(me, ct);
        var governing = await GoverningAsync(me, path, ct);
        var seen = governing is { } rule ? await WithinAsync(all, rule, path, ct) : all;
        var hidden = db.HiddenPeople.Select(h => h.UserId);
        var exact = viewer.Holds(IdentityPermissions.UsersRead) && !string.IsNullOrWhiteSpace(query) ? AccountRules.Key(query) : null;
        seen = seen.Where(u => !hidden.Contains(u.Id) || (exact != null && u.LoginKey == exact));
        var shown = seen.Select(u => u.Id);
        return all.Where(u => u.Id == me || shown.Contains(u.Id));
    }

    /// <summary>The rule that governs a person; null when everybody is seen.</summary>
    public async Task<VisibilityRuleRow?> GoverningAsync(UserId person, IReadOnlyList<Guid> path, CancellationToken ct)
    {
        var subjects = path.Append(person.Value).Append(Guid.Empty).ToList();
        var rules = await db.VisibilityRules.AsNoTracking().Where(r => subjects.Contains(r.SubjectId)).ToListAsync(ct);
        return VisibilityRule.Nearest(rules.Select(r => new VisibilityRuleKey(r.Id, r.Subject, r.SubjectId)), person.Value, path) is { } nearest ? rules.Single(r => r.Id == nearest.Id) : null;
    }

    /// <summary>Departments of a person, from the top down.</summary>
    public async Task<IReadOnlyList<Guid>> PathAsync(UserId person, CancellationToken ct) =>
        await (from user in db.Users join department in db.Departments on user.DepartmentId equals (DepartmentId?)department.Id where user.Id == person select department.Path).SingleOrDefaultAsync(ct) ?? [];

    private async Task<IQueryable<UserRow>> WithinAsync(IQueryable<UserRow> all, VisibilityRuleRow rule, IReadOnlyList<Guid> path, CancellationToken ct)
    {
        var entries = await db.VisibilityEntries.AsNoTracking().Where(e => e.RuleId == rule.Id).ToListAsync(ct);
        var seen = rule.Extent switch
        {
            VisibilityExtent.Nobody => all.Where(u => false),
            VisibilityExtent.OwnDepartment when path.Count > 0 => Listed(all, [path[^1]], []),
            // Without a department there is no own one.
            VisibilityExtent.OwnDepartment => all.Where(u => false),
            VisibilityExtent.Listed => Listed(all, entries.Where(e => !e.Except)),
            _ => all,
        };
        if (!entries.Any(e => e.Except)) return seen;
        var excepted = Listed(all, entries.Where(e => e.Except)).Select(u => u.Id);
        return seen.Where(u => !excepted.Contains(u.Id));
    }

    private IQueryable<UserRow> Listed(IQueryable<UserRow> all, IEnumerable<VisibilityEntryRow> entries)
    {
        var kinds = entries.ToLookup(e => e.Kind, e => e.EntryId);
        return Listed(all, [.. kinds[VisibilitySubject.Department]], [.. kinds[VisibilitySubject.Person].Select(p => new UserId(p))]);
    }

    private IQueryable<UserRow> Listed(IQueryable<UserRow> all, Guid[] departments, List<UserId> people)
    {
        var inside = db.Departments.Where(d => d.Path.Any(p => departments.Contains(p))).Select(d => (DepartmentId?)d.Id);
        return all.Where(u => inside.Contains(u.DepartmentId) || people.Contains(u.Id));
    }
}
