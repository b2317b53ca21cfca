using Huitang.Identity.Access;
using Huitang.Identity.Domain.Scim;

namespace Huitang.Identity.Features.Scim;

/// <summary>What of people and departments can be filtered and ordered by. What an actor may not see has no value to them, so nobody finds out by searching.</summary>
internal sealed class ScimFields(AppDb db, ManagementScope scope)
{
    private static readonly string[] Members = ["value", "type", "primary", "display"];

    /// <summary>Attributes of people.</summary>
    public IReadOnlyDictionary<string, IField<UserRow>> Users(Actor actor)
    {
        var name = new TextField<UserRow>(u => u.Name.ToLower(), narrow: Narrow);
        var departments = scope.Departments(actor);
        var (further, all) = (db.UserDepartments, db.Departments);
        return new Dictionary<string, IField<UserRow>>
        {
            ["id"] = new IdField<UserRow>(id => u => u.Id == new UserId(id)),
            ["externalid"] = new TextField<UserRow>(u => u.ExternalId, exact: true),
            ["schemas"] = new ConstantField<UserRow>(ScimSchemas.User),
            ["meta.resourcetype"] = new ConstantField<UserRow>("User"),
            ["meta.created"] = new MomentField<UserRow>(u => u.CreatedAt),
            ["meta.lastmodified"] = new MomentField<UserRow>(u => u.ChangedAt),
            ["username"] = new TextField<UserRow>(u => u.LoginKey, narrow: Narrow, keyed: true),
            ["displayname"] = name,
            ["name.formatted"] = name,
            ["name.givenname"] = new TextField<UserRow>(u => u.GivenName!.ToLower()),
            ["name.familyname"] = new TextField<UserRow>(u => u.FamilyName!.ToLower()),
            ["title"] = new TextField<UserRow>(u => u.Title!.ToLower()),
            ["preferredlanguage"] = new TextField<UserRow>(u => u.Language.ToLower()),
            ["active"] = new FlagField<UserRow>(u => u.Status != UserStatus.Disabled),
            ["emails"] = actor.Holds(IdentityPermissions.UsersEmail) ? One(ScimSchemas.Users, "work", new TextField<UserRow>(u => u.EmailKey, narrow: Narrow, keyed: true)) : Hidden(),
            ["phonenumbers"] = actor.Holds(IdentityPermissions.UsersPhone) ? One(ScimSchemas.Users, "mobile", new TextField<UserRow>(u => u.Phone)) : Hidden(),
            ["groups"] = new ManyField<UserRow, DepartmentRow>(ScimSchemas.Groups, Parts(), fits =>
            {
                var fit = departments.Where(fits).Select(d => d.Id);
                return u => (u.DepartmentId != null && fit.Contains(u.DepartmentId.Value)) || further.Any(m => m.UserId == u.Id && fit.Contains(m.DepartmentId));
            }),
            ["+employeenumber"] = new TextField<UserRow>(u => u.EmployeeNumber!.ToLower(), narrow: Narrow),
            ["+department"] = new TextField<UserRow>(u => all.Where(d => d.Id == u.DepartmentId).Select(d => d.Name.ToLower()).FirstOrDefault()),
        };
    }

    /// <summary>Attributes of departments.</summary>
    public IReadOnlyDictionary<string, IField<DepartmentRow>> Groups(Actor actor)
    {
        var people = scope.Users(actor);
        var further = db.UserDepartments;
        var above = scope.Departments(actor);
        return new Dictionary<string, IField<DepartmentRow>>
        {
            ["id"] = new IdField<DepartmentRow>(id => d => d.Id == new DepartmentId(id)),
            ["externalid"] = new TextField<DepartmentRow>(d => d.ExternalId, exact: true),
            ["schemas"] = new ConstantField<DepartmentRow>(ScimSchemas.Group),
            ["meta.resourcetype"] = new ConstantField<DepartmentRow>("Group"),
            ["meta.lastmodified"] = new MomentField<DepartmentRow>(d => d.ChangedAt),
            ["displayname"] = new TextField<DepartmentRow>(d => d.Name.ToLower()),
            ["members"] = new ManyField<DepartmentRow, UserRow>(ScimSchemas.Users, new Dictionary<string, IField<UserRow>>
            {
                ["value"] = new IdField<UserRow>(id => u => u.Id == new UserId(id)), ["display"] = new TextField<UserRow>(u => u.Name.ToLower(), narrow: Narrow), ["type"] = new ConstantField<UserRow>("User"),
            }, fits =>
            {
                var fit = people.Where(fits);
                return d => fit.Any(u => u.DepartmentId == d.Id || further.Any(m => m.UserId == u.Id && m.DepartmentId == d.Id));
            }),
            ["+parent"] = new ManyField<DepartmentRow, DepartmentRow>(ScimSchemas.Groups, Parts(), fits =>
            {
                var fit = above.Where(fits).Select(p => (DepartmentId?)p.Id);
                return d => fit.Contains(d.ParentId);
            }),
        };
    }

