using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Huitang.Downloads.Features;

/// <summary>The one way a file leaves.</summary>
internal static class DownloadRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/downloads/{job:guid}", async (Guid job, HttpContext http, UseCases useCases, CancellationToken ct) =>
    {
        var opened = await useCases.RunAsync(new FetchDownload(job, http.Request.Query["link"]), ct);
        if (opened.Error is { } refused)
        {
            // Somebody followed a link: they get a page that says what to do, and not a line of JSON.
            return refused.Kind == ErrorKind.SignedOut
                ? Results.LocalRedirect("/account/sign-in?returnUrl=" + Uri.EscapeDataString(http.Request.Path + http.Request.QueryString))
                : Results.LocalRedirect($"/downloads/refused?why={Uri.EscapeDataString(refused.Code)}&what={Uri.EscapeDataString(refused.Args is [var what, ..] ? what : "")}");
        }

        var file = opened.Value!;
        http.Response.Headers.CacheControl = "no-store";
        if (file.Sha256 is { } sha) http.Response.Headers["X-Content-SHA256"] = sha;
        if (!file.Content.CanSeek) http.Response.ContentLength = file.Size;
        return Results.Stream(file.Content, TableExport.MediaType(file.Format), file.Name, entityTag: file.Sha256 is { } tag ? new EntityTagHeaderValue($"\"{tag}\"") : null, enableRangeProcessing: file.Content.CanSeek);
    });
}
