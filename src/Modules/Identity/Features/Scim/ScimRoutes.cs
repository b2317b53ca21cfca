using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Huitang.Identity.Access;
using Huitang.Identity.Domain.Scim;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Identity.Features.Scim;

/// <summary>The door for directories: SCIM 2.0 (RFC 7643, 7644) under a token.</summary>
internal static class ScimRoutes
{
    public static void MapScim(this IEndpointRouteBuilder routes)
    {
        var scim = routes.MapGroup(ScimHttp.Path).ExcludeFromDescription().DisableAntiforgery().AddEndpointFilter<ScimDoor>();
        scim.MapGet("/ServiceProviderConfig", (ScimHttp answers) => ScimHttp.Json(ScimDiscovery.Configuration(answers.Root)));
        scim.MapGet("/ResourceTypes", (ScimHttp answers) => ScimDiscovery.List(ScimDiscovery.Types(answers.Root)));
        scim.MapGet("/ResourceTypes/{id}", (string id, ScimHttp answers) => One(answers, ScimDiscovery.Types(answers.Root), id));
        scim.MapGet("/Schemas", (ScimHttp answers) => ScimDiscovery.List(ScimDiscovery.Schemas(answers.Root)));
        scim.MapGet("/Schemas/{id}", (string id, ScimHttp answers) => One(answers, ScimDiscovery.Schemas(answers.Root), id));

        scim.MapGet("/Users", (HttpContext http, ScimUsers users, ScimHttp answers, CancellationToken ct) => QueryAsync(http.Request.Query, answers, (q, p) => users.ListAsync(q, p, ct)));
        scim.MapPost("/Users", (HttpContext http, ScimUsers users, ScimHttp answers, CancellationToken ct) => BodyAsync(answers, body => users.CreateAsync(body, ScimProjection.Of(http.Request.Query), ct), ct));
        scim.MapPost("/Users/.search", (ScimUsers users, ScimHttp answers, CancellationToken ct) => SearchAsync(answers, (q, p) => users.ListAsync(q, p, ct), ct));
        scim.MapGet("/Users/{id}", (string id, HttpContext http, ScimUsers users, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => users.GetAsync(one, ScimProjection.Of(http.Request.Query), ct)));
        scim.MapPut("/Users/{id}", (string id, HttpContext http, ScimUsers users, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => BodyAsync(answers, body => users.ReplaceAsync(one, body, ScimProjection.Of(http.Request.Query), ct), ct)));
        scim.MapPatch("/Users/{id}", (string id, HttpContext http, ScimUsers users, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => BodyAsync(answers, body => users.PatchAsync(one, body, ScimProjection.Of(http.Request.Query), ct), ct)));
        scim.MapDelete("/Users/{id}", (string id, ScimUsers users, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => users.DeleteAsync(one, ct)));

        scim.MapGet("/Groups", (HttpContext http, ScimGroups groups, ScimHttp answers, CancellationToken ct) => QueryAsync(http.Request.Query, answers, (q, p) => groups.ListAsync(q, p, ct)));
        scim.MapPost("/Groups", (HttpContext http, ScimGroups groups, ScimHttp answers, CancellationToken ct) => BodyAsync(answers, body => groups.CreateAsync(body, ScimProjection.Of(http.Request.Query), ct), ct));
        scim.MapPost("/Groups/.search", (ScimGroups groups, ScimHttp answers, CancellationToken ct) => SearchAsync(answers, (q, p) => groups.ListAsync(q, p, ct), ct));
        scim.MapGet("/Groups/{id}", (string id, HttpContext http, ScimGroups groups, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => groups.GetAsync(one, ScimProjection.Of(http.Request.Query), ct)));
        scim.MapPut("/Groups/{id}", (string id, HttpContext http, ScimGroups groups, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => BodyAsync(answers, body => groups.ReplaceAsync(one, body, ScimProjection.Of(http.Request.Query), ct), ct)));
        scim.MapPatch("/Groups/{id}", (string id, HttpContext http, ScimGroups groups, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => BodyAsync(answers, body => groups.PatchAsync(one, body, ScimProjection.Of(http.Request.Query), ct), ct)));
        scim.MapDelete("/Groups/{id}", (string id, ScimGroups groups, ScimHttp answers, CancellationToken ct) => OnAsync(id, answers, one => groups.DeleteAsync(one, ct)));

        scim.MapPost("/.search", (ScimBoth both, ScimHttp answers, CancellationToken ct) => SearchAsync(answers, (q, p) => both.ListAsync(q, p, ct), ct));
        // What an address does not know is told with what it knows, in the form of all refusals.
        foreach (var (path, methods) in new[]
        {
            ("/Users", "GET, POST"), ("/Groups", "GET, POST"), ("/Users/{id}", "GET, PUT, PATCH, DELETE"), ("/Groups/{id}", "GET, PUT, PATCH, DELETE"), ("/Users/.search", "POST"), ("/Groups/.search", "POST"), ("/.search", "POST"),
            ("/ServiceProviderConfig", "GET"), ("/ResourceTypes", "GET"), ("/ResourceTypes/{id}", "GET"), ("/Schemas", "GET"), ("/Schemas/{id}", "GET"),
        }) scim.Map(path, (HttpContext http, ScimHttp answers) => NotAllowed(http, answers, methods));
        scim.Map("/Bulk", (ScimHttp answers) => answers.Refuse(ScimErrors.Unsupported));
        scim.Map("/Me", (ScimHttp answers) => answers.Refuse(ScimErrors.Unsupported));
        scim.Map("/{**rest}", (ScimHttp answers) => answers.Refuse(CommonErrors.NotFound));
    }

