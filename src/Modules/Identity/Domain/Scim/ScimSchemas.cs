using System.Text.Json.Nodes;

namespace Huitang.Identity.Domain.Scim;

/// <summary>An attribute as RFC 7643 describes it.</summary>
internal sealed record ScimAttribute(string Name, string Description)
{
    public string Type { get; init; } = "string";

    public bool Multi { get; init; }

    public bool Required { get; init; }

    public bool CaseExact { get; init; }

    public string Mutability { get; init; } = "readWrite";

    public string Returned { get; init; } = "default";

    public string Uniqueness { get; init; } = "none";

    public string[] Canonical { get; init; } = [];

    public string[] References { get; init; } = [];

    public ScimAttribute[] Sub { get; init; } = [];

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = Name, ["type"] = Type, ["multiValued"] = Multi, ["description"] = Description, ["required"] = Required, ["caseExact"] = CaseExact, ["mutability"] = Mutability,
            ["returned"] = Returned, ["uniqueness"] = Uniqueness,
        };
        if (Canonical.Length > 0) json["canonicalValues"] = new JsonArray([.. Canonical.Select(c => (JsonNode)c)]);
        if (References.Length > 0) json["referenceTypes"] = new JsonArray([.. References.Select(r => (JsonNode)r)]);
        if (Sub.Length > 0) json["subAttributes"] = new JsonArray([.. Sub.Select(s => (JsonNode)s.ToJson())]);
        return json;
    }
}

/// <summary>A schema.</summary>
internal sealed record ScimSchema(string Id, string Name, string Description, ScimAttribute[] Attributes)
{
    /// <summary>Attributes of the RFC that we do not keep: taken without complaint, never returned.</summary>
    public IReadOnlySet<string> Ignored { get; init; } = new HashSet<string>();

    public ScimAttribute? Find(string name) => Attributes.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A type of resource: its own schema and its extension.</summary>
internal sealed record ScimType(string Name, string Endpoint, string Description, ScimSchema Core, ScimSchema Extension)
{
    /// <summary>The schema a path names; null when it is none of the type's.</summary>
    public ScimSchema? SchemaOf(AttributePath path) =>
        path.Schema is null || path.Schema.Equals(Core.Id, StringComparison.OrdinalIgnoreCase) ? Core : path.Schema.Equals(Extension.Id, StringComparison.OrdinalIgnoreCase) ? Extension : null;
}

/// <summary>What this server knows.</summary>
internal static class ScimSchemas
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";

    /// <summary>Ours: the department above.</summary>
    public const string Department = "urn:huitang:params:scim:schemas:extension:2.0:Department";

    public const string ListResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    public const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    public const string SearchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    public const string Error = "urn:ietf:params:scim:api:messages:2.0:Error";

    private const string Complex = "complex";
    private const string ReadOnly = "readOnly";

    private static readonly ScimAttribute External = new("externalId", "Identifier of the resource as defined by the provisioning client.") { CaseExact = true };
    private static readonly ScimAttribute Id = new("id", "Unique identifier of the resource.") { CaseExact = true, Mutability = ReadOnly, Returned = "always", Uniqueness = "server" };
    private static readonly ScimAttribute Meta = new("meta", "Metadata.") { Type = Complex, Mutability = ReadOnly };
    private static readonly ScimAttribute Schemas = new("schemas", "Schemas of the resource.") { Multi = true, Returned = "always" };

    public static readonly ScimType Users = new("User", "/Users", "User account",
        new(User, "User", "User account",
        [
            new("userName", "UserID by which the person signs in; 1-40 visible ASCII characters. Never changes.") { Required = true, Mutability = "immutable", Uniqueness = "server" },
            new("name", "The person's name. What is shown is formatted, or else put together of family and given name.")
            {
                Type = Complex, Sub = [new("formatted", "The full name; the same as displayName."), new("familyName", "Family name; makes the full name where none is given."), new("givenName", "Given name; makes the full name where none is given.")],
            },
            new("displayName", "The name shown; 1-60 characters."),
            new("title", "Position."),
            new("preferredLanguage", "Language of pages and mails.") { Canonical = ["zh-CN", "en-US"] },
            new("active", "Whether the account may be used. Setting it to false ends sessions and running participations.") { Type = "boolean" },
            new("emails", "E-mail address. One is kept: the primary one, else that of type work, else the first.")
            {
                Type = Complex, Multi = true, Sub = [new("value", "Address.") { Uniqueness = "server" }, new("type", "Always work.") { Canonical = ["work"] }, new("primary", "Always true.") { Type = "boolean" }],
            },
            new("phoneNumbers", "Mobile number. One is kept: that of type mobile, else the primary one, else the first.")
            {
                Type = Complex, Multi = true, Sub = [new("value", "Number.") { Uniqueness = "server" }, new("type", "Always mobile.") { Canonical = ["mobile"] }, new("primary", "Always true.") { Type = "boolean" }],
            },
            new("groups", "Departments the person belongs to.")
            {
                Type = Complex, Multi = true, Mutability = ReadOnly,
                Sub = [new("value", "Id of the department.") { Mutability = ReadOnly }, new("$ref", "Its address.") { Type = "reference", References = ["Group"], Mutability = ReadOnly }, new("display", "Its name.") { Mutability = ReadOnly }, new("type", "Always direct.") { Canonical = ["direct"], Mutability = ReadOnly }],
            },
        ])
        { Ignored = Names("nickName", "profileUrl", "userType", "locale", "timezone", "password", "addresses", "ims", "photos", "entitlements", "roles", "x509Certificates") },
        new(Enterprise, "EnterpriseUser", "Enterprise user",
        [
            new("employeeNumber", "Employee number."),
            new("department", "Main department: its name, or names from the top separated by slashes when the name alone is not enough. It must exist."),
        ])
        { Ignored = Names("costCenter", "organization", "division", "manager") });

    public static readonly ScimType Groups = new("Group", "/Groups", "Department",
        new(Group, "Group", "Department",
        [
            new("displayName", "Name of the department; 1-32 characters, unique among its sisters.") { Required = true },
            new("members", "People who belong to it, as main or further department. Departments below are no members; they name it as their parent.")
            {
                Type = Complex, Multi = true,
                Sub = [new("value", "Id of the person.") { Mutability = "immutable" }, new("$ref", "Address of the person.") { Type = "reference", References = ["User"], Mutability = "immutable" }, new("display", "Name.") { Mutability = ReadOnly }, new("type", "Always User.") { Canonical = ["User"], Mutability = "immutable" }],
            },
        ]),
        new(Department, "Department", "Place in the tree of departments",
        [
            new("parent", "The department above; none at the top.")
            {
                Type = Complex, Sub = [new("value", "Id of the department above."), new("$ref", "Its address.") { Type = "reference", References = ["Group"], Mutability = ReadOnly }, new("display", "Its name.") { Mutability = ReadOnly }],
            },
        ]));

    /// <summary>All schemas.</summary>
    public static IReadOnlyList<ScimSchema> All { get; } = [Users.Core, Users.Extension, Groups.Core, Groups.Extension];

    /// <summary>Whether the text is the id of a schema.</summary>
    public static bool IsSchema(string text) => All.Any(s => s.Id.Equals(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The attribute every resource has of this name; null for none.</summary>
    public static ScimAttribute? CommonOf(string name) => new[] { Id, External, Meta, Schemas }.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static HashSet<string> Names(params string[] names) => names.ToHashSet(StringComparer.OrdinalIgnoreCase);
}
