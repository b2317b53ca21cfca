using System.Globalization;
using System.Runtime.CompilerServices;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Huitang.Meetings.Demo;

/// <summary>Meetings of the demo company, made in one transaction: all of them or none. No invitations go out.</summary>
internal sealed class DemoMeetings(IServiceScopeFactory scopes, IEnterprises enterprises, ICodeDraw codes, TimeProvider time) : IDemoData
{
    private const int Seed = 20_260_302;

    public int Order => 20;

    public async IAsyncEnumerable<string> SeedAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (await enterprises.DefaultAsync(ct) is not { CorpId: DemoEnterprise.CorpId } demo) yield break;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(demo.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('meetings.demo'))", ct);
        if (await db.Meetings.AnyAsync(ct))
        {
            yield return Texts.demo_meetings_there;
            yield break;
        }

        var now = time.GetUtcNow();
#pragma warning disable CA5394 // the same company each time is wanted, and nothing here is secret
        var random = new Random(Seed);
#pragma warning restore CA5394
        var agenda = new DemoAgenda(random, demo.Id, await PeopleAsync(scope.ServiceProvider.GetRequiredService<IDirectory>(), ct), now, codes);
        var history = new DemoHistory(random, demo.Id);
        foreach (var session in agenda.Sessions.OrderBy(s => s.Start)) history.Play(session);

        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.AddRange(agenda.Meetings);
        await db.SaveChangesAsync(ct);
        await DemoCopy.WriteAsync((NpgsqlConnection)db.Database.GetDbConnection(), history, ct);
        await transaction.CommitAsync(ct);

        var ahead = agenda.Meetings.Count(m => m.Type is MeetingType.OneOff or MeetingType.Recurring && m.LastEndAt > now);
        yield return string.Format(CultureInfo.CurrentCulture, Texts.demo_meetings_made, ahead, history.Rooms.Count, history.Stretches.Count);
    }

    /// <summary>Everybody, in the order of their numbers: heads of departments come first in each.</summary>
    private static async Task<IReadOnlyList<Person>> PeopleAsync(IDirectory directory, CancellationToken ct)
    {
        var people = new List<Person>();
        for (var page = 1; ; page++)
        {
            var found = await directory.FindAsync("", new PageRequest(page, 100), ct);
            people.AddRange(found.Rows);
            if (people.Count >= found.Total || found.Rows.Count == 0) return people.OrderBy(p => p.Ordinal).ToList();
        }
    }
}
