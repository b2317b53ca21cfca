using System.Text.Json.Nodes;
using Huitang.Identity.Domain.Scim;

namespace Huitang.Identity.Features.Scim;

/// <summary>A person as a directory wants one to be.</summary>
internal sealed record PersonDraft(string Login, string Name)
{
    public string? ExternalId { get; init; }

    public string? GivenName { get; init; }

    public string? FamilyName { get; init; }

    public string? Title { get; init; }

    public string Language { get; init; } = "zh-CN";

    public bool Active { get; init; } = true;

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? EmployeeNumber { get; init; }

    public string? Department { get; init; }
}

/// <summary>People to and from JSON.</summary>
internal static class PersonJson
{
    /// <summary>The resource.</summary>
    public static JsonObject Write(ScimPerson person, Uri root)
    {
        var json = ScimJson.New();
        json["schemas"] = new JsonArray(ScimSchemas.User, ScimSchemas.Enterprise);
        json["id"] = person.Id.ToString();
        Put(json, "externalId", person.ExternalId);
        json["userName"] = person.Login;
        var name = Map(("formatted", person.Name));
        Put(name, "familyName", person.FamilyName);
        Put(name, "givenName", person.GivenName);
        json["name"] = name;
        json["displayName"] = person.Name;
        Put(json, "title", person.Title);
        json["preferredLanguage"] = person.Language;
        json["active"] = person.Active;
        if (person.Email is { } email) json["emails"] = new JsonArray(Map(("value", email), ("type", "work"), ("primary", true)));
        if (person.Phone is { } phone) json["phoneNumbers"] = new JsonArray(Map(("value", phone), ("type", "mobile"), ("primary", true)));
        if (person.Groups.Count > 0) json["groups"] = new JsonArray([.. person.Groups.Select(g => (JsonNode)Map(("value", g.Id.ToString()), ("$ref", new Uri(root, "Groups/" + g.Id).ToString()), ("display", g.Name), ("type", "direct")))]);
        var enterprise = ScimJson.New();
        Put(enterprise, "employeeNumber", person.EmployeeNumber);
        Put(enterprise, "department", person.Department);
        if (enterprise.Count > 0) json[ScimSchemas.Enterprise] = enterprise;
        json["meta"] = Map(("resourceType", "User"), ("created", Moment(person.CreatedAt)), ("lastModified", Moment(person.ChangedAt)), ("location", new Uri(root, "Users/" + person.Id).ToString()), ("version", TagOf(person)));
        return json;
    }

    /// <summary>The version as an ETag.</summary>
    public static string TagOf(ScimPerson person) => $"W/\"{person.Version}\"";

    /// <summary>What the JSON asks for.</summary>
    /// <param name="json">The resource as it is to be.</param>
    /// <param name="before">The resource as it is: what of it was changed is what counts, where two attributes say the same. Null for a new one.</param>
    public static Result<PersonDraft> Read(JsonObject json, PersonDraft? before)
    {
        if (Text(json, "userName") is not { Value: { Length: > 0 } login }) return ScimErrors.InvalidValue.With("userName");
        var name = NameOf(json, before, login);
        if (name.Value is not { } called) return name.Error!;
        var parts = json["name"] as JsonObject;
        var (email, phone) = (One(json, "emails", "work", primaryFirst: true), One(json, "phoneNumbers", "mobile", primaryFirst: false));
        var language = Text(json, "preferredLanguage");
        var enterprise = json[ScimSchemas.Enterprise] as JsonObject ?? ScimJson.New();
        var (external, title, number, department) = (Text(json, "externalId"), Text(json, "title"), Text(enterprise, "employeeNumber"), Text(enterprise, "department"));
        if ((email.Error ?? phone.Error ?? language.Error ?? external.Error ?? title.Error ?? number.Error ?? department.Error) is { } wrong) return wrong;
        var active = json["active"] is { } said ? ScimJson.Flag(said) : before?.Active ?? true;
        if (active is not { } usable) return ScimErrors.InvalidValue.With("active");
        return new PersonDraft(login!, called)
        {
            GivenName = Blank(ScimJson.Text(parts?["givenName"])), FamilyName = Blank(ScimJson.Text(parts?["familyName"])), ExternalId = Blank(external.Value), Title = Blank(title.Value), Active = usable, Email = Blank(email.Value), Phone = Blank(phone.Value) is { } tel && tel.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? tel[4..] : Blank(phone.Value),
            EmployeeNumber = Blank(number.Value), Department = Blank(department.Value),
            Language = Blank(language.Value) is { } l ? l.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? "en-US" : "zh-CN" : before?.Language ?? "zh-CN",
        };
    }

