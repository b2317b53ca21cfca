using System.Globalization;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.Media.Janus;
using Npgsql;

namespace Huitang.Host.Cli;

/// <summary>Looks at everything the product needs, without starting it, and says what to do. Ends with 1 when something is broken.</summary>
internal static class Doctor
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string dataFolder, string? database, CancellationToken ct)
    {
        var found = new List<PartStatus>
        {
            await DatabaseAsync(dataFolder, database, ct),
            Media(),
            await new MailPart(Configuration(dataFolder)).LookAsync(ct),
            Clock(await DatabaseClockAsync(dataFolder, database, ct)),
            DiskOf(dataFolder),
            Port(),
        };
        foreach (var part in found) Greeting.Write(part);
        var bad = found.Count(part => part.State == PartState.Down);
        Console.WriteLine(bad == 0 ? Texts.doctor_well : string.Format(Texts.doctor_ill, bad));
        return bad == 0 ? 0 : 1;
    }

    private static IConfigurationRoot Configuration(string dataFolder) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Mail:PickupFolder", Path.Combine(dataFolder, "mail"))])
        .AddJsonFile(Path.Combine(dataFolder, "huitang.json"), optional: true)
        .AddEnvironmentVariables("HUITANG_")
        .Build();

    private static PartStatus Media()
    {
        if (!MediaSetup.Janus.Installed()) return MediaSetup.Janus.Missing();
        return LoopbackAddress.Exists() || Environment.IsPrivilegedProcess
            ? new("media", PartState.Up, () => Texts.part_media, () => Texts.doctor_janus_found)
            : new("media", PartState.Limited, () => Texts.part_media, Problem: () => string.Format(Texts.doctor_address_missing, LoopbackAddress.Address), Remedy: () => string.Join("; ", LoopbackAddress.Commands));
    }

    private static async Task<PartStatus> DatabaseAsync(string dataFolder, string? database, CancellationToken ct)
    {
        var connection = database ?? PrivatePostgres.ConnectionStringOf(dataFolder);
        if (connection is null)
        {
            return PostgresPrograms.Find() is { } bin
                ? new("database", PartState.Up, () => Texts.part_database, () => string.Format(Texts.doctor_database_unmade, bin))
                : new("database", PartState.Down, () => Texts.part_database, Problem: () => Texts.postgres_missing, Remedy: () => Texts.postgres_install);
        }

        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var query = source.CreateCommand("show server_version");
            var version = (string?)await query.ExecuteScalarAsync(ct);
            var unknown = await DatabaseSetup.UnknownMigrationsAsync(connection, ct);
            return unknown.Count == 0
                ? new("database", PartState.Up, () => Texts.part_database, () => $"PostgreSQL {version}")
                : new("database", PartState.Down, () => Texts.part_database, Problem: () => string.Format(Texts.schema_newer, string.Join(", ", unknown)), Remedy: () => Texts.schema_newer_remedy);
        }
        catch (NpgsqlException) when (database is null)
        {
            return new("database", PartState.Up, () => Texts.part_database, () => Texts.doctor_database_stopped);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            return new("database", PartState.Down, () => Texts.part_database, Problem: () => string.Format(Texts.problem_database, e.Message), Remedy: () => Texts.remedy_database);
        }
    }

    private static async Task<DateTimeOffset?> DatabaseClockAsync(string dataFolder, string? database, CancellationToken ct)
    {
        if ((database ?? PrivatePostgres.ConnectionStringOf(dataFolder)) is not { } connection) return null;
        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var query = source.CreateCommand("select now()");
            return new DateTimeOffset((DateTime)(await query.ExecuteScalarAsync(ct))!);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            return null;
        }
    }

    private static PartStatus Clock(DateTimeOffset? database)
    {
        var now = TimeProvider.System.GetUtcNow();
        string Shown() => now.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        var built = File.GetLastWriteTimeUtc(typeof(Doctor).Assembly.Location);
        if (now.UtcDateTime < built.AddDays(-1))
            return new("clock", PartState.Down, () => Texts.part_clock, Problem: () => string.Format(Texts.clock_past, Shown()), Remedy: () => Texts.clock_remedy);
        return database is { } other && (other - now).Duration() > ClockTolerance
            ? new("clock", PartState.Down, () => Texts.part_clock, Problem: () => string.Format(Texts.clock_apart, $"{(other - now).Duration().TotalSeconds:0}"), Remedy: () => Texts.clock_remedy)
            : new("clock", PartState.Up, () => Texts.part_clock, Shown);
    }

    private static PartStatus DiskOf(string dataFolder)
    {
        var folder = dataFolder;
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;
        return StatusSetup.Disk(folder);
    }

    private static PartStatus Port()
    {
        var taken = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == ServeSettings.UsualPort);
        return taken
            ? new("port", PartState.Limited, () => Texts.part_port, Problem: () => string.Format(Texts.port_in_use, ServeSettings.UsualPort), Remedy: () => Texts.port_in_use_remedy)
            : new("port", PartState.Up, () => Texts.part_port, () => string.Format(Texts.port_free, ServeSettings.UsualPort));
    }
}
