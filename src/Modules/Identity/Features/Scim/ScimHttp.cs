using System.Globalization;
using System.Text.Json.Nodes;
using Huitang.Identity.Access;
using Huitang.Identity.Domain.Scim;
using Microsoft.AspNetCore.Http;

namespace Huitang.Identity.Features.Scim;

/// <summary>What every answer of the door shares: the form of refusals, lists and versions.</summary>
internal sealed class ScimHttp(IHttpContextAccessor http, IErrorTexts texts, ISiteAddress site)
{
    /// <summary>Where the door stands.</summary>
    public const string Path = "/scim/v2";

    /// <summary>The media type of SCIM.</summary>
    public const string Media = "application/scim+json";

    /// <summary>Longest body, in bytes.</summary>
    public const int MostBytes = 1 << 20;

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("The door is within a request.");

    /// <summary>Address under which resources are named, ending with a slash.</summary>
    public Uri Root => new(site.Base, Path[1..] + "/");

    /// <summary>Who asks.</summary>
    public ServiceCaller Caller => Context.Features.Get<ServiceCaller>()!;

    /// <summary>A refusal as RFC 7644, 3.12 wants it.</summary>
    public IResult Refuse(Error error)
    {
        var status = ScimErrors.StatusOf(error);
        var json = ScimJson.New();
        json["schemas"] = new JsonArray(ScimSchemas.Error);
        json["status"] = status.ToString(CultureInfo.InvariantCulture);
        if (ScimErrors.TypeOf(error) is { } type) json["scimType"] = type;
        json["detail"] = texts.For(error);
        return Json(json, status);
    }

    /// <summary>An answer.</summary>
    public static IResult Json(JsonNode json, int status = 200) => Results.Text(json.ToJsonString(), Media, System.Text.Encoding.UTF8, status);

    /// <summary>A resource with its version and, when it is new, its address; 304 when the client has it.</summary>
    public IResult Resource(JsonObject json, string tag, ScimProjection projection, int status = 200)
    {
        Context.Response.Headers.ETag = tag;
        if (json["meta"]?["location"] is { } location)
        {
            if (status == 201) Context.Response.Headers.Location = (string?)location;
            else Context.Response.Headers.ContentLocation = (string?)location;
        }

        if (HttpMethods.IsGet(Context.Request.Method) && Matches(Context.Request.Headers.IfNoneMatch.ToString(), tag)) return Results.StatusCode(304);
        return Json(projection.Of(json), status);
    }

    /// <summary>Nothing to tell but the version.</summary>
    public IResult Nothing(string? tag = null)
    {
        if (tag is not null) Context.Response.Headers.ETag = tag;
        return Results.NoContent();
    }

    /// <summary>A list.</summary>
    public static IResult List(IEnumerable<JsonObject> resources, int total, int start, ScimProjection projection)
    {
        var list = new JsonArray([.. resources.Select(r => (JsonNode)projection.Of(r))]);
        var json = ScimJson.New();
        json["schemas"] = new JsonArray(ScimSchemas.ListResponse);
        json["totalResults"] = total;
        json["startIndex"] = start;
        json["itemsPerPage"] = list.Count;
        json["Resources"] = list;
        return Json(json);
    }

    /// <summary>Whether the resource has another version than the client wants to change.</summary>
    public bool Stale(string tag) => Context.Request.Headers.IfMatch.ToString() is { Length: > 0 } wanted && !Matches(wanted, tag);

    /// <summary>Whether the client named a version.</summary>
    public bool Conditional => Context.Request.Headers.IfMatch.Count > 0;

    /// <summary>The object in the body.</summary>
    public async Task<Result<JsonObject>> BodyAsync(CancellationToken ct)
    {
        var request = Context.Request;
        if (request.ContentLength > MostBytes) return TooLarge;
        using var body = new MemoryStream();
        var block = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(block, ct)) > 0;)
        {
            if (body.Length + read > MostBytes) return TooLarge;
            body.Write(block, 0, read);
        }

        return ScimJson.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static Error TooLarge => ScimErrors.TooLarge.With((MostBytes / 1024).ToString(CultureInfo.InvariantCulture));

    // Weak comparison: ours are all weak.
    private static bool Matches(string header, string tag) => header.Split(',').Select(t => t.Trim()).Any(t => t == "*" || Bare(t) == Bare(tag));

    private static string Bare(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}

/// <summary>Which attributes an answer has (RFC 7644, 3.9).</summary>
internal sealed class ScimProjection
{
    private static readonly string[] Always = ["schemas", "id"];

    private readonly List<AttributePath> _only = [];
    private readonly List<AttributePath> _without = [];

    public ScimProjection(IEnumerable<string> only, IEnumerable<string> without)
    {
        _only.AddRange(Paths(only));
        _without.AddRange(Paths(without));
    }

    /// <summary>The parameters of an address.</summary>
    public static ScimProjection Of(IQueryCollection query) => new(query["attributes"].ToString().Split(','), query["excludedAttributes"].ToString().Split(','));

    /// <summary>Whether certain attributes were asked for.</summary>
    public bool Chosen => _only.Count > 0;

    /// <summary>Whether the answer has the attribute.</summary>
    public bool Has(string name) => Chosen ? _only.Exists(p => Same(p.Name, name)) : !_without.Exists(p => p.Sub is null && Same(p.Name, name));

    /// <summary>The resource with these attributes; its schemas and id always.</summary>
    public JsonObject Of(JsonObject resource)
    {
        if (Chosen)
        {
            var kept = ScimJson.New();
            foreach (var name in Always.Where(resource.ContainsKey)) kept[name] = ScimJson.Copy(resource[name]);
            foreach (var path in _only)
            {
                var (from, into) = (resource, kept);
                if (path.Schema is { } schema && resource[schema] is JsonObject extension)
                {
                    if (path.Name.Length == 0)
                    {
                        kept[schema] = ScimJson.Copy(extension);
                        continue;
                    }

                    if (kept[schema] is not JsonObject there) kept[schema] = there = ScimJson.New();
                    (from, into) = (extension, there);
                }

                if (from[path.Name] is not { } value) continue;
                if (path.Sub is null) into[path.Name] = ScimJson.Copy(value);
                else if (into[path.Name] is { } before) Merge(before, value, path.Sub);
                else Merge(into[path.Name] = value is JsonArray list ? new JsonArray([.. list.Select(_ => (JsonNode)ScimJson.New())]) : ScimJson.New(), value, path.Sub);
            }

            return kept;
        }

        foreach (var path in _without.Where(p => p.Name.Length == 0 || !(Same(p.Name, "id") || Same(p.Name, "schemas"))))
        {
            if (path.Schema is { } schema && path.Name.Length == 0)
            {
                resource.Remove(schema);
                continue;
            }

            var from = path.Schema is { } of && resource[of] is JsonObject extension ? extension : resource;
            if (path.Sub is null) from.Remove(path.Name);
            else foreach (var map in ScimJson.Many(from[path.Name]).OfType<JsonObject>()) map.Remove(path.Sub);
        }

        return resource;
    }

    private static void Merge(JsonNode into, JsonNode from, string sub)
    {
        foreach (var (to, of) in ScimJson.Many(into).Zip(ScimJson.Many(from)))
            if (to is JsonObject map && of is JsonObject source && source[sub] is { } value) map[sub] = ScimJson.Copy(value);
    }

    private static IEnumerable<AttributePath> Paths(IEnumerable<string> names) => names.Select(n => n.Trim()).Where(n => n.Length > 0).Take(200).Select(FilterParser.Attribute).OfType<AttributePath>();

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