    private static Result<string> NameOf(JsonObject json, PersonDraft? before, string login)
    {
        if (json["name"] is { } node and not JsonObject) return ScimErrors.InvalidValue.With("name");
        var parts = json["name"] as JsonObject ?? ScimJson.New();
        var (shown, formatted, given, family) = (Text(json, "displayName"), Text(parts, "formatted"), Text(parts, "givenName"), Text(parts, "familyName"));
        if ((shown.Error ?? formatted.Error ?? given.Error ?? family.Error) is { } wrong) return wrong;
        var composed = Compose(Blank(given.Value), Blank(family.Value));
        string?[] said = [Blank(shown.Value), Blank(formatted.Value)];
        // Of what says the same thing, what differs from before was meant. Parts count only where nothing says the whole or the whole was made of them, or names would go to and fro.
        var meant = said.FirstOrDefault(s => s is not null && s != before?.Name) ?? (before is not null && before.Name == Compose(before.GivenName, before.FamilyName) ? composed : null) ?? said.FirstOrDefault(s => s is not null) ?? composed ?? (before is null ? login : null);
        return meant is null ? ScimErrors.InvalidValue.With("displayName") : meant;
    }

    private static string? Compose(string? given, string? family) => given is null || family is null ? given ?? family : Joined(family) && Joined(given) ? family + given : $"{given} {family}";

    // Chinese names stand together.
    private static bool Joined(string part) => part[0] >= 0x2E80;

    // Of several addresses one is kept.
    private static Result<string?> One(JsonObject json, string name, string type, bool primaryFirst)
    {
        var values = new List<(string Value, bool Primary, bool OfType)>();
        foreach (var node in ScimJson.Many(json[name]))
        {
            if (node is JsonObject map)
            {
                if (map["value"] is not { } inner) continue;
                if (ScimJson.Text(inner) is not { } text) return ScimErrors.InvalidValue.With(name);
                values.Add((text, ScimJson.Flag(map["primary"]) == true, string.Equals(ScimJson.Text(map["type"]), type, StringComparison.OrdinalIgnoreCase)));
            }
            else if (ScimJson.Text(node) is { } plain) values.Add((plain, false, false));
            else return ScimErrors.InvalidValue.With(name);
        }

        return values.OrderByDescending(v => primaryFirst ? v.Primary : v.OfType).ThenByDescending(v => primaryFirst ? v.OfType : v.Primary).Select(v => v.Value).FirstOrDefault();
    }

    private static Result<string?> Text(JsonObject json, string name)
    {
        if (json[name] is not { } node) return default(Result<string?>);
        return ScimJson.Text(node) is { } text ? text.Trim() : ScimErrors.InvalidValue.With(name);
    }

    private static string? Blank(string? text) => AccountRules.Blank(text);

    private static void Put(JsonObject json, string name, string? value)
    {
        if (value is not null) json[name] = value;
    }

    internal static JsonObject Map(params (string Name, JsonNode? Value)[] parts)
    {
        var map = ScimJson.New();
        foreach (var (name, value) in parts) map[name] = value;
        return map;
    }

    internal static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
