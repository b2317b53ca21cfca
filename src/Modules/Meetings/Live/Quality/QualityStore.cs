using Huitang.Meetings.Contracts;
using Huitang.Meetings.Data;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Meetings.Live;

/// <summary>Writes the quality of participations. A chunk has a number that grows with time (seconds since joining), so several processes can write one participation without asking each other.</summary>
internal sealed class QualityStore(NpgsqlDataSource data)
{
    /// <summary>Number of the one chunk of a participation that is over.</summary>
    public const int Sealed = -1;

    /// <summary>What is stored of these participations; those whose joining is not written yet are left out.</summary>
    public async Task<IReadOnlyDictionary<ParticipationId, QualityReport>> KnownAsync(IReadOnlyCollection<ParticipationId> of, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select id, quality from meetings.participation where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = of.Select(p => p.Value).ToArray() });
        var known = new Dictionary<ParticipationId, QualityReport>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) known[new ParticipationId(rows.GetGuid(0))] = QualityReport.Read(await rows.IsDBNullAsync(1, ct) ? null : rows.GetString(1));
        return known;
    }

    /// <summary>Writes chunks and reports in one go. Returns the media rooms among them that are closed already.</summary>
    public async Task<IReadOnlyList<MediaRoomId>> WriteAsync(IReadOnlyList<QualityChunk> chunks, IReadOnlyList<(ParticipationId Of, QualityReport Report)> reports, CancellationToken ct)
    {
        var ids = reports.Select(r => r.Of.Value).ToArray();
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into meetings.quality_chunk(participation_id, number, tenant_id, media_room_id, "from", samples, body)
            select c.id, c.number, p.tenant_id, p.media_room_id, c.at, c.samples, c.body
            from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[], $5::bytea[]) as c(id, number, at, samples, body) join meetings.participation p on p.id = c.id
            on conflict (participation_id, number) do update set samples = excluded.samples, body = excluded.body where excluded.samples > quality_chunk.samples
            """)
        {
            Parameters =
            {
                new() { Value = chunks.Select(c => c.Of.Value).ToArray() }, new() { Value = chunks.Select(c => c.Number).ToArray() }, new() { Value = chunks.Select(c => c.From).ToArray() },
                new() { Value = chunks.Select(c => c.Samples).ToArray() }, new() { Value = chunks.Select(c => c.Body).ToArray() },
            },
        });
        batch.BatchCommands.Add(Reports(reports));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select distinct r.id from meetings.participation p join meetings.media_room r on r.id = p.media_room_id where p.id = any($1) and r.closed_at is not null")
        {
            Parameters = { new() { Value = ids } },
        });
        var closed = new List<MediaRoomId>();
        await using var rows = await batch.ExecuteReaderAsync(ct);
        do
        {
            while (await rows.ReadAsync(ct)) closed.Add(new MediaRoomId(rows.GetGuid(0)));
        }
        while (await rows.NextResultAsync(ct));
        return closed;
    }

    /// <summary>Joins all chunks of each participation of a media room to one, and reckons its report anew from all samples. Doing it again changes nothing.</summary>
    public async Task SealAsync(MediaRoomId room, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var mine = new NpgsqlCommand("select 1 from meetings.media_room where id = $1 for update", connection, transaction))
        {
            mine.Parameters.Add(new NpgsqlParameter { Value = room.Value });
            await mine.ExecuteNonQueryAsync(ct);
        }

        var chunks = new List<QualityChunkRow>();
        await using (var read = new NpgsqlCommand("select participation_id, number, tenant_id, \"from\", samples, body from meetings.quality_chunk where media_room_id = $1", connection, transaction))
        {
            read.Parameters.Add(new NpgsqlParameter { Value = room.Value });
            await using var rows = await read.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                chunks.Add(new QualityChunkRow
                {
                    ParticipationId = new ParticipationId(rows.GetGuid(0)), Number = rows.GetInt32(1), TenantId = new Kernel.TenantId(rows.GetInt32(2)), MediaRoomId = room,
                    From = await rows.GetFieldValueAsync<DateTimeOffset>(3, ct), Samples = rows.GetInt32(4), Body = await rows.GetFieldValueAsync<byte[]>(5, ct),
                });
            }
        }

        var open = chunks.GroupBy(c => c.ParticipationId).Where(g => g.Any(c => c.Number != Sealed)).ToList();
        if (open.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection, transaction);
        var reports = new List<(ParticipationId, QualityReport)>();
        foreach (var group in open)
        {
            var samples = Join(group.SelectMany(c => SamplePack.Read(c.Body, c.From)));
            reports.Add((group.Key, QualityReport.Of(samples)));
            // Only what was read is removed: a chunk written meanwhile stays, and is joined the next time.
            foreach (var chunk in group)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from meetings.quality_chunk where participation_id = $1 and number = $2 and samples = $3")
                {
                    Parameters = { new() { Value = chunk.ParticipationId.Value }, new() { Value = chunk.Number }, new() { Value = chunk.Samples } },
                });
            }

            batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into meetings.quality_chunk(participation_id, number, tenant_id, media_room_id, \"from\", samples, body) values ($1,$2,$3,$4,$5,$6,$7)")
            {
                Parameters =
                {
                    new() { Value = group.Key.Value }, new() { Value = Sealed }, new() { Value = group.First().TenantId.Value }, new() { Value = room.Value },
                    new() { Value = samples[0].At }, new() { Value = samples.Count }, new() { Value = SamplePack.WriteSealed(samples) },
                },
            });
        }

        batch.BatchCommands.Add(Reports(reports));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Samples of several chunks in order of time, each once.</summary>
    public static IReadOnlyList<TimedSample> Join(IEnumerable<TimedSample> samples) => samples.DistinctBy(s => s.At).OrderBy(s => s.At).ToList();

    private static NpgsqlBatchCommand Reports(IReadOnlyList<(ParticipationId Of, QualityReport Report)> reports) => new("""
        update meetings.participation p set quality = r.quality::jsonb, grade = r.grade
        from unnest($1::uuid[], $2::text[], $3::smallint[]) as r(id, quality, grade) where p.id = r.id
        """)
    {
        Parameters =
        {
            new() { Value = reports.Select(r => r.Of.Value).ToArray() }, new() { Value = reports.Select(r => r.Report.ToJson()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = reports.Select(r => (short)r.Report.Grade()).ToArray() },
        },
    };
}
