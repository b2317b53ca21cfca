using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Visibility;

/// <summary>A department or person by name.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
internal sealed record VisibilityName(VisibilitySubject Kind, Guid Id, string Name);

/// <summary>A rule.</summary>
internal sealed record VisibilityLine(Guid Id, int Version, VisibilityName Subject, VisibilityExtent Extent, IReadOnlyList<VisibilityName> Listed, IReadOnlyList<VisibilityName> Except, DateTimeOffset ChangedAt);

/// <summary>All rules, the nearest kind of subject first.</summary>
[Requires(IdentityPermissions.VisibilityRead, Scoping.WholeEnterprise)]
internal sealed record ListVisibility : IUseCase<VisibilityList>;

/// <summary>Rules and hidden people.</summary>
internal sealed record VisibilityList(IReadOnlyList<VisibilityLine> Rules, IReadOnlyList<HiddenPerson> Hidden, bool Manage);

/// <summary>Somebody hidden.</summary>
internal sealed record HiddenPerson(UserId Id, string Name, string Login, string Department, DateTimeOffset At);

internal sealed class ListVisibilityHandler(AppDb db) : IHandler<ListVisibility, VisibilityList>
{
    public async Task<Result<VisibilityList>> HandleAsync(ListVisibility order, Actor actor, CancellationToken ct)
    {
        var rules = await db.VisibilityRules.AsNoTracking().ToListAsync(ct);
        var entries = await db.VisibilityEntries.AsNoTracking().ToListAsync(ct);
        var all = rules.Select(r => (r.Subject, r.SubjectId)).Concat(entries.Select(e => (e.Kind, e.EntryId))).ToLookup(x => x.Item1, x => x.Item2);
        var (people, departments) = (all[VisibilitySubject.Person].Distinct().Select(p => new UserId(p)).ToList(), all[VisibilitySubject.Department].Distinct().Select(d => new DepartmentId(d)).ToList());
        var names = (await db.Users.AsNoTracking().Where(u => people.Contains(u.Id)).Select(u => new { u.Id, u.Name }).ToListAsync(ct)).Select(u => (u.Id.Value, u.Name))
            .Concat((await db.Departments.AsNoTracking().Where(d => departments.Contains(d.Id)).Select(d => new { d.Id, d.Name }).ToListAsync(ct)).Select(d => (d.Id.Value, d.Name))).ToDictionary(n => n.Value, n => n.Name);
        VisibilityName Named(VisibilitySubject kind, Guid id) => new(kind, id, kind == VisibilitySubject.Everybody ? Texts.vis_everybody : names.GetValueOrDefault(id, Texts.vis_gone));
        IReadOnlyList<VisibilityName> Entries(Guid rule, bool except) => entries.Where(e => e.RuleId == rule && e.Except == except).Select(e => Named(e.Kind, e.EntryId)).OrderBy(n => n.Kind).ThenBy(n => n.Name, StringComparer.CurrentCulture).ToList();
        var lines = rules.Select(r => new VisibilityLine(r.Id, r.Version, Named(r.Subject, r.SubjectId), r.Extent, Entries(r.Id, false), Entries(r.Id, true), r.ChangedAt))
            .OrderByDescending(l => l.Subject.Kind).ThenBy(l => l.Subject.Name, StringComparer.CurrentCulture).ToList();
        var hidden = await (from h in db.HiddenPeople
                            join u in db.Users on h.UserId equals u.Id
                            join d in db.Departments on u.DepartmentId equals (DepartmentId?)d.Id into ds
                            from d in ds.DefaultIfEmpty()
                            orderby u.Name
                            select new HiddenPerson(u.Id, u.Name, u.Login, d == null ? "" : d.Name, h.At)).ToListAsync(ct);
        return new VisibilityList(lines, hidden, actor.Holds(IdentityPermissions.VisibilityManage) && actor.Scope.Whole);
    }
}

/// <summary>A department or person a rule names.</summary>
internal sealed record VisibilityEntry(VisibilitySubject Kind, Guid Id);

