using Huitang.Audit.Features;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huitang.Integration.Audit;

public class AdministratorLogTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Actor Keeper = new() { Kind = ActorKind.User, Tenant = new TenantId(1), User = new UserId(Guid.Parse("01900000-0000-7000-8000-000000000001")), Name = "林静", Ip = "203.0.113.9", IsSuperAdmin = true };

    [Fact]
    public async Task Acts_stand_in_the_log_of_their_enterprise_with_who_what_and_outcome()
    {
        var ct = TestContext.Current.CancellationToken;
        var log = app.Services.GetRequiredService<IAuditLog>();
        var notes = new AuditNotes();
        notes.On("meeting", "42", "季度<script>评审");
        notes.Changed("锁定", false, true);
        var done = await log.OpenAsync("meeting.lock", Keeper, new object(), ct);
        await log.CloseAsync(done, Keeper.Tenant, AuditOutcome.Done, notes, ct);
        await log.OpenAsync("meeting.end", Keeper, new object(), ct);
        await log.OpenAsync("meeting.end", Keeper with { Tenant = new TenantId(2) }, new object(), ct);

        var all = (await app.RunAsync(Keeper, new ListAuditEntries(new PageRequest(), new AuditFilter()))).Value!;
        Assert.Equal(2, all.Total);
        Assert.Equal(["meeting.end", "meeting.lock"], all.Rows.Select(row => row.Action));
        Assert.Equal(AuditOutcome.Open, all.Rows[0].Outcome);
        Assert.Equal(new AuditChange("锁定", "False", "True"), Assert.Single(all.Rows[1].Changes));
        Assert.Equal("203.0.113.9", all.Rows[1].Ip);

        Assert.Equal(done, Assert.Single((await app.RunAsync(Keeper, new ListAuditEntries(new PageRequest(), new AuditFilter(Text: "<SCRIPT>")))).Value!.Rows).Id);
        Assert.Empty((await app.RunAsync(Keeper, new ListAuditEntries(new PageRequest(), new AuditFilter(Text: "%")))).Value!.Rows);
        Assert.Single((await app.RunAsync(Keeper, new ListAuditEntries(new PageRequest(), new AuditFilter(Outcome: OutcomeFilter.Open)))).Value!.Rows);
    }

    [Fact]
    public async Task Only_holders_of_the_permission_read_it()
    {
        var refusal = (await app.RunAsync(Keeper with { IsSuperAdmin = false }, new ListAuditEntries(new PageRequest(), new AuditFilter()))).Error;
        Assert.Equal(CommonErrors.Forbidden.Code, refusal?.Code);
    }
}
