using System.Text.Json;
using Huitang.Audit.Contracts;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Audit.Features;

/// <summary>How the chain stands.</summary>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record GetChainState : IUseCase<ChainState>;

/// <summary>How the chain stands.</summary>
/// <param name="Records">Links of all streams kept.</param>
/// <param name="Unsealed">Links after the last checkpoint.</param>
/// <param name="Checkpoint">Number of the last checkpoint; 0 when there is none.</param>
/// <param name="CheckpointAt">When it was made.</param>
/// <param name="Key">Fingerprint of this process' key.</param>
/// <param name="KeepDays">Days entries are kept.</param>
/// <param name="LeastDays">The fewest days that can be set.</param>
/// <param name="Verified">The last verification; null when there was none.</param>
/// <param name="VerifiedBy">Who asked for it.</param>
/// <param name="Sinks">Names of sinks and how many records each is behind.</param>
internal sealed record ChainState(
    long Records, long Unsealed, long Checkpoint, DateTimeOffset? CheckpointAt, string Key, int KeepDays, int LeastDays, VerificationReport? Verified, string? VerifiedBy, IReadOnlyList<(string Sink, long Behind)> Sinks);

internal sealed class GetChainStateHandler(NpgsqlDataSource database, Appender appender, Pruning pruning, AuditOptions options) : IHandler<GetChainState, ChainState>
{
    public async Task<Result<ChainState>> HandleAsync(GetChainState order, Actor actor, CancellationToken ct)
    {
        await using var query = database.CreateCommand("""
            select (select count(*) from audit.record where tenant_id = $1), (select coalesce(sum(head_seq - sealed_seq), 0)::bigint from audit.stream where tenant_id = $1),
                c.number, c.at, v.report, v.by
            from (select 1) one left join lateral (select number, at from audit.checkpoint where tenant_id = $1 order by number desc limit 1) c on true
            left join audit.verification v on v.tenant_id = $1
            """);
        query.Parameters.AddWithValue(actor.Tenant.Value);
        await using var row = await query.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var (records, unsealed) = (row.GetInt64(0), row.GetInt64(1));
        var number = row.IsDBNull(2) ? 0 : row.GetInt64(2);
        var at = row.IsDBNull(3) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(3);
        var (report, by) = row.IsDBNull(4) ? (null, null) : (JsonSerializer.Deserialize<VerificationReport>(row.GetString(4)), row.GetString(5));
        await row.CloseAsync();
        var sinks = new List<(string, long)>();
        foreach (var sink in options.Sinks) sinks.Add((sink.Id, await BehindAsync(sink.Id, actor.Tenant, ct)));
        return new ChainState(records, unsealed, number, at, appender.Key.Value.Fingerprint, await pruning.DaysAsync(actor.Tenant, ct), Retention.Least(options.MinimumDays), report, by, sinks);
    }

    private async Task<long> BehindAsync(string sink, TenantId tenant, CancellationToken ct)
    {
        await using var query = database.CreateCommand("select coalesce(sum(s.head_seq - coalesce(p.seq, 0)), 0)::bigint from audit.stream s left join audit.sink_position p on p.sink = $1 and p.tenant_id = s.tenant_id and p.stream = s.stream where s.tenant_id = $2");
        query.Parameters.AddWithValue(sink);
        query.Parameters.AddWithValue(tenant.Value);
        return (long)(await query.ExecuteScalarAsync(ct))!;
    }
}

/// <summary>Follows every link of the enterprise's log now.</summary>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise), Audited("audit.verify")]
internal sealed record VerifyChain : IUseCase<VerificationReport>;

internal sealed class VerifyChainHandler(NpgsqlDataSource database, AuditOptions options, AuditNotes notes, TimeProvider time) : IHandler<VerifyChain, VerificationReport>
{
    public async Task<Result<VerificationReport>> HandleAsync(VerifyChain order, Actor actor, CancellationToken ct)
    {
        notes.On("log", "audit", null);
        var report = await AuditChain.VerifyAsync(database, new VerificationTrust(options.Folder, Tenant: actor.Tenant.Value), time, ct);
        notes.Changed("records", null, report.Records);
        notes.Changed("problems", null, report.ProblemCount);
        await using var keep = database.CreateCommand("insert into audit.verification (tenant_id, at, by, report) values ($1, $2, $3, $4) on conflict (tenant_id) do update set at = excluded.at, by = excluded.by, report = excluded.report");
        foreach (var value in new object[] { actor.Tenant.Value, report.At, actor.Name }) keep.Parameters.AddWithValue(value);
        keep.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(report), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await keep.ExecuteNonQueryAsync(ct);
        return report;
    }
}

/// <summary>Writes the whole log with its hashes, checkpoints and public keys, for auditors.</summary>
/// <param name="Personal">With the keys that make personal data readable.</param>
/// <param name="To">Where the file goes.</param>
[Requires(AuditPermissions.Read, Scoping.WholeEnterprise), Audited("audit.export_chain")]
internal sealed record ExportChain(bool Personal, Stream To) : IUseCase<long>;

internal sealed class ExportChainHandler(NpgsqlDataSource database, Sealer sealer, AuditNotes notes, TimeProvider time) : IHandler<ExportChain, long>
{
    public async Task<Result<long>> HandleAsync(ExportChain order, Actor actor, CancellationToken ct)
    {
        notes.On("log", "audit", null);
        // Sealed first, so that the file is covered to its end.
        await sealer.SealAsync(actor.Tenant.Value, ct);
        var records = await AuditChain.ExportAsync(database, actor.Tenant.Value, order.Personal, order.To, time, ct);
        notes.Changed("rows", null, records);
        notes.Changed("personal", null, order.Personal);
        return records;
    }
}
