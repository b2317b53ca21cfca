using System.Net;
using System.Security.Cryptography.X509Certificates;
using Huitang.Kernel;
using Microsoft.AspNetCore.HttpOverrides;

namespace Huitang.Host.Startup;

/// <summary>HTTP: where to listen, whom to believe, health.</summary>
internal static class WebSetup
{
    public static void AddWeb(this WebApplicationBuilder builder, HuitangOptions options)
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "huitang.staticwebassets.runtime.json"))) builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.CertificateFile is { } certificate)
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Certificate(certificate, options.CertificateKeyFile));
        });
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = options.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.Proxies)
            {
                if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
                else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        });
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseForwardedHeaders(); // first: who asks from where, and over which scheme, is read by everything after
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/health/live", () => Results.Ok()).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", async (ISystemStatus status, IHostApplicationLifetime lifetime, CancellationToken ct) =>
        {
            var database = (await status.LookAsync(ct)).FirstOrDefault(p => p.Id == "database");
            var ready = database?.State == PartState.Up && lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
            return ready ? Results.Ok() : Results.StatusCode(503);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static X509Certificate2 Certificate(string file, string? key)
    {
        // Through PKCS#12: keys read straight from PEM are ephemeral, which some TLS stacks refuse.
        using var pem = X509Certificate2.CreateFromPemFile(file, key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
