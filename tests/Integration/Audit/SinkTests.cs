using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Huitang.Audit;
using Huitang.Audit.Sinks;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Audit;

/// <summary>Records are pushed to receivers that the test itself starts.</summary>
public sealed class SinkTests(PostgresFixture postgres)
{
    private const string Secret = "a secret of enough length";

    private static readonly Actor Keeper = new() { Kind = ActorKind.User, Tenant = new TenantId(1), User = new UserId(Guid.Parse("01900000-0000-7000-8000-0000000000d1")), Name = "林静", Ip = "203.0.113.9" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Syslog_over_tcp_gets_every_record_in_order_framed_and_readable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var app = await StartAsync(("Type", "syslog"), ("Host", "127.0.0.1"), ("Port", $"{((IPEndPoint)listener.LocalEndpoint).Port}"), ("Protocol", "tcp"));
        await ActAsync(app);
        using var connection = await listener.AcceptTcpClientAsync(Ct);
        var stream = connection.GetStream();
        var lines = new List<string>();
        while (lines.Count < 3) lines.Add(await ReadFrameAsync(stream));

        Assert.All(lines, line => Assert.StartsWith("<110>1 20", line, StringComparison.Ordinal));
        var bodies = lines.Select(line => JsonNode.Parse(line[(line.IndexOf('\uFEFF', StringComparison.Ordinal) + 1)..])!).ToList();
        Assert.Equal(["stream", "opened", "closed"], bodies.Select(b => (string)b["kind"]!));
        Assert.Contains("林静", lines[1], StringComparison.Ordinal);
        Assert.Contains($"id=\"1/{app.Services.GetRequiredService<Appender>().Stream}/2\"", lines[1], StringComparison.Ordinal);
        // A checkpoint kept elsewhere is what shows a tail cut off.
        await app.Services.GetRequiredService<Sealer>().SealAsync(Ct);
        Assert.Contains(" checkpoint [", await ReadFrameAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Syslog_over_udp_sends_a_datagram_each()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var app = await StartAsync(("Type", "syslog"), ("Host", "127.0.0.1"), ("Port", $"{((IPEndPoint)receiver.Client.LocalEndPoint!).Port}"), ("Personal", "false"));
        await ActAsync(app);
        for (var i = 0; i < 3; i++)
        {
            var text = Encoding.UTF8.GetString((await receiver.ReceiveAsync(Ct)).Buffer);
            Assert.StartsWith("<110>1 ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("林静", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_webhook_gets_signed_records_at_least_once_whatever_it_answers_first()
    {
        var got = Channel.CreateUnbounded<(string Body, string Stamp, string Signature)>();
        var refuse = 2;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var hook = builder.Build();
        hook.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            await got.Writer.WriteAsync((await reader.ReadToEndAsync(), request.Headers["X-Huitang-Timestamp"].ToString(), request.Headers["X-Huitang-Signature"].ToString()));
            return Interlocked.Decrement(ref refuse) >= 0 ? Results.StatusCode(503) : Results.Ok();
        });
        await hook.StartAsync(Ct);
        await using var app = await StartAsync(("Type", "webhook"), ("Url", hook.Urls.First() + "/hook"), ("Secret", Secret));
        await ActAsync(app);

        var ids = new List<string>();
        for (var deliveries = 0; ids.Distinct().Count() < 3 || deliveries < 3; deliveries++)
        {
            var (body, stamp, signature) = await got.Reader.ReadAsync(Ct);
            Assert.Equal("sha256=" + WebhookSink.Signature(Secret, stamp, Encoding.UTF8.GetBytes(body)), signature);
            ids.AddRange(JsonNode.Parse(body)!["records"]!.AsArray().Select(r => (string)r!["id"]!));
        }

        // Refused twice, so the first came three times; ids tell it.
        var stream = app.Services.GetRequiredService<Appender>().Stream;
        Assert.Equal([$"1/{stream}/1", $"1/{stream}/2", $"1/{stream}/3"], ids.Distinct());
        Assert.True(ids.Count(id => id.EndsWith("/1", StringComparison.Ordinal)) >= 3);
    }

    [Theory]
    [InlineData("syslog", null, null, null, "Host")]
    [InlineData("webhook", null, "http://example.com/hook", Secret, "Url")]
    [InlineData("webhook", null, "https://example.com/hook", "short", "Secret")]
    [InlineData("carrier pigeon", null, null, null, "Type")]
    public void A_sink_that_cannot_work_is_told_by_its_setting(string type, string? host, string? url, string? secret, string setting) =>
        Assert.Equal(setting, SinkPump.Refuse(new SinkOptions { Type = type, Host = host, Url = url, Secret = secret }));

    private async Task<WebApplication> StartAsync(params (string Key, string Value)[] sink)
    {
        var app = HuitangApp.Build(new HuitangOptions { Database = await postgres.Server.CreateDatabaseAsync(), DataFolder = Directory.CreateTempSubdirectory("htsink").FullName, LocalMedia = false },
            builder => builder.Configuration.AddInMemoryCollection(sink.Select(s => KeyValuePair.Create($"Audit:Sinks:0:{s.Key}", (string?)s.Value))));
        await app.StartAsync(Ct);
        return app;
    }

    private static async Task ActAsync(WebApplication app)
    {
        var log = app.Services.GetRequiredService<IAuditLog>();
        await log.CloseAsync(await log.OpenAsync(new AuditOpening("meeting.lock"), Keeper, Ct), Keeper.Tenant, AuditOutcome.Done, new AuditNotes(), Ct);
    }

    private static async Task<string> ReadFrameAsync(Stream stream)
    {
        var (length, one) = (0, new byte[1]);
        while (true)
        {
            await stream.ReadExactlyAsync(one, Ct);
            if (one[0] == ' ') break;
            length = (length * 10) + (one[0] - '0');
        }

        var frame = new byte[length];
        await stream.ReadExactlyAsync(frame, Ct);
        return Encoding.UTF8.GetString(frame);
    }
}