/// <summary>Makes or changes the rule of a subject.</summary>
/// <param name="Id">Rule; null for a new one.</param>
/// <param name="Version">Version of the rule changed.</param>
/// <param name="Subject">For whom.</param>
/// <param name="SubjectId">Which department or person.</param>
/// <param name="Extent">Whom they may see.</param>
/// <param name="Listed">With <see cref="VisibilityExtent.Listed"/>, whom.</param>
/// <param name="Except">Whom they do not see all the same.</param>
[Requires(IdentityPermissions.VisibilityManage, Scoping.WholeEnterprise), Audited("visibility.save")]
internal sealed record SaveVisibility(Guid? Id, int Version, VisibilitySubject Subject, Guid SubjectId, VisibilityExtent Extent, IReadOnlyList<VisibilityEntry> Listed, IReadOnlyList<VisibilityEntry> Except) : IUseCase<Guid>
{
    /// <summary>Most entries of a rule.</summary>
    public const int Most = 500;
}

internal sealed class SaveVisibilityHandler(AppDb db, AuditNotes notes, TimeProvider time) : IHandler<SaveVisibility, Guid>
{
    public async Task<Result<Guid>> HandleAsync(SaveVisibility order, Actor actor, CancellationToken ct)
    {
        var listed = order.Extent == VisibilityExtent.Listed ? order.Listed.Distinct().ToList() : [];
        var except = order.Extent == VisibilityExtent.Nobody ? [] : order.Except.Distinct().ToList();
        if (order.Extent == VisibilityExtent.Listed && listed.Count == 0) return RoleErrors.NothingListed.On(nameof(order.Listed));
        if (listed.Count + except.Count > SaveVisibility.Most) return RoleErrors.TooManyPlaces.With(SaveVisibility.Most.ToString(System.Globalization.CultureInfo.InvariantCulture)).On(nameof(order.Listed));
        var subjectId = order.Subject == VisibilitySubject.Everybody ? Guid.Empty : order.SubjectId;
        var names = await NamesAsync([new(order.Subject, subjectId), .. listed, .. except], ct);
        if (order.Subject != VisibilitySubject.Everybody && !names.ContainsKey(subjectId)) return CommonErrors.NotFound.On(nameof(order.SubjectId));
        if (listed.Concat(except).Any(e => !names.ContainsKey(e.Id))) return CommonErrors.NotFound.On(nameof(order.Listed));
        notes.On("visibility", order.Id?.ToString() ?? "", names.GetValueOrDefault(subjectId, "*"));
        if (await db.VisibilityRules.AnyAsync(r => r.Subject == order.Subject && r.SubjectId == subjectId && r.Id != order.Id, ct)) return RoleErrors.RuleExists.On(nameof(order.SubjectId));
        VisibilityRuleRow? row = null;
        List<VisibilityEntryRow> old = [];
        if (order.Id is { } id)
        {
            row = await db.VisibilityRules.SingleOrDefaultAsync(r => r.Id == id, ct);
            if (row is null) return CommonErrors.NotFound;
            if (row.Version != order.Version || row.Subject != order.Subject || row.SubjectId != subjectId) return CommonErrors.ChangedMeanwhile;
            old = await db.VisibilityEntries.Where(e => e.RuleId == id).ToListAsync(ct);
        }

        notes.Changed("extent", row?.Extent, order.Extent);
        if (row is null) db.VisibilityRules.Add(row = new VisibilityRuleRow { Id = Ids.New(time), Subject = order.Subject, SubjectId = subjectId });
        var wanted = listed.Select(e => (e, false)).Concat(except.Select(e => (e, true))).ToHashSet();
        var before = old.Select(e => (new VisibilityEntry(e.Kind, e.EntryId), e.Except)).ToHashSet();
        var was = await NamesAsync([.. old.Select(e => new VisibilityEntry(e.Kind, e.EntryId))], ct);
        notes.Changed("listed", Said(was, before.Where(e => !e.Item2)), Said(names, wanted.Where(e => !e.Item2)));
        notes.Changed("except", Said(was, before.Where(e => e.Item2)), Said(names, wanted.Where(e => e.Item2)));
        foreach (var gone in old.Where(e => !wanted.Contains((new VisibilityEntry(e.Kind, e.EntryId), e.Except)))) db.Remove(gone);
        foreach (var (entry, isExcept) in wanted.Except(before)) db.VisibilityEntries.Add(new VisibilityEntryRow { RuleId = row.Id, Except = isExcept, Kind = entry.Kind, EntryId = entry.Id });
        (row.Extent, row.ChangedAt) = (order.Extent, time.GetUtcNow());
        row.Version++;
        return await db.SaveRightsAsync(ct) is { } stale ? stale : row.Id;
    }

