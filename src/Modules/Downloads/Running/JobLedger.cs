using Npgsql;

namespace Huitang.Downloads.Running;

/// <summary>A job taken by this process.</summary>
/// <param name="Id">Job.</param>
/// <param name="Tenant">Its enterprise.</param>
/// <param name="Attempt">Which time it is begun.</param>
/// <param name="Key">Name of this attempt's file in the store; no other attempt ever has the same, so that one thought dead spoils nothing.</param>
/// <param name="Before">Name of the file an attempt before may have stored; null for none.</param>
internal sealed record TakenJob(Guid Id, TenantId Tenant, int Attempt, string Key, string? Before);

/// <summary>
/// Who writes which job. A job is taken with SKIP LOCKED for the time of a lease that its process renews; whatever a process does with it carries the number of the attempt, so that one
/// which was thought dead and comes back changes nothing any more.
/// </summary>
internal sealed class JobLedger(NpgsqlDataSource database, StoreOptions options, TimeProvider time)
{
    /// <summary>A job that took its process with it this often is given up.</summary>
    public const int MostAttempts = 3;

    /// <summary>This process.</summary>
    public Guid Me { get; } = Ids.New(time);

    /// <summary>Ends what nobody will end: jobs cancelled or tried too often whose process died. Answers how many.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            update downloads.job set state = case when cancel_asked then 4 else 3 end, ended_at = $1, owner = null, lease_until = null, error_code = case when cancel_asked then null else $3 end
            where state = 1 and lease_until < $1 and (cancel_asked or attempts >= $2)
            """);
        Add(command, time.GetUtcNow(), MostAttempts, DownloadErrors.Lost.Code);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes the next job, or null: one that waits, or whose process is silent. People take turns, however many files one of them asked for.</summary>
    public async Task<TakenJob?> TakeAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var token = Ids.New(time).ToString("n")[^12..];
        await using var command = database.CreateCommand("""
            with next as (
              select j.id, j.file_key from downloads.job j
              where j.state in (0, 1) and (j.state = 0 or j.lease_until < $1 and not j.cancel_asked and j.attempts < $4)
              order by (select count(*) from downloads.job o where o.tenant_id = j.tenant_id and o.creator_id = j.creator_id and o.state in (0, 1) and (o.created_at, o.id) < (j.created_at, j.id)), j.created_at, j.id
              limit 1 for update skip locked)
            update downloads.job j set state = 1, owner = $2, lease_until = $3, attempts = attempts + 1, started_at = $1, ended_at = null, rows = 0, total = null, error_code = null, error_args = '{}',
              file_key = 'downloads/' || tenant_id || '/' || replace(j.id::text, '-', '') || '-' || $5 || (array['.xlsx', '.csv', '.parquet'])[format + 1]
            from next where j.id = next.id
            returning j.id, j.tenant_id, j.attempts, j.file_key, next.file_key
            """);
        Add(command, now, Me, now + options.Lease, MostAttempts, token);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new TakenJob(row.GetGuid(0), new TenantId(row.GetInt32(1)), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)) : null;
    }

    /// <summary>Says that this process is alive and how far it is; answers whether to give the job up because it was cancelled, or null when it is no longer ours.</summary>
    public async Task<bool?> BeatAsync(TakenJob job, long rows, long? total, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"update downloads.job set rows = $4, total = coalesce($5, total), lease_until = $6 where {Ours} returning cancel_asked");
        Add(command, job.Id, Me, job.Attempt, rows);
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = total });
        Add(command, time.GetUtcNow() + options.Lease);
        return await command.ExecuteScalarAsync(ct) as bool?;
    }

    /// <summary>Puts a job back: this process stops, and the next one begins it again at once.</summary>
    public async Task ReturnAsync(TakenJob job, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"update downloads.job set state = 0, owner = null, lease_until = null, attempts = attempts - 1, rows = 0, total = null where {Ours}");
        Add(command, job.Id, Me, job.Attempt);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Condition under which a change of this attempt counts; parameters 1 to 3.</summary>
    private const string Ours = "id = $1 and owner = $2 and attempts = $3 and state = 1";

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
    }
}
