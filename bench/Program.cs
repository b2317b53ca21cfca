using Huitang.Bench;
using Huitang.Bench.Scenarios;
using Huitang.Bench.Server;

using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(6));
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
        case ["audit-append", ..]: await AuditBench.AppendAsync(Number(args, 1, 16), Number(args, 2, 10), limit.Token); break;
        case ["audit-verify", ..]: await AuditBench.VerifyAsync(Number(args, 1, 1_000_000), limit.Token); break;
        default:
            Console.Error.WriteLine("bench control [people] [rounds] | join-storm [meetings] [people] [seconds] | boards [consoles] [people] | live-list [meetings] [people] | audit-append [writers] [seconds] | audit-verify [records]");
            return 2;
    }

    return 0;
}
catch (OperationCanceledException) when (limit.IsCancellationRequested)
{
    Console.Error.WriteLine("Not finished in six minutes; given up.");
    return 1;
}

static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