    /// <summary>People in the order of an attribute, then as they were made; null when there is no such order.</summary>
    /// <param name="users">The people.</param>
    /// <param name="by">Attribute; null for the order in which they were made.</param>
    /// <param name="down">Whether the order is turned round.</param>
    /// <param name="few">Whether they are few among many: an order by an expression keeps the planner from walking an index of everybody in search of them.</param>
    public static IQueryable<UserRow>? Order(IQueryable<UserRow> users, string? by, bool down, bool few = false)
    {
        if (by is null) return (few, down) switch
        {
            (true, false) => users.OrderBy(u => u.Ordinal + 0),
            (true, true) => users.OrderByDescending(u => u.Ordinal + 0),
            (false, false) => users.OrderBy(u => u.Ordinal),
            (false, true) => users.OrderByDescending(u => u.Ordinal),
        };
        var key = FilterParser.Attribute(by) is { } path ? FilterQuery<UserRow>.KeyOf(ScimSchemas.Users, path) : null;
        IOrderedQueryable<UserRow>? ordered = key switch
        {
            "username" when few => down ? users.OrderByDescending(u => u.LoginKey + "") : users.OrderBy(u => u.LoginKey + ""),
            "displayname" or "name.formatted" or "name" when few => down ? users.OrderByDescending(u => u.NameSort + "") : users.OrderBy(u => u.NameSort + ""),
            "+employeenumber" when few => down ? users.OrderByDescending(u => u.NumberSort + "") : users.OrderBy(u => u.NumberSort + ""),
            "id" or "meta.created" => down ? users.OrderByDescending(u => u.CreatedAt) : users.OrderBy(u => u.CreatedAt),
            "meta.lastmodified" => down ? users.OrderByDescending(u => u.ChangedAt) : users.OrderBy(u => u.ChangedAt),
            "username" => down ? users.OrderByDescending(u => u.LoginKey) : users.OrderBy(u => u.LoginKey),
            "displayname" or "name.formatted" or "name" => down ? users.OrderByDescending(u => u.NameSort) : users.OrderBy(u => u.NameSort),
            "title" => down ? users.OrderByDescending(u => u.Title) : users.OrderBy(u => u.Title),
            "externalid" => down ? users.OrderByDescending(u => u.ExternalId) : users.OrderBy(u => u.ExternalId),
            "active" => down ? users.OrderByDescending(u => u.Status != UserStatus.Disabled) : users.OrderBy(u => u.Status != UserStatus.Disabled),
            "+employeenumber" => down ? users.OrderByDescending(u => u.NumberSort) : users.OrderBy(u => u.NumberSort),
            _ => null,
        };
        // Ids grow with time, and end the indexes of these orders.
        return ordered?.ThenBy(u => u.Id);
    }

    /// <summary>Departments in the order of an attribute, then by id; null when there is no such order.</summary>
    public static IQueryable<DepartmentRow>? Order(IQueryable<DepartmentRow> departments, string? by, bool down)
    {
        var key = by is null ? "id" : FilterParser.Attribute(by) is { } path ? FilterQuery<DepartmentRow>.KeyOf(ScimSchemas.Groups, path) : null;
        IOrderedQueryable<DepartmentRow>? ordered = key switch
        {
            "id" => down ? departments.OrderByDescending(d => d.Id) : departments.OrderBy(d => d.Id),
            "meta.lastmodified" => down ? departments.OrderByDescending(d => d.ChangedAt) : departments.OrderBy(d => d.ChangedAt),
            "displayname" => down ? departments.OrderByDescending(d => d.Name) : departments.OrderBy(d => d.Name),
            "externalid" => down ? departments.OrderByDescending(d => d.ExternalId) : departments.OrderBy(d => d.ExternalId),
            _ => null,
        };
        return ordered?.ThenBy(d => d.Id);
    }

    // The index of pairs of characters answers what the text itself then decides.
    private static System.Linq.Expressions.Expression<Func<UserRow, bool>>? Narrow(string text)
    {
        var grams = SearchText.GramsOf(SearchText.Fold(text));
        if (grams.Length == 0) return null;
        return u => grams.All(g => u.Grams.Contains(g));
    }

    private static ManyField<UserRow, UserRow> One(ScimType type, string kind, TextField<UserRow> value) => new(
        type, new Dictionary<string, IField<UserRow>> { ["value"] = value, ["type"] = new ConstantField<UserRow>(kind), ["primary"] = new ConstantField<UserRow>("true"), ["display"] = NoField<UserRow>.Only }, fits => Conditions.And(value.Present, fits));

    private static ManyField<UserRow, UserRow> Hidden() => new(
        ScimSchemas.Users, Members.ToDictionary(p => p, _ => (IField<UserRow>)NoField<UserRow>.Only), _ => _ => false);

    private static Dictionary<string, IField<DepartmentRow>> Parts() => new()
    {
        ["value"] = new IdField<DepartmentRow>(id => d => d.Id == new DepartmentId(id)), ["display"] = new TextField<DepartmentRow>(d => d.Name.ToLower()), ["type"] = new ConstantField<DepartmentRow>("direct"),
    };
}
