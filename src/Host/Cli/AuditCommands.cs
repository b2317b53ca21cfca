using System.CommandLine;
using System.Globalization;
using Huitang.Audit.Contracts;
using Huitang.Host.Startup;
using Npgsql;

namespace Huitang.Host.Cli;

/// <summary>Commands about the audit log: following its chain, and writing it to a file for auditors.</summary>
internal static class AuditCommands
{
    private static readonly Option<string[]> Trust = new("--trust") { Description = Texts.cli_audit_trust, DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };

    /// <summary><c>verify-audit [FILE|CONNECTION]</c>. Ends with 0 when all holds, 1 when something does not, 2 when it could not be looked at.</summary>
    public static Command Verify(ServeSettings settings, CancellationToken stop)
    {
        var target = new Argument<string?>("target") { Description = Texts.cli_audit_target, Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("verify-audit", Texts.cli_verify_audit) { target, settings.Data, settings.Database, Trust };
        command.SetAction(async (parsed, _) =>
        {
            var folder = Path.Combine(Path.GetFullPath(parsed.GetValue(settings.Data)!), AuditChain.Folder);
            var trust = new VerificationTrust(Directory.Exists(folder) ? folder : null, parsed.GetValue(Trust));
            var named = parsed.GetValue(target);
            if (named is not null && File.Exists(named)) return Say(await ReadFileAsync(named, trust with { Folder = null }, stop));
            if (named is not null && !named.Contains('=', StringComparison.Ordinal)) throw new StartupProblem(string.Format(CultureInfo.CurrentCulture, Texts.file_missing, named), Texts.cli_audit_target);
            return await WithDatabaseAsync(settings, parsed, named, async (database, ct) => Say(await AuditChain.VerifyAsync(database, trust, TimeProvider.System, ct)), stop);
        });
        return command;
    }

    /// <summary><c>export-audit FILE</c>.</summary>
    public static Command Export(ServeSettings settings, CancellationToken stop)
    {
        var file = new Argument<string>("file") { Description = Texts.cli_audit_file };
        var tenant = new Option<int>("--tenant") { Description = Texts.cli_audit_tenant, DefaultValueFactory = _ => 1 };
        var personal = new Option<bool>("--personal") { Description = Texts.cli_audit_personal };
        var command = new Command("export-audit", Texts.cli_export_audit) { file, settings.Data, settings.Database, tenant, personal };
        command.SetAction((parsed, _) => WithDatabaseAsync(settings, parsed, null, async (database, ct) =>
        {
            await using var to = new FileStream(parsed.GetValue(file)!, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            var records = await AuditChain.ExportAsync(database, parsed.GetValue(tenant), parsed.GetValue(personal), to, TimeProvider.System, ct);
            Console.WriteLine(Texts.audit_exported, records.ToString("N0", CultureInfo.CurrentCulture), parsed.GetValue(file));
            return 0;
        }, stop));
        return command;
    }

    private static async Task<VerificationReport> ReadFileAsync(string path, VerificationTrust trust, CancellationToken ct)
    {
        try
        {
            return await AuditChain.VerifyFileAsync(path, trust, TimeProvider.System, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupProblem(e.Message, Texts.check_option);
        }
    }

    /// <summary>The database named, else the product's own: as it runs, or started for as long as the work takes.</summary>
    private static async Task<int> WithDatabaseAsync(ServeSettings settings, ParseResult parsed, string? named, Func<NpgsqlDataSource, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        var data = Path.GetFullPath(parsed.GetValue(settings.Data)!);
        var external = named ?? (parsed.GetValue(settings.Database) is { Length: > 0 } option ? option : null);
        try
        {
            if ((external ?? await RunningAsync(data, ct)) is { } connection)
            {
                await using var database = DatabaseSetup.DataSource(connection);
                return await work(database, ct);
            }

            if (PrivatePostgres.ConnectionStringOf(data) is null) throw new StartupProblem(string.Format(CultureInfo.CurrentCulture, Texts.audit_no_database, data), Texts.audit_no_database_remedy);
            using var logs = LoggerFactory.Create(logging => logging.AddHuitangConsole());
            using var taken = DataFolderLock.Take(data);
            await using var postgres = await PrivatePostgres.StartAsync(data, logs.CreateLogger("Huitang.Database"), TimeProvider.System, ct);
            await using var own = DatabaseSetup.DataSource(postgres.ConnectionString);
            return await work(own, ct);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new StartupProblem(string.Format(CultureInfo.CurrentCulture, Texts.problem_database, e.Message), Texts.remedy_database);
        }
    }

    private static async Task<string?> RunningAsync(string data, CancellationToken ct)
    {
        if (PrivatePostgres.ConnectionStringOf(data) is not { } connection) return null;
        try
        {
            await using var database = DatabaseSetup.DataSource(connection);
            await using var query = database.CreateCommand("select 1");
            await query.ExecuteScalarAsync(ct);
            return connection;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static int Say(VerificationReport report)
    {
        Console.WriteLine(Texts.audit_followed, report.Records.ToString("N0", CultureInfo.CurrentCulture), report.Streams, report.Entries.ToString("N0", CultureInfo.CurrentCulture), report.Checkpoints.ToString("N0", CultureInfo.CurrentCulture), report.Took.TotalSeconds.ToString("0.0", CultureInfo.CurrentCulture));
        Console.WriteLine(Texts.audit_unsealed, report.Unsealed.ToString("N0", CultureInfo.CurrentCulture), report.LastCheckpoint?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "–");
        foreach (var key in report.Keys) Console.WriteLine($"  {(key.Trusted ? "✓" : "?")} {key.Fingerprint}  {key.Node}  {(key.Trusted ? Texts.audit_key_trusted : Texts.audit_key_unknown)}");
        foreach (var problem in report.Problems) Console.WriteLine($"  ✗ {problem.ToText()}");
        Console.WriteLine(report.Holds ? Texts.audit_holds : string.Format(CultureInfo.CurrentCulture, Texts.audit_broken, report.ProblemCount));
        return report.Holds ? 0 : 1;
    }
}
