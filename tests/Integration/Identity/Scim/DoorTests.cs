using System.Net;
using Huitang.Identity.Contracts;
using Huitang.Identity.Features.Scim;
using Huitang.Integration.Access;
using Huitang.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>Every route of the door by reflection, with objects outside the token's scope and without a token.</summary>
public sealed class DoorTests(AccessFixture app) : IClassFixture<AccessFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_of_the_door_shows_and_changes_nothing_outside_and_wants_a_token()
    {
        var maker = await app.AdminAsync(TokenTests.Everything, "华东");
        using var directory = await Directory.OfAsync(app, maker, "华东");
        using var stranger = app.CreateClient();
        var outside = await app.PersonAsync("华南/深圳", "机密某人", "route-out");
        var before = await StateAsync(outside);
        var tried = 0;
        foreach (var endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith(ScimHttp.Path, StringComparison.Ordinal)))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            foreach (var id in new[] { outside.Value, app.Departments["深圳"].Value })
            {
                var path = endpoint.RoutePattern.RawText![ScimHttp.Path.Length..].TrimStart('/').Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{**rest}", "x", StringComparison.Ordinal);
                const string body = """{"displayName":"机密","userName":"route-out","filter":"displayName co \"机密\"","schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"变了"}]}""";
                var reply = await directory.SendAsync(new HttpMethod(method), path + "?filter=" + Uri.EscapeDataString("displayName co \"机密\""), method == "GET" ? null : body);
                tried++;
                Assert.True((int)reply.Status < 500 || reply.Status == HttpStatusCode.NotImplemented, $"{method} {path}: {reply.Status} {reply.Body}");
                Assert.DoesNotContain("机密某人", System.Text.RegularExpressions.Regex.Unescape(reply.Body?.ToJsonString() ?? ""), StringComparison.Ordinal);
                if (path.Contains(id.ToString(), StringComparison.Ordinal)) Assert.Contains(reply.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
                using var request = new HttpRequestMessage(new HttpMethod(method), ScimHttp.Path + "/" + path);
                using var refused = await stranger.SendAsync(request, Ct);
                Assert.True(refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, refused.StatusCode.ToString());
            }
        }

        Assert.True(tried > 30, $"{tried} tries");
        Assert.Equal(before, await StateAsync(outside));
    }

    private async Task<object?> StateAsync(UserId user) => await app.SqlAsync($"select (select u::text from identity.user_account u where id = '{user}') || (select d::text from identity.department d where id = '{app.Departments["深圳"]}')");
}
