using System.Text.Json.Nodes;
using Huitang.Identity.Domain.Scim;
using Microsoft.AspNetCore.Http;

namespace Huitang.Identity.Features.Scim;

/// <summary>What the door says of itself (RFC 7644, 4).</summary>
internal static class ScimDiscovery
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:";

    public static JsonObject Configuration(Uri root) => PersonJson.Map(
        ("schemas", new JsonArray(Core + "ServiceProviderConfig")),
        ("documentationUri", "https://www.rfc-editor.org/rfc/rfc7644"),
        ("patch", PersonJson.Map(("supported", true))),
        ("bulk", PersonJson.Map(("supported", false), ("maxOperations", 0), ("maxPayloadSize", 0))),
        ("filter", PersonJson.Map(("supported", true), ("maxResults", ScimQuery.Most))),
        ("changePassword", PersonJson.Map(("supported", false))),
        ("sort", PersonJson.Map(("supported", true))),
        ("etag", PersonJson.Map(("supported", true))),
        ("authenticationSchemes", new JsonArray(PersonJson.Map(
            ("type", "oauthbearertoken"), ("name", "OAuth Bearer Token"), ("description", "A token made in the console under Directory sync (SCIM)."), ("specUri", "https://www.rfc-editor.org/rfc/rfc6750"), ("primary", true)))),
        ("meta", Meta("ServiceProviderConfig", root, "ServiceProviderConfig")));

    public static IEnumerable<JsonObject> Types(Uri root) => new[] { ScimSchemas.Users, ScimSchemas.Groups }.Select(type => PersonJson.Map(
        ("schemas", new JsonArray(Core + "ResourceType")), ("id", type.Name), ("name", type.Name), ("endpoint", type.Endpoint), ("description", type.Description), ("schema", type.Core.Id),
        ("schemaExtensions", new JsonArray(PersonJson.Map(("schema", type.Extension.Id), ("required", false)))), ("meta", Meta("ResourceType", root, "ResourceTypes/" + type.Name))));

    public static IEnumerable<JsonObject> Schemas(Uri root) => ScimSchemas.All.Select(schema => PersonJson.Map(
        ("schemas", new JsonArray(Core + "Schema")), ("id", schema.Id), ("name", schema.Name), ("description", schema.Description),
        ("attributes", new JsonArray([.. schema.Attributes.Select(a => (JsonNode)a.ToJson())])), ("meta", Meta("Schema", root, "Schemas/" + schema.Id))));

    public static IResult List(IEnumerable<JsonObject> all) => all.ToList() is var list ? ScimHttp.List(list, list.Count, 1, new ScimProjection([], [])) : Results.NoContent();

    private static JsonObject Meta(string type, Uri root, string path) => PersonJson.Map(("resourceType", type), ("location", new Uri(root, path).ToString()));
}
