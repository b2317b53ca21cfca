using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Huitang.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.Audit.Sinks;

/// <summary>
/// Pushes records and checkpoints to the sinks, at least once, each stream in its order. Of several processes one holds a sink, by an advisory lock that goes with its connection; where it stands is
/// in the database, so another goes on from there. A new sink gets everything that is kept.
/// </summary>
internal sealed class SinkPump(NpgsqlDataSource database, AuditOptions options, TimeProvider time, ILogger<SinkPump> log) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>What last went wrong, by sink; nothing for those that work.</summary>
    public ConcurrentDictionary<string, string> Troubles { get; } = new();

    /// <summary>Why a sink's settings cannot be used; null when they can.</summary>
    public static string? Refuse(SinkOptions sink) => sink.Type switch
    {
        "syslog" => sink.Host is not { Length: > 0 } ? "Host" : sink.Port is < 1 or > 65535 ? "Port" : sink.Protocol is not ("udp" or "tcp") ? "Protocol" : null,
        "webhook" => !Uri.TryCreate(sink.Url, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) ? "Url" : sink.Secret is not { Length: >= 16 } ? "Secret" : null,
        _ => "Type",
    };

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(options.Sinks.Select(sink => RunAsync(sink, stoppingToken)));

    private async Task RunAsync(SinkOptions sink, CancellationToken ct)
    {
        if (Refuse(sink) is { } setting)
        {
            Troubles[sink.Id] = $"Audit:Sinks {setting}";
            log.LogError("Audit sink {Sink} is not used: its setting {Setting} is missing or wrong", sink.Id, setting);
            return;
        }

        for (var pause = Idle; !ct.IsCancellationRequested;)
        {
            try
            {
                await HoldAsync(sink, () => pause = Idle, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (Troubles.GetValueOrDefault(sink.Id) != e.Message) log.LogWarning("Audit sink {Sink} does not take records: {Problem}; trying again", sink.Id, e.Message);
                Troubles[sink.Id] = e.Message;
                pause = pause * 2 < Longest ? pause * 2 : Longest;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(SinkOptions sink, Action worked, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var hold = new NpgsqlCommand("select pg_try_advisory_lock(hashtext('audit.sink'), hashtext($1))", connection))
        {
            hold.Parameters.AddWithValue(sink.Id);
            if (await hold.ExecuteScalarAsync(ct) is not true) return;
        }

        try
        {
            await using ISink to = sink.Type == "syslog" ? new SyslogSink(sink) : new WebhookSink(sink, time);
            while (!ct.IsCancellationRequested)
            {
                if (await PushAsync(sink, to, connection, ct) == 0) await Task.Delay(Idle, time, ct);
                Troubles.TryRemove(sink.Id, out _);
                worked();
            }
        }
        finally
        {
            await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            if (connection.State == System.Data.ConnectionState.Open) await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task<int> PushAsync(SinkOptions sink, ISink to, NpgsqlConnection connection, CancellationToken ct)
    {
        var sent = 0;
        foreach (var (tenant, stream, from) in await BehindAsync(sink, connection, ct))
        {
            var records = new List<(long Seq, DateTimeOffset At, byte[] Body, byte[] Hash)>();
            var sql = stream == Guid.Empty
                ? "select number, at, body, hash from audit.checkpoint where tenant_id = $1 and $2::uuid is not null and number > $3 order by number limit $4"
                : "select seq, at, body, hash from audit.record where tenant_id = $1 and stream = $2 and seq > $3 order by seq limit $4";
            await using (var query = new NpgsqlCommand(sql, connection))
            {
                foreach (var value in new object[] { tenant, stream, from, Batch }) query.Parameters.AddWithValue(value);
                await using var reader = await query.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct)) records.Add((reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)));
            }

            if (records.Count == 0) continue;
            var bodies = records.Select(r => JsonNode.Parse(r.Body)!.AsObject()).ToList();
            if (sink.Personal) await OpenAsync(connection, tenant, bodies, ct);
            var kind = stream == Guid.Empty ? "checkpoint" : "record";
            await to.SendAsync([.. records.Select((r, i) => new Pushed($"{tenant}/{(stream == Guid.Empty ? kind : stream.ToString())}/{r.Seq}", kind, r.At, Convert.ToHexStringLower(r.Hash), bodies[i]))], ct);
            await using var keep = new NpgsqlCommand("insert into audit.sink_position (sink, tenant_id, stream, seq, at) values ($1, $2, $3, $4, now()) on conflict (sink, tenant_id, stream) do update set seq = excluded.seq, at = excluded.at", connection);
            foreach (var value in new object[] { sink.Id, tenant, stream, records[^1].Seq }) keep.Parameters.AddWithValue(value);
            await keep.ExecuteNonQueryAsync(ct);
            sent += records.Count;
        }

        return sent;
    }

    private static async Task<List<(int Tenant, Guid Stream, long From)>> BehindAsync(SinkOptions sink, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("""
            select s.tenant_id, s.stream, coalesce(p.seq, 0) from audit.stream s left join audit.sink_position p on p.sink = $1 and p.tenant_id = s.tenant_id and p.stream = s.stream
            where s.head_seq > coalesce(p.seq, 0)
            union all
            select c.tenant_id, '00000000-0000-0000-0000-000000000000'::uuid, coalesce(p.seq, 0)
            from (select tenant_id, max(number) as number from audit.checkpoint group by tenant_id) c left join audit.sink_position p on p.sink = $1 and p.tenant_id = c.tenant_id and p.stream = '00000000-0000-0000-0000-000000000000'
            where c.number > coalesce(p.seq, 0)
            order by 1, 2 desc
            """, connection);
        query.Parameters.AddWithValue(sink.Id);
        var streams = new List<(int, Guid, long)>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) streams.Add((reader.GetInt32(0), reader.GetGuid(1), reader.GetInt64(2)));
        return streams;
    }

    /// <summary>Puts beside each sealed box what is in it.</summary>
    private static async Task OpenAsync(NpgsqlConnection connection, int tenant, List<JsonObject> bodies, CancellationToken ct)
    {
        var boxes = bodies.SelectMany(body => body["boxes"]?.AsArray() ?? []).OfType<JsonObject>().ToList();
        if (boxes.Count == 0) return;
        var keys = await SubjectKeys.LoadAsync(connection, tenant, boxes.Select(box => box["subject"]!.GetValue<Guid>()).Distinct(), ct);
        foreach (var box in boxes)
        {
            var subject = box["subject"]!.GetValue<Guid>();
            if (box["sealed"]?.GetValue<string>() is { } text && keys.TryGetValue(subject, out var key) && SealedBox.Open(key, subject, text) is { } content) box["opened"] = JsonNode.Parse(content);
        }
    }
}
