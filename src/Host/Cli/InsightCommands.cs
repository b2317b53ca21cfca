using System.CommandLine;
using System.Globalization;
using Huitang.Host.Startup;
using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Kernel;

namespace Huitang.Host.Cli;

/// <summary>The command that compares the dashboards' figures with their facts.</summary>
internal static class InsightCommands
{
    /// <summary><c>reconcile [--from DAY] [--to DAY] [--repair]</c>. Ends with 0 when all agrees or was mended, 1 when something differs, 2 on wrong days.</summary>
    public static Command Reconcile(ServeSettings settings, CancellationToken stop)
    {
        var from = new Option<string?>("--from") { Description = Texts.cli_reconcile_from };
        var to = new Option<string?>("--to") { Description = Texts.cli_reconcile_to };
        var repair = new Option<bool>("--repair") { Description = Texts.cli_reconcile_repair };
        var command = new Command("reconcile", Texts.cli_reconcile) { from, to, repair, settings.Data, settings.Database };
        command.SetAction(async (parsed, _) =>
        {
            var (first, last) = (Day(parsed.GetValue(from)), Day(parsed.GetValue(to)));
            return await OpenDatabase.ConnectAsync(settings, parsed, null, async (database, ct) =>
            {
                await using var app = HuitangApp.Build(settings.Read(parsed, database));
                var reconciliation = app.Services.GetRequiredService<IReconciliation>();
                var differences = 0;
                foreach (var tenant in await reconciliation.TenantsAsync(ct))
                {
                    var report = await reconciliation.RunAsync(tenant, first, last, parsed.GetValue(repair), ct);
                    differences += report.DifferenceCount;
                    Say(report, tenant.Value, report.DifferenceCount > 0 ? await NamesAsync(app.Services, tenant, ct) : []);
                }

                return differences == 0 || parsed.GetValue(repair) ? 0 : 1;
            }, stop);
        });
        return command;
    }

    private static DateOnly? Day(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new StartupProblem(string.Format(CultureInfo.CurrentCulture, Texts.reconcile_day, text), Texts.reconcile_day_remedy);
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(IServiceProvider services, TenantId tenant, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        return (await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(ct)).ToDictionary(d => d.Id.Value, d => d.Name);
    }

    private static void Say(ReconciliationReport report, int tenant, Dictionary<Guid, string> departments)
    {
        Console.WriteLine(Texts.reconciled, tenant, report.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), report.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), report.Figures.ToString("N0", CultureInfo.CurrentCulture), report.Facts.ToString("N0", CultureInfo.CurrentCulture), report.Took.TotalSeconds.ToString("0.0", CultureInfo.CurrentCulture));
        foreach (var d in report.Differences.Take(50)) Console.WriteLine($"  {(d.Repaired ? "✓" : "✗")} {d.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}  {(d.Department == Guid.Empty ? "*" : departments.GetValueOrDefault(d.Department, d.Department.ToString("D")))}  {d.Figure}: {d.Stored} → {d.Computed}  ({Cause(d.Cause)})");
        if (report.Waiting > 0) Console.WriteLine(Texts.reconcile_waiting, report.Waiting);
        Console.WriteLine(report.DifferenceCount == 0 ? Texts.reconcile_agrees : string.Format(CultureInfo.CurrentCulture, report.Differences[0].Repaired ? Texts.reconcile_mended : Texts.reconcile_differs, report.DifferenceCount));
    }

    private static string Cause(string cause) => Texts.ResourceManager.GetString("reconcile_cause_" + cause, CultureInfo.CurrentUICulture) ?? cause;
}
