using Huitang.Identity.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Huitang.Bench.Scenarios.Insights;

/// <summary>Headless Chromium in which the super admin of a stage is signed in, with a profile of its own, as people have: what was compiled once is kept, as it is not in a window that forgets.</summary>
internal sealed class SignedInBrowser : IAsyncDisposable
{
    private const string Password = "correct horse battery";

    private readonly IPlaywright _playwright;
    private readonly IBrowserContext _context;
    private readonly DirectoryInfo _profile;

    private SignedInBrowser(IPlaywright playwright, IBrowserContext context, DirectoryInfo profile, IPage page) => (_playwright, _context, _profile, Page) = (playwright, context, profile, page);

    public IPage Page { get; }

    /// <summary>Gives the super admin a password.</summary>
    public static async Task PrepareAsync(PeopleStage stage, CancellationToken ct)
    {
        var hash = stage.Services.GetRequiredService<IPasswordHasher<UserRow>>().HashPassword(null!, Password);
        await using var command = stage.Database.CreateCommand("update identity.user_account set password_hash = $1 where id = $2");
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(stage.Admin.User.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Opens it and signs in.</summary>
    public static async Task<SignedInBrowser> OpenAsync(Uri server)
    {
        var playwright = await Playwright.CreateAsync();
        var profile = Directory.CreateTempSubdirectory("htprofile");
        var context = await playwright.Chromium.LaunchPersistentContextAsync(profile.FullName, new()
        {
            ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
            Locale = "zh-CN", ViewportSize = new() { Width = 1440, Height = 900 }, BaseURL = server.ToString(), ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/sign-in");
        await page.Locator("input[name=Account]").FillAsync("boss");
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.Locator("input[name=Password]").PressAsync("Enter");
        await page.WaitForURLAsync(url => !url.Contains("/account/sign-in", StringComparison.Ordinal));
        return new SignedInBrowser(playwright, context, profile, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _playwright.Dispose();
        _profile.Delete(recursive: true);
    }
}
