using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Demo;

/// <summary>The demo company: departments and people, the same each time. Only an installation without an enterprise gets it, so demo data never stand among real ones.</summary>
internal sealed class DemoPeople(IServiceScopeFactory scopes, IPeopleSeeder seeder, IAuditLog audit, TimeProvider time) : IDemoData
{
    /// <summary>UserID of its super admin.</summary>
    public const string Admin = "demo-admin";

    private const int Seed = 20_260_301;

    public int Order => 10;

    public async IAsyncEnumerable<string> SeedAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var there = await db.Enterprises.AsNoTracking().OrderBy(e => e.Id).FirstOrDefaultAsync(ct);
        if (there is not null && there.CorpId != DemoEnterprise.CorpId)
        {
            yield return Texts.DemoRefused;
            yield break;
        }

        var tenant = there?.Id ?? await seeder.CreateEnterpriseAsync(DemoEnterprise.Name, DemoEnterprise.CorpId, ct);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        if (await db.Users.AnyAsync(ct))
        {
            yield return Texts.DemoThere;
            yield break;
        }

        var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 14);
        var people = Make(password);
        var entry = await audit.OpenAsync(new AuditOpening("demo.seed"), Actor.System(tenant), ct);
        var made = await seeder.CreateAsync(tenant, people, ct);
        await SettleAsync(db, ct);
        var notes = new AuditNotes();
        notes.On("enterprise", DemoEnterprise.CorpId, DemoEnterprise.Name);
        notes.Changed("people", null, made.Count);
        await audit.CloseAsync(entry, tenant, AuditOutcome.Done, notes, ct);

        yield return string.Format(CultureInfo.CurrentCulture, Texts.DemoMade, DemoEnterprise.Name, DemoNames.Departments.Count, made.Count);
        yield return string.Format(CultureInfo.CurrentCulture, Texts.DemoPassword, Admin, password);
    }

    /// <summary>The people. All share the password; those not activated have none.</summary>
    private static List<NewPerson> Make(string password)
    {
#pragma warning disable CA5394 // the same people each time are wanted, and nothing here is secret
        var random = new Random(Seed);
        var people = new List<NewPerson> { new(Admin, "演示管理员") { Email = Admin + "@demo.example", Department = "总裁办", Title = "系统管理员", EmployeeNumber = "XH0000", Password = password, SuperAdmin = true } };
        var logins = new HashSet<string> { Admin };
        var names = new HashSet<string>();
        foreach (var (path, count, titles) in DemoNames.Departments)
        {
            for (var i = 0; i < count; i++)
            {
                (string Name, string Login) who;
                do
                {
                    var (family, given) = (DemoNames.Families[random.Next(DemoNames.Families.Count)], DemoNames.Given[random.Next(DemoNames.Given.Count)]);
                    who = (family.Name + given.Name, $"{given.Pinyin}.{family.Pinyin}");
                }
                while (!names.Add(who.Name));
                var login = who.Login;
                for (var n = 2; !logins.Add(login); n++) login = $"{who.Login}{n}";
                people.Add(new NewPerson(login, who.Name)
                {
                    Email = login + "@demo.example", Department = path, Title = titles[i == 0 ? 0 : 1 + ((i - 1) % (titles.Length - 1))], Password = password,
                    // Numbers of a range that is not handed out to anybody.
                    Phone = $"+86 100{random.Next(10_000_000, 99_999_999)}", EmployeeNumber = $"XH{people.Count:0000}", Admin = i == 0 && path is ("行政部" or "研发中心/运维部"),
                    Language = random.Next(20) == 0 ? "en-US" : "zh-CN",
                });
            }
        }

        return people;
    }

    /// <summary>Some accounts are new or disabled, as in any company; heads of departments are neither.</summary>
    private async Task SettleAsync(AppDb db, CancellationToken ct)
    {
        var random = new Random(Seed + 1);
        var now = time.GetUtcNow();
        var heads = DemoNames.Departments.Select(d => d.Titles[0]).ToHashSet();
        foreach (var user in await db.Users.Where(u => u.Login != Admin).OrderBy(u => u.Ordinal).ToListAsync(ct))
        {
            var draw = random.Next(100);
            if (heads.Contains(user.Title ?? "") || draw >= 12) user.LastSignInAt = now.AddMinutes(-random.Next(10, 60 * 24 * 6));
            else if (draw < 5) user.Status = UserStatus.Disabled;
            else (user.Status, user.PasswordHash) = (UserStatus.NotActivated, null);
            user.Version++;
        }

        await db.SaveChangesAsync(ct);
    }
#pragma warning restore CA5394
}
