using Huitang.Identity.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huitang.Identity.Features.Access;

/// <summary>The explainer for programs.</summary>
internal static class AccessRoutes
{
    public static void MapAccess(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/access/explain", async (Guid? person, string? permission, string? kind, Guid? id, UseCases useCases, CancellationToken ct) =>
        {
            var result = await useCases.RunAsync(new DescribeAccess(person is { } p ? new UserId(p) : null, permission ?? "", string.IsNullOrEmpty(kind) ? null : kind, id), ct);
            return result.Value is { } a
                ? Results.Ok(new { allowed = a.Allowed, reason = a.Reason.ToString(), why = a.Why, person = a.Person, permission = a.Permission, @object = a.Object, role = a.Role, scope = a.Scope, givers = a.Givers })
                : result.ToHttp();
        });
}
