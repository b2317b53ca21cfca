using System.CommandLine;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Host.Cli;

/// <summary>The command line.</summary>
internal static class HuitangCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var signals = new Signals();
        var settings = new ServeSettings();
        var serve = new Command("serve", Texts.cli_serve)
        {
            settings.Data, settings.Database, settings.Listen, settings.PublicUrl, settings.Certificate, settings.CertificateKey, settings.TrialCertificate,
            settings.Proxy, settings.SiloAddress, settings.MediaAddress, settings.NoMedia, settings.Demo,
        };
        serve.SetAction((parsed, _) => ServeAsync(settings, parsed, signals.Token));
        var migrate = new Command("migrate", Texts.cli_migrate) { settings.Data, settings.Database };
        migrate.SetAction((parsed, _) => WithDatabaseAsync(settings, parsed, (_, _) => Task.FromResult(0), signals.Token));
        var demo = new Command("demo", Texts.cli_demo) { settings.Data, settings.Database };
        demo.SetAction((parsed, _) => WithDatabaseAsync(settings, parsed, async (database, ct) =>
        {
            await using var app = HuitangApp.Build(settings.Read(parsed, database));
            return await DemoAsync(app, ct) ? 0 : 1;
        }, signals.Token));
        var doctor = new Command("doctor", Texts.cli_doctor) { settings.Data, settings.Database };
        doctor.SetAction((parsed, _) => Doctor.RunAsync(Path.GetFullPath(parsed.GetValue(settings.Data)!), parsed.GetValue(settings.Database), signals.Token));

        var root = new RootCommand(Texts.cli_about) { serve, migrate, demo, doctor, AuditCommands.Verify(settings, signals.Token), AuditCommands.Export(settings, signals.Token), InsightCommands.Reconcile(settings, signals.Token) };
        try
        {
            // Signals are ours: the library would end the process two seconds after one, with children still running.
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (StartupProblem problem)
        {
            await Console.Error.WriteLineAsync($"{Texts.problem_mark}{problem.Message}");
            await Console.Error.WriteLineAsync($"{Texts.remedy_mark}{problem.Remedy}");
            return 1;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static Task<int> ServeAsync(ServeSettings settings, ParseResult parsed, CancellationToken ct) =>
        WithDatabaseAsync(settings, parsed, async (database, ct) =>
        {
            var options = settings.Read(parsed, database);
            await using var app = HuitangApp.Build(options);
            if (parsed.GetValue(settings.Demo) && !await DemoAsync(app, ct)) return 1;
            try
            {
                await app.StartAsync(ct);
            }
            catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw new StartupProblem(string.Format(Texts.port_taken, options.Urls[0]), Texts.port_taken_remedy);
            }

            await Greeting.SayAsync(app, options, ct);
            await app.WaitForShutdownAsync(ct);
            return 0;
        }, ct);

    /// <summary>Runs with a migrated database: the one named, or the product's own for as long as the work takes.</summary>
    private static async Task<int> WithDatabaseAsync(ServeSettings settings, ParseResult parsed, Func<string, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddHuitangConsole());
        if (parsed.GetValue(settings.Database) is { Length: > 0 } external)
        {
            await MigrateAsync(external, ct);
            return await work(external, ct);
        }

        var data = Path.GetFullPath(parsed.GetValue(settings.Data)!);
        using var taken = DataFolderLock.Take(data);
        await using var postgres = await PrivatePostgres.StartAsync(data, logs.CreateLogger("Huitang.Database"), TimeProvider.System, ct);
        await MigrateAsync(postgres.ConnectionString, ct);
        return await work(postgres.ConnectionString, ct);
    }

    private static async Task MigrateAsync(string database, CancellationToken ct)
    {
        try
        {
            foreach (var name in await DatabaseSetup.MigrateAsync(database, ct)) Console.WriteLine(Texts.migrated, name);
            var unknown = await DatabaseSetup.UnknownMigrationsAsync(database, ct);
            if (unknown.Count > 0) throw new StartupProblem(string.Format(Texts.schema_newer, string.Join(", ", unknown)), Texts.schema_newer_remedy);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new StartupProblem(string.Format(Texts.problem_database, e.Message), Texts.remedy_database);
        }
    }

    private static async Task<bool> DemoAsync(WebApplication app, CancellationToken ct)
    {
        var parts = app.Services.GetServices<IDemoData>().OrderBy(part => part.Order).ToList();
        if (parts.Count == 0)
        {
            await Console.Error.WriteLineAsync(Texts.demo_none);
            return false;
        }

        foreach (var part in parts)
        {
            await foreach (var line in part.SeedAsync(ct)) Console.WriteLine(line);
        }

        return true;
    }
}