    private static IResult NotAllowed(HttpContext http, ScimHttp answers, string methods)
    {
        http.Response.Headers.Allow = methods;
        return answers.Refuse(ScimErrors.Method);
    }

    private static IResult One(ScimHttp answers, IEnumerable<JsonObject> all, string id) =>
        all.FirstOrDefault(a => string.Equals((string?)a["id"], id, StringComparison.OrdinalIgnoreCase)) is { } found ? ScimHttp.Json(found) : answers.Refuse(CommonErrors.NotFound);

    private static async Task<IResult> OnAsync(string id, ScimHttp answers, Func<Guid, Task<IResult>> act) => Guid.TryParse(id, out var one) ? await act(one) : answers.Refuse(CommonErrors.NotFound);

    private static async Task<IResult> BodyAsync(ScimHttp answers, Func<JsonObject, Task<IResult>> act, CancellationToken ct)
    {
        var body = await answers.BodyAsync(ct);
        return body.Value is { } json ? await act(json) : answers.Refuse(body.Error!);
    }

    private static async Task<IResult> QueryAsync(IQueryCollection query, ScimHttp answers, Func<ScimQuery, ScimProjection, Task<IResult>> act)
    {
        var (start, count) = (query["startIndex"].ToString(), query["count"].ToString());
        int? first = 1, many = ScimQuery.Default;
        if (start.Length > 0) first = Number(start);
        if (count.Length > 0) many = Number(count);
        return await RunAsync(query["filter"], query["sortBy"], query["sortOrder"], first, many, ScimProjection.Of(query), answers, act);
    }

    private static Task<IResult> SearchAsync(ScimHttp answers, Func<ScimQuery, ScimProjection, Task<IResult>> act, CancellationToken ct) => BodyAsync(answers, json =>
    {
        int? first = 1, many = ScimQuery.Default;
        if (json["startIndex"] is { } start) first = Number(start.ToString());
        if (json["count"] is { } count) many = Number(count.ToString());
        var projection = new ScimProjection(Names(json["attributes"]), Names(json["excludedAttributes"]));
        return RunAsync(ScimJson.Text(json["filter"]), ScimJson.Text(json["sortBy"]), ScimJson.Text(json["sortOrder"]), first, many, projection, answers, act);
    }, ct);

