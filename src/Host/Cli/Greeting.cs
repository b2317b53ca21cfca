using Huitang.Host.Startup;
using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Host.Cli;

/// <summary>What the terminal shows once the product runs: where it is, how its parts are, how to sign in first.</summary>
internal static class Greeting
{
    public static async Task SayAsync(WebApplication app, HuitangOptions options, CancellationToken ct)
    {
        var url = app.Services.GetRequiredService<ISiteAddress>().Base;
        Console.WriteLine();
        Console.WriteLine(Texts.running, url);
        foreach (var part in await app.Services.GetRequiredService<ISystemStatus>().LookAsync(ct)) Write(part);
        if (options.CertificateFile is null && options.PublicUrl is null && options.Proxies.Count == 0 && !url.IsLoopback) Console.WriteLine(Texts.no_https);
        if (await app.Services.GetRequiredService<IFirstRun>().IssueTokenAsync(ct) is { } token)
        {
            Console.WriteLine();
            Console.WriteLine(Texts.first_run, $"{app.Services.GetRequiredService<ISiteAddress>().Base}setup?token={Uri.EscapeDataString(token)}");
        }

        Console.WriteLine();
    }

    public static void Write(PartStatus part)
    {
        var mark = part.State switch { PartState.Up => "✓", PartState.Off => "–", PartState.Down => "✗", _ => "!" };
        Console.WriteLine($"  {mark} {part.Name()}  {part.Problem?.Invoke() ?? part.Detail?.Invoke()}");
        if (part.Remedy is not null) Console.WriteLine($"      → {part.Remedy()}");
    }
}