    private static string? Said(Dictionary<Guid, string> names, IEnumerable<(VisibilityEntry Entry, bool)> entries)
    {
        var all = entries.Select(e => names.GetValueOrDefault(e.Entry.Id, "?")).Order(StringComparer.CurrentCulture).ToList();
        return all.Count == 0 ? null : string.Join(", ", all);
    }

    private async Task<Dictionary<Guid, string>> NamesAsync(IReadOnlyList<VisibilityEntry> entries, CancellationToken ct)
    {
        var people = entries.Where(e => e.Kind == VisibilitySubject.Person).Select(e => new UserId(e.Id)).Distinct().ToList();
        var departments = entries.Where(e => e.Kind == VisibilitySubject.Department).Select(e => new DepartmentId(e.Id)).Distinct().ToList();
        var found = (await db.Users.Where(u => people.Contains(u.Id) && u.Status != UserStatus.Cancelled).Select(u => new { u.Id, u.Name }).ToListAsync(ct)).ToDictionary(u => u.Id.Value, u => u.Name);
        foreach (var d in await db.Departments.Where(d => departments.Contains(d.Id)).Select(d => new { d.Id, d.Name }).ToListAsync(ct)) found[d.Id.Value] = d.Name;
        return found;
    }
}

/// <summary>Deletes a rule; the next nearest one takes its place.</summary>
[Requires(IdentityPermissions.VisibilityManage, Scoping.WholeEnterprise), Audited("visibility.delete")]
internal sealed record DeleteVisibility(Guid Id) : IUseCase<Unit>;

internal sealed class DeleteVisibilityHandler(AppDb db, AuditNotes notes) : IHandler<DeleteVisibility, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DeleteVisibility order, Actor actor, CancellationToken ct)
    {
        if (await db.VisibilityRules.SingleOrDefaultAsync(r => r.Id == order.Id, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("visibility", row.Id.ToString(), null);
        notes.Changed("extent", row.Extent, null);
        db.RemoveRange(await db.VisibilityEntries.Where(e => e.RuleId == row.Id).ToListAsync(ct));
        db.Remove(row);
        return await db.SaveRightsAsync(ct) is { } stale ? stale : Unit.Value;
    }
}

/// <summary>Hides people from everybody's contacts, or shows them again.</summary>
[Requires(IdentityPermissions.VisibilityManage, Scoping.WholeEnterprise), Audited("visibility.hide")]
internal sealed record HidePeople(IReadOnlyList<UserId> People, bool Hidden) : IUseCase<int>;

internal sealed class HidePeopleHandler(AppDb db, AuditNotes notes, TimeProvider time) : IHandler<HidePeople, int>
{
    /// <summary>Answers how many changed.</summary>
    public async Task<Result<int>> HandleAsync(HidePeople order, Actor actor, CancellationToken ct)
    {
        var ids = order.People.Distinct().Take(500).ToList();
        var people = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id) && u.Status != UserStatus.Cancelled).ToListAsync(ct);
        if (people.Count < ids.Count) return CommonErrors.NotFound;
        var hidden = await db.HiddenPeople.Where(h => ids.Contains(h.UserId)).ToListAsync(ct);
        notes.On("users", people.Count == 1 ? people[0].Id.ToString() : "", string.Join(", ", people.Select(p => p.Name).Take(20)));
        var changed = people.Where(p => hidden.Any(h => h.UserId == p.Id) != order.Hidden).ToList();
        foreach (var person in changed) notes.Changed($"{person.Name}: hidden", !order.Hidden, order.Hidden);
        if (order.Hidden) db.HiddenPeople.AddRange(changed.Select(p => new HiddenPersonRow { UserId = p.Id, At = time.GetUtcNow() }));
        else db.RemoveRange(hidden);
        return await db.SaveRightsAsync(ct) is { } stale ? stale : changed.Count;
    }
}

/// <summary>The contacts as somebody else sees them.</summary>
[Requires(IdentityPermissions.VisibilityRead, Scoping.WholeEnterprise)]
internal sealed record PreviewVisibility(UserId As, string Query, PageRequest Page) : IUseCase<VisibilityPreview>;

