using System.Globalization;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Audit.Sinks;

/// <summary>How the logs are doing: sealed lately, and taken by the sinks.</summary>
internal sealed class AuditPart(NpgsqlDataSource database, SinkPump sinks, TimeProvider time) : ISystemPart
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    public async Task<PartStatus> LookAsync(CancellationToken ct)
    {
        if (sinks.Troubles.FirstOrDefault() is { Key: not null } trouble)
            return new("audit", PartState.Limited, () => Texts.part_audit, Problem: () => string.Format(CultureInfo.CurrentCulture, Texts.part_audit_sink, trouble.Key, trouble.Value), Remedy: () => Texts.part_audit_sink_remedy);
        try
        {
            await using var query = database.CreateCommand("select max(at) from audit.checkpoint");
            var sealedAt = await query.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : (DateTimeOffset?)null;
            await using var waiting = database.CreateCommand("select count(*) from audit.stream where head_seq > sealed_seq and at < $1");
            waiting.Parameters.AddWithValue(time.GetUtcNow() - Late);
            return (long)(await waiting.ExecuteScalarAsync(ct))! > 0
                ? new("audit", PartState.Limited, () => Texts.part_audit, Problem: () => Texts.part_audit_unsealed, Remedy: () => Texts.part_audit_unsealed_remedy)
                : new("audit", PartState.Up, () => Texts.part_audit, sealedAt is { } last ? () => string.Format(CultureInfo.CurrentCulture, Texts.part_audit_sealed, last.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)) : () => Texts.part_audit_unused);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            var message = e.Message;
            return new("audit", PartState.Down, () => Texts.part_audit, Problem: () => message, Remedy: () => Texts.part_audit_down_remedy);
        }
    }
}
