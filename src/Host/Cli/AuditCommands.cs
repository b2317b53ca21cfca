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
            return await OpenDatabase.RunAsync(settings, parsed, named, async (database, ct) => Say(await AuditChain.VerifyAsync(database, trust, TimeProvider.System, ct)), stop);
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
        command.SetAction((parsed, _) => OpenDatabase.RunAsync(settings, parsed, null, async (database, ct) =>
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
