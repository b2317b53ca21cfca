using Huitang.Bench;
using Huitang.Bench.Scenarios;
using Huitang.Bench.Scenarios.Insights;
using Huitang.Bench.Server;

var minutes = args is ["insights", ..] ? 90 : args is ["people", ..] or ["scim", ..] or ["insights-pages", ..] ? 30 : args is ["export", ..] ? 30 : 6;
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
try
{
    switch (args)
    {
        case ["host", var database, var media]: return await ProductHost.RunAsync(database, media == "media");
        case ["echo"]: return await EchoHost.RunAsync();
        case ["control", ..]: await ControlBench.RunAsync(Number(args, 1, 200), Number(args, 2, 20), limit.Token); break;
        case ["join-storm", ..]: await JoinStorm.RunAsync(Number(args, 1, 50), Number(args, 2, 200), Number(args, 3, 20), limit.Token); break;
        case ["boards", ..]: await BoardsBench.RunAsync(Number(args, 1, 50), Number(args, 2, 200), limit.Token); break;
        case ["live-list", ..]: await LiveListBench.RunAsync(Number(args, 1, 500), Number(args, 2, 20), limit.Token); break;
        case ["people", ..]: await PeopleBench.ListAsync(Number(args, 1, 1_000_000), Number(args, 2, 20_000), limit.Token); break;
        case ["scim", ..]: await ScimBench.RunAsync(Number(args, 1, 1_000_000), Number(args, 2, 20_000), limit.Token); break;
        case ["import", ..]: await PeopleBench.ImportAsync(Number(args, 1, 100_000), !args.Contains("csv"), limit.Token); break;
        case ["export", ..]: await ExportBench.RunAsync(Number(args, 1, 1_000_000), Number(args, 2, 1_000_000), limit.Token); break;
        case ["audit-append", ..]: await AuditBench.AppendAsync(Number(args, 1, 16), Number(args, 2, 10), limit.Token); break;
        case ["audit-verify", ..]: await AuditBench.VerifyAsync(Number(args, 1, 1_000_000), limit.Token); break;
        case ["insights", ..]: await InsightsBench.RunAsync(Number(args, 1, 10_000_000), Number(args, 2, 100_000), Number(args, 3, 20_000), Number(args, 4, 1_000), args.ElementAtOrDefault(5), limit.Token); break;
        case ["insights-live", var year, ..]: await InsightLiveBench.RunAsync(year, Number(args, 2, 20), limit.Token); break;
        case ["insights-pages", var folder, var program]: await InsightPagesBench.RunAsync(folder, program, limit.Token); break;
        default:
            Console.Error.WriteLine("bench control [people] [rounds] | join-storm [meetings] [people] [seconds] | boards [consoles] [people] | live-list [meetings] [people] | people [people] [departments] | scim [people] [departments] | import [rows] [csv] | export [participations] [people] | audit-append [writers] [seconds] | audit-verify [records] | insights [participations] [people] [departments] [compared] [folder to keep the year in] | insights-live FOLDER [meetings] | insights-pages FOLDER PUBLISHED");
            return 2;
    }

    return 0;
}
catch (OperationCanceledException) when (limit.IsCancellationRequested)
{
    Console.Error.WriteLine($"Not finished in {minutes} minutes; given up.");
    return 1;
}

static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
