using Huitang.Host.Startup;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Media;
using Huitang.Meetings;
using Huitang.Meetings.Features.Room;
using Huitang.Meetings.Features.Scheduling;
using Huitang.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huitang.Browser.Meetings;

/// <summary>Journeys through the whole product share one instance of it and run one after the other, alone on the machine: some of them measure seconds.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProductCollection : ICollectionFixture<ProductFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "product";
}

/// <summary>The whole product with a Janus of its own, a company with people, and a Chromium with fake camera and microphone.</summary>
public class ProductFixture : IAsyncLifetime
{
    /// <summary>Password of everybody in the company.</summary>
    public const string Password = "correct horse battery";

    private readonly PostgresFixture _postgres = new();
    private WithMedia? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private readonly Dictionary<string, string> _signedIn = [];

    /// <summary>The running product.</summary>
    public AppFixture App => _app!;

    /// <summary>The company.</summary>
    public TenantId Tenant { get; private set; }

    /// <summary>Its people by their UserIDs.</summary>
    public IReadOnlyDictionary<string, UserId> People { get; private set; } = new Dictionary<string, UserId>();

    /// <summary>What the company is called.</summary>
    protected virtual string Enterprise => "星河科技";

    /// <summary>Who works there.</summary>
    protected virtual IReadOnlyCollection<NewPerson> Staff =>
    [
        new("wangsy", "王思远") { SuperAdmin = true, Password = Password, Email = "wangsy@xinghe.example", Department = "信息技术部" },
        new("chenjing", "陈静") { Password = Password, Email = "chenjing@xinghe.example", Department = "产品中心" },
        new("liuyang", "刘洋") { Password = Password, Email = "liuyang@xinghe.example", Department = "产品中心" },
    ];

    public virtual async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _app = new WithMedia(_postgres);
        await _app.InitializeAsync();
        await using var scope = _app.Services.CreateAsyncScope();
        var seeder = scope.ServiceProvider.GetRequiredService<IPeopleSeeder>();
        Tenant = await seeder.CreateEnterpriseAsync(Enterprise, "xinghe", default);
        People = await seeder.CreateAsync(Tenant, Staff, default);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>The local media server.</summary>
    public LocalMediaNode Media => App.Services.GetRequiredService<LocalMediaNode>();

    /// <summary>A browser of somebody's own: cookies apart from all others. Without <paramref name="camera"/> they come in dark, which spares the machine three encoders.</summary>
    public async Task<IPage> BrowserAsync(string? signInAs = null, string language = "zh-CN", int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, bool camera = true, ReducedMotion motion = ReducedMotion.NoPreference)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            Locale = language, ViewportSize = new() { Width = width, Height = height }, BaseURL = App.Url.ToString(), TimezoneId = "Asia/Shanghai", ColorScheme = scheme, ReducedMotion = motion,
            StorageState = signInAs is null ? null : _signedIn.GetValueOrDefault(signInAs),
        });
        context.SetDefaultTimeout(30_000);
        if (!camera) await context.AddInitScriptAsync("localStorage.getItem('huitang.room') ?? localStorage.setItem('huitang.room', JSON.stringify({ camera: false }))");
        var page = await context.NewPageAsync();
        if (signInAs is null || _signedIn.ContainsKey(signInAs)) return page;
        await page.GotoAsync("/account/sign-in");
        await page.Locator("input[name=Account]").FillAsync(signInAs);
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.Locator("input[name=Password]").PressAsync("Enter");
        // Not for the page to have loaded: that event may have passed before it is waited for.
        await page.WaitForURLAsync(url => !url.Contains("/account/sign-in", StringComparison.Ordinal), new() { WaitUntil = WaitUntilState.Commit });
        // The sign-in alone is kept: what the room remembers of its user (camera off) must not pass on to other journeys.
        var state = System.Text.Json.Nodes.JsonNode.Parse(await context.StorageStateAsync())!.AsObject();
        state["origins"] = new System.Text.Json.Nodes.JsonArray();
        _signedIn[signInAs] = state.ToJsonString();
        return page;
    }

    /// <summary>Closes the browsers of a journey, so that its people leave.</summary>
    public async Task CloseBrowsersAsync()
    {
        foreach (var context in _browser!.Contexts.ToList()) await context.CloseAsync();
    }

    /// <summary>Somebody of the company, as the product sees them once signed in.</summary>
    internal Actor ActorOf(string login, string? name = null) =>
        new() { Kind = ActorKind.User, Tenant = Tenant, User = People[login], Name = name ?? login, Ip = "127.0.0.1", Session = Guid.Parse("00000000-0000-0000-0000-000000000001") };

    /// <summary>Comes into a meeting without a browser: as an account, or as a guest by that name.</summary>
    internal async Task<RoomClient> ComeAsync(MeetingPlan plan, string name, UserId? user = null)
    {
        var actor = user is { } u ? new Actor { Kind = ActorKind.User, Tenant = plan.Tenant, User = u, Name = name, Ip = "127.0.0.1" } : Actor.Anonymous with { Ip = "127.0.0.1" };
        var ticket = await App.RunAsync(actor, new RequestJoin(plan.Code, plan.Password, plan.LinkKey, name, user is null ? name : null));
        Assert.Null(ticket.Error);
        return await RoomClient.ConnectAsync(App.Url, ticket.Value!.Ticket);
    }

    /// <summary>Books a meeting as somebody; answers the path of its invitation.</summary>
    internal async Task<string> MeetingAsync(string creator, string subject, MeetingSettings? settings = null)
    {
        var start = App.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.AddHours(8);
        var draft = new MeetingDraft { Subject = subject, Start = start.AddMinutes(1), End = start.AddHours(1), TimeZone = "Asia/Shanghai", Settings = settings ?? new MeetingSettings() };
        var booked = await App.RunAsync(ActorOf(creator), new ScheduleMeeting(draft));
        Assert.Null(booked.Error);
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(Tenant);
        var meeting = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<Meeting>().SingleAsync(m => m.Id == booked.Value);
        return $"/m/{meeting.Code}?k={meeting.LinkKey}";
    }

    private sealed class WithMedia(PostgresFixture postgres) : AppFixture(postgres)
    {
        protected override HuitangOptions Configure(HuitangOptions options) => options with { LocalMedia = true, MediaAddress = System.Net.IPAddress.Parse("127.0.0.10") };
    }
}
