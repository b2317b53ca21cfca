using System.Globalization;
using System.Net;
using System.Text.Json;
using Npgsql;
using Orleans.Runtime;

namespace Huitang.Host.Startup;

/// <summary>
/// The list of a cluster's processes, in PostgreSQL: one row for each process, one row with the version. Every change moves the
/// version by compare-and-swap in the same transaction, so of two rivals one wins and the other reads again.
/// </summary>
internal sealed class PostgresMembership(NpgsqlDataSource database) : IMembershipTable
{
    /// <summary>The one cluster on a database.</summary>
    public const string Cluster = "huitang";

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        if (!tryInitTableVersion) return;
        await using var insert = Command(null, "insert into kernel.cluster_version (cluster, version) values ($1, 0) on conflict do nothing", Cluster);
        await insert.ExecuteNonQueryAsync();
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        await using var delete = Command(null, "delete from kernel.cluster_silo where cluster = $1", clusterId);
        await delete.ExecuteNonQueryAsync();
    }

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        await using var delete = Command(null, "delete from kernel.cluster_silo where cluster = $1 and alive_at < $2 and entry->>'Status' = $3",
            Cluster, beforeDate.UtcDateTime, ((int)SiloStatus.Dead).ToString(CultureInfo.InvariantCulture));
        await delete.ExecuteNonQueryAsync();
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync("and s.silo = $2", [Cluster, key.ToParsableString()]);

    public Task<MembershipTableData> ReadAll() => ReadAsync("", [Cluster]);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => ChangeAsync(tableVersion, (connection, version) =>
        Command(connection, "insert into kernel.cluster_silo (cluster, silo, version, entry, alive_at) values ($1, $2, $3, $4::jsonb, $5) on conflict do nothing",
            Cluster, entry.SiloAddress.ToParsableString(), version, Stored.From(entry).ToJson(), Utc(entry.IAmAliveTime)));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => ChangeAsync(tableVersion, (connection, version) =>
        Command(connection, "update kernel.cluster_silo set version = $3, entry = $4::jsonb, alive_at = $5 where cluster = $1 and silo = $2 and version = $6",
            Cluster, entry.SiloAddress.ToParsableString(), version, Stored.From(entry).ToJson(), Utc(entry.IAmAliveTime), int.Parse(etag, CultureInfo.InvariantCulture)));

    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        await using var update = Command(null, "update kernel.cluster_silo set alive_at = $3 where cluster = $1 and silo = $2", Cluster, entry.SiloAddress.ToParsableString(), Utc(entry.IAmAliveTime));
        await update.ExecuteNonQueryAsync();
    }

    private async Task<bool> ChangeAsync(TableVersion next, Func<NpgsqlConnection, int, NpgsqlCommand> change)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var swap = Command(connection, "update kernel.cluster_version set version = $2 where cluster = $1 and version = $3", Cluster, next.Version, int.Parse(next.VersionEtag, CultureInfo.InvariantCulture));
        if (await swap.ExecuteNonQueryAsync() != 1) return false;
        await using var row = change(connection, next.Version);
        if (await row.ExecuteNonQueryAsync() != 1) return false;
        await transaction.CommitAsync();
        return true;
    }

    // Version and rows in one statement, hence from one snapshot.
    private async Task<MembershipTableData> ReadAsync(string condition, object[] parameters)
    {
        await using var query = Command(null,
            $"""
            select v.version, s.entry::text, s.version, s.alive_at from kernel.cluster_version v
            left join kernel.cluster_silo s on s.cluster = v.cluster {condition} where v.cluster = $1
            """, parameters);
        await using var reader = await query.ExecuteReaderAsync();
        var version = 0;
        var members = new List<Tuple<MembershipEntry, string>>();
        while (await reader.ReadAsync())
        {
            version = reader.GetInt32(0);
            if (await reader.IsDBNullAsync(1)) continue;
            var entry = JsonSerializer.Deserialize<Stored>(reader.GetString(1))!.ToEntry();
            entry.IAmAliveTime = reader.GetDateTime(3);
            members.Add(Tuple.Create(entry, reader.GetInt32(2).ToString(CultureInfo.InvariantCulture)));
        }

        return new MembershipTableData(members, new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    private NpgsqlCommand Command(NpgsqlConnection? connection, string sql, params object[] parameters)
    {
        var command = connection is null ? database.CreateCommand(sql) : new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private sealed record Suspicion(string Silo, DateTime At);

    /// <summary>An entry as it is stored.</summary>
    private sealed record Stored(string Silo, int Status, int ProxyPort, string? HostName, string? SiloName, string? RoleName, int UpdateZone, int FaultZone, DateTime StartTime, Suspicion[] Suspicions)
    {
        public static Stored From(MembershipEntry e) => new(
            e.SiloAddress.ToParsableString(), (int)e.Status, e.ProxyPort, e.HostName, e.SiloName, e.RoleName, e.UpdateZone, e.FaultZone, Utc(e.StartTime),
            (e.SuspectTimes ?? []).Select(s => new Suspicion(s.Item1.ToParsableString(), Utc(s.Item2))).ToArray());

        public string ToJson() => JsonSerializer.Serialize(this);

        public MembershipEntry ToEntry() => new()
        {
            SiloAddress = SiloAddress.FromParsableString(Silo), Status = (SiloStatus)Status, ProxyPort = ProxyPort, HostName = HostName ?? "", SiloName = SiloName ?? "",
            RoleName = RoleName ?? "", UpdateZone = UpdateZone, FaultZone = FaultZone, StartTime = Utc(StartTime),
            SuspectTimes = Suspicions.Select(s => Tuple.Create(SiloAddress.FromParsableString(s.Silo), Utc(s.At))).ToList(),
        };
    }
}
