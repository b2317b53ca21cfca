using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Huitang.Identity.Contracts;
using Huitang.Integration.Identity;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;

namespace Huitang.Integration.Messages;

/// <summary>The product sending to a real mail server: Debian's python3-aiosmtpd, writing to a Maildir.</summary>
public sealed class MailServerFixture(PostgresFixture postgres) : AppFixture(postgres), IAsyncLifetime
{
    private readonly string _box = Directory.CreateTempSubdirectory("htmail").FullName;
    private Process? _server;
    private int _port;

    public string Inbox => Path.Combine(_box, "new");

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        // A Maildir is a folder with these three in it.
        foreach (var folder in new[] { "new", "cur", "tmp" }) Directory.CreateDirectory(Path.Combine(_box, folder));
        _server = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{_port}", "-c", "aiosmtpd.handlers.Mailbox", _box]))!;
        await InitializeAsync();
        await Services.GetRequiredService<IPeopleSeeder>().CreateEnterpriseAsync("晨星科技", "morningstar", default);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        _server?.Kill();
        _server?.Dispose();
        Directory.Delete(_box, recursive: true);
    }

    protected override void Change(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = $"{_port}", ["Mail:Security"] = "None", ["Mail:From"] = "huitang@morningstar.example",
        });
    }
}

public sealed partial class MailTests(MailServerFixture app) : IClassFixture<MailServerFixture>
{
    [Fact]
    public async Task A_reset_link_arrives_by_mail_and_works_once()
    {
        var ct = TestContext.Current.CancellationToken;
        var tenant = (await app.Services.GetRequiredService<IEnterprises>().DefaultAsync(ct))!.Id;
        await app.Services.GetRequiredService<IPeopleSeeder>().CreateAsync(tenant, [new NewPerson("wang.wei", "王伟") { Email = "Wang.Wei@morningstar.example", Password = IdentityFixture.Password }], ct);
        using var browser = new SignIn(app.Url);
        var unknown = await browser.PostAsync("/account/forgot", "forgot", ct, ("Account", "nobody@morningstar.example"));
        var asked = await browser.PostAsync("/account/forgot", "forgot", ct, ("Account", "wang.wei@MORNINGSTAR.example"));
        Assert.Equal(unknown.Text, asked.Text);

        var message = await NextAsync(app.Inbox, ct);
        Assert.Equal("Wang.Wei@morningstar.example", message.To.Mailboxes.Single().Address);
        Assert.Contains("重置", message.Subject);
        Assert.Contains("王伟", message.TextBody);
        var path = "/account/set-password?token=" + TokenPattern().Match(message.TextBody!).Groups[1].Value;
        Assert.Contains("wang.wei", (await browser.GetAsync(path, ct)).Text);
        var done = await browser.PostAsync(path, "set-password", ct, ("Password", "violet tram 92 pigeon"), ("Repeat", "violet tram 92 pigeon"));
        Assert.Contains("done=password", done.Location);
        Assert.Contains("链接已失效", (await browser.GetAsync(path, ct)).Text);
        Assert.Null((await browser.TryAsync("wang.wei", IdentityFixture.Password, ct)).Location);
        Assert.NotNull((await browser.TryAsync("wang.wei", "violet tram 92 pigeon", ct)).Location);
        // Only one mail about the reset: the unknown address got none. The second tells that the password was changed.
        Assert.Contains("已更改", (await NextAsync(app.Inbox, ct)).Subject);
        Assert.Empty(Directory.GetFiles(app.Inbox));
    }

    internal static async Task<MimeMessage> NextAsync(string folder, CancellationToken ct)
    {
        var until = Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (Directory.Exists(folder) && Directory.GetFiles(folder).Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).OrderBy(File.GetCreationTimeUtc).FirstOrDefault() is { } file)
            {
                await Task.Delay(50, ct);
                using var stream = new MemoryStream(await File.ReadAllBytesAsync(file, ct));
                File.Delete(file);
                return await MimeMessage.LoadAsync(stream, ct);
            }

            await Task.Delay(100, ct);
        }

        throw new TimeoutException("No mail came within 30 seconds.");
    }

    [GeneratedRegex("set-password\\?token=([0-9a-f]{64})")]
    private static partial Regex TokenPattern();
}

/// <summary>Without a mail server, mails lie in a folder and can be read in the console.</summary>
public sealed class PickupFolderFixture(PostgresFixture postgres) : AppFixture(postgres)
{
    public string Folder => Path.Combine(DataFolder, "mail");

    protected override void Change(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Mail:PickupFolder"] = Folder });
}

public sealed class PickupFolderTests(PickupFolderFixture app) : IClassFixture<PickupFolderFixture>
{
    [Fact]
    public async Task An_activation_mail_lands_in_the_folder()
    {
        var ct = TestContext.Current.CancellationToken;
        var seeder = app.Services.GetRequiredService<IPeopleSeeder>();
        var tenant = await seeder.CreateEnterpriseAsync("晨星科技", "morningstar", ct);
        var admin = (await seeder.CreateAsync(tenant, [new NewPerson("root", "管理员") { SuperAdmin = true }], ct))["root"];
        var actor = new Kernel.Actor { Kind = Kernel.ActorKind.User, Tenant = tenant, User = admin, IsSuperAdmin = true };
        var added = await app.RunAsync(actor, new Huitang.Identity.Features.Users.AddUser("li.na", new("李娜 <b>") { Email = "li.na@morningstar.example", Language = "en-US" }));
        Assert.Null(added.Error);
        var message = await MailTests.NextAsync(app.Folder, ct);
        Assert.Contains("Activate", message.Subject);
        Assert.Contains("李娜 &lt;b&gt;", message.HtmlBody);

        var mails = await app.RunAsync(actor, new Huitang.Messages.Features.Mail.ListMails("li.na", null, new Kernel.PageRequest()));
        Assert.Equal(Huitang.Messages.Data.MailState.PickedUp, Assert.Single(mails.Value!.Rows).State);
        var again = await app.RunAsync(actor, new Huitang.Identity.Features.Users.AddUser("LI.NA", new("另一位") { Email = "other@morningstar.example" }));
        Assert.Equal("identity.login_taken", again.Error?.Code);
    }
}