    private static Task<IResult> RunAsync(string? filter, string? sortBy, string? order, int? start, int? count, ScimProjection projection, ScimHttp answers, Func<ScimQuery, ScimProjection, Task<IResult>> act)
    {
        if (start is not { } first) return Task.FromResult(answers.Refuse(ScimErrors.InvalidValue.With("startIndex")));
        if (count is not { } many) return Task.FromResult(answers.Refuse(ScimErrors.InvalidValue.With("count")));
        // Less than the least is the least, more than the most is the most (RFC 7644, 3.4.2.4).
        return act(new ScimQuery(Blank(filter), Blank(sortBy), string.Equals(order, "descending", StringComparison.OrdinalIgnoreCase), Math.Max(1, first), Math.Clamp(many, 0, ScimQuery.Most)), projection);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<string> Names(JsonNode? node) => ScimJson.Many(node).Select(ScimJson.Text).OfType<string>();

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Lets in who shows a token, as often as is reasonable. Cookies count for nothing here.</summary>
internal sealed class ScimDoor(ServiceTokens tokens, ScimAllowances allowances) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var answers = (ScimHttp)http.RequestServices.GetService(typeof(ScimHttp))!;
        http.Response.Headers.CacheControl = "no-store";
        var ip = RequestFacts.Of(http).Ip ?? "";
        var header = http.Request.Headers.Authorization.ToString();
        var secret = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
        if (await tokens.FindAsync(secret, http.RequestAborted, ip) is not { } caller)
        {
            // Only who is wrong has to wait: others behind the same address are not to be shut out by them.
            if (allowances.Failed(ip) is { } pause) return Later(http, answers, pause);
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return answers.Refuse(ScimErrors.BadToken);
        }

        if (allowances.Take(caller.Token) is { } wait) return Later(http, answers, wait);
        http.Features.Set(caller);
        http.Features.Set(new ServiceDoor(secret, caller.Actor.Tenant));
        return await next(context);
    }

    private static IResult Later(HttpContext http, ScimHttp answers, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return answers.Refuse(CommonErrors.TooMany);
    }
}

/// <summary>How often tokens may ask, and addresses may be wrong, in this process.</summary>
internal sealed class ScimAllowances(TimeProvider time)
{
    /// <summary>Requests of a token at once.</summary>
    public const int Burst = 200;

    /// <summary>Requests of a token in each second after that.</summary>
    public const int PerSecond = 50;

    private const int FreeFailures = 20;
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<Guid, Allowance> _tokens = new();
    private readonly ConcurrentDictionary<string, Allowance> _failures = new(StringComparer.Ordinal);

    /// <summary>Takes one request of the token; the time to wait when it has none.</summary>
    public TimeSpan? Take(Guid token) => Take(_tokens, token, () => new Allowance(Burst, PerSecond));

    /// <summary>Notes that a wrong token came from the address; the time to wait when there were too many.</summary>
    public TimeSpan? Failed(string address) => Take(_failures, address, () => new Allowance(FreeFailures, 1.0 / 3));

    private TimeSpan? Take<TKey>(ConcurrentDictionary<TKey, Allowance> from, TKey key, Func<Allowance> make) where TKey : notnull
    {
        var now = time.GetUtcNow();
        if (from.Count > Remembered)
        {
            foreach (var (old, full) in from)
                lock (full)
                    if (full.IsFull(now)) from.TryRemove(old, out _);
        }

        var allowance = from.GetOrAdd(key, _ => make());
        lock (allowance) return allowance.Take(now);
    }
}

/// <summary>A search over people and departments together: people first.</summary>
internal sealed class ScimBoth(UseCases useCases, ScimGroups groups, ScimHttp answers)
{
    public async Task<IResult> ListAsync(ScimQuery query, ScimProjection projection, CancellationToken ct)
    {
        var people = await useCases.RunAsync(new FindScimUsers(query with { Loose = true }), ct);
        if (people.Value is not { } page) return answers.Refuse(people.Error!);
        var rows = page.Rows.Select(p => PersonJson.Write(p, answers.Root)).ToList();
        var rest = query with { Loose = true, Start = Math.Max(1, query.Start - page.Total), Count = query.Count - rows.Count };
        var found = await useCases.RunAsync(new FindScimGroups(rest, projection.Has("members")), ct);
        if (found.Value is not { } departments) return answers.Refuse(found.Error!);
        rows.AddRange(departments.Rows.Select(groups.Write));
        return ScimHttp.List(rows, page.Total + departments.Total, query.Start, projection);
    }
}