/// <summary>What they see.</summary>
/// <param name="Name">Who.</param>
/// <param name="Rule">Subject of the rule that governs them; null when none does.</param>
/// <param name="Extent">What it lets them see.</param>
/// <param name="Seen">How many people they see in all.</param>
/// <param name="All">How many there are.</param>
/// <param name="People">Those found.</param>
internal sealed record VisibilityPreview(string Name, VisibilityName? Rule, VisibilityExtent Extent, int Seen, int All, PageOf<Person> People);

internal sealed class PreviewVisibilityHandler(AppDb db, RightsReader rights, ContactVisibility visibility, Users.PeopleQuery list) : IHandler<PreviewVisibility, VisibilityPreview>
{
    public async Task<Result<VisibilityPreview>> HandleAsync(PreviewVisibility order, Actor actor, CancellationToken ct)
    {
        if (await rights.ReadAsync(actor.Tenant, order.As, ct) is not { Actor: var person }) return CommonErrors.NotFound.On(nameof(order.As));
        var path = await visibility.PathAsync(order.As, ct);
        var governing = await visibility.GoverningAsync(order.As, path, ct);
        // The same query by which the directory answers the person.
        var found = await new PeopleDirectory(db, new CurrentActor { Actor = person }, visibility, list).FindAsync(order.Query, order.Page, ct);
        var seen = await new PeopleDirectory(db, new CurrentActor { Actor = person }, visibility, list).FindAsync("", new PageRequest(1, 1), ct);
        var all = await new PeopleDirectory(db, new CurrentActor { Actor = Actor.System(actor.Tenant) }, visibility, list).FindAsync("", new PageRequest(1, 1), ct);
        return new VisibilityPreview(person.Name, governing is null ? null : await NameAsync(governing, ct), governing?.Extent ?? VisibilityExtent.Everybody, seen.Total, all.Total, found);
    }

    private async Task<VisibilityName> NameAsync(VisibilityRuleRow rule, CancellationToken ct)
    {
        var (user, department) = (new UserId(rule.SubjectId), new DepartmentId(rule.SubjectId));
        var name = rule.Subject switch
        {
            VisibilitySubject.Person => await db.Users.Where(u => u.Id == user).Select(u => u.Name).SingleOrDefaultAsync(ct),
            VisibilitySubject.Department => await db.Departments.Where(d => d.Id == department).Select(d => d.Name).SingleOrDefaultAsync(ct),
            _ => Texts.vis_everybody,
        };
        return new VisibilityName(rule.Subject, rule.SubjectId, name ?? Texts.vis_gone);
    }
}

/// <summary>People to choose for rules; the first 20 that fit.</summary>
[Requires(IdentityPermissions.VisibilityRead, Scoping.WholeEnterprise)]
internal sealed record FindVisibilityPeople(string Query) : IUseCase<IReadOnlyList<VisibilityName>>;

internal sealed class FindVisibilityPeopleHandler(ManagementScope scope) : IHandler<FindVisibilityPeople, IReadOnlyList<VisibilityName>>
{
    public async Task<Result<IReadOnlyList<VisibilityName>>> HandleAsync(FindVisibilityPeople order, Actor actor, CancellationToken ct) =>
        (await scope.Users(actor).AsNoTracking().Matching(order.Query, actor.Holds(IdentityPermissions.UsersEmail), actor.Holds(IdentityPermissions.UsersPhone)).OrderBy(u => u.Name).ThenBy(u => u.Id).Take(20).Select(u => new { u.Id, u.Name }).ToListAsync(ct))
            .Select(u => new VisibilityName(VisibilitySubject.Person, u.Id.Value, u.Name)).ToList();
}

/// <summary>Departments to choose for rules, in order of the tree.</summary>
[Requires(IdentityPermissions.VisibilityRead, Scoping.WholeEnterprise)]
internal sealed record ListVisibilityDepartments : IUseCase<Department[]>;

internal sealed class ListVisibilityDepartmentsHandler(IDirectory directory) : IHandler<ListVisibilityDepartments, Department[]>
{
    public async Task<Result<Department[]>> HandleAsync(ListVisibilityDepartments order, Actor actor, CancellationToken ct) => (await directory.DepartmentsAsync(ct)).ToArray();
}
