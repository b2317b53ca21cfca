using System.Diagnostics;
using Huitang.Audit;
using Huitang.Audit.Contracts;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Bench.Scenarios;

/// <summary>How fast acts are recorded by many writers, against plain inserts of the same bytes, and how fast a log is verified. In this process: what is measured is the appender and the verifier, no page.</summary>
internal static class AuditBench
{
    public static async Task AppendAsync(int writers, int seconds, CancellationToken ct)
    {
        Figures.Head($"audit append: {writers} writers, {seconds} s each way");
        await using var postgres = await PostgresServer.StartAsync();
        await using var app = await ProductAsync(postgres);
        var (log, database) = (app.Services.GetRequiredService<IAuditLog>(), app.Services.GetRequiredService<NpgsqlDataSource>());
        await WriteAsync(writers, 1, _ => ActAsync(log, 0), ct);
        await using (var make = database.CreateCommand("create table plain (id uuid primary key, tenant_id int, at timestamptz, action text, actor text, outcome text, body bytea); create index on plain (tenant_id, at desc)")) await make.ExecuteNonQueryAsync(ct);
        var body = new byte[600];
        var plain = await WriteAsync(writers, seconds, _ => PlainAsync(database, body), ct);
        var chained = await WriteAsync(writers, seconds, number => ActAsync(log, number), ct);
        Figures.Line("plain insert, one row and one commit each", $"{Figures.Text(plain.Rate, "N0")} rows/s; {Figures.Percentiles(plain.Times)}");
        Figures.Line("acts, each an opening and an end", $"{Figures.Text(chained.Rate, "N0")} acts/s = {Figures.Text(chained.Rate * 2, "N0")} records/s; {Figures.Percentiles(chained.Times)}");
        Figures.Line("ratio records to plain rows", Figures.Text(chained.Rate * 2 / plain.Rate));
    }

    public static async Task VerifyAsync(int records, CancellationToken ct)
    {
        Figures.Head($"audit verification: {records:N0} records");
        await using var postgres = await PostgresServer.StartAsync();
        await using var app = await ProductAsync(postgres);
        var (log, database, sealer) = (app.Services.GetRequiredService<IAuditLog>(), app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetRequiredService<Sealer>());
        var (start, batch) = (Stopwatch.GetTimestamp(), 1000);
        for (var made = 0; made < records; made += batch)
        {
            await log.RecordAsync(new TenantId(1), Enumerable.Range(made, Math.Min(batch, records - made)).Select(Fact).ToList(), ct);
            if (made % (batch * 50) == 0) await sealer.SealAsync(ct);
        }

        await sealer.SealAsync(ct);
        Figures.Line("written", $"{Figures.Text(records / Stopwatch.GetElapsedTime(start).TotalSeconds, "N0")} records/s in batches of {batch}");
        start = Stopwatch.GetTimestamp();
        var read = 0L;
        await using (var query = database.CreateCommand("select body, hash from audit.record order by tenant_id, stream, seq"))
        await using (var reader = await query.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) read += reader.GetFieldValue<byte[]>(0).Length + reader.GetFieldValue<byte[]>(1).Length;
        }

        var scan = Stopwatch.GetElapsedTime(start);
        Figures.Line("only reading the records (baseline)", $"{Figures.Text(scan.TotalSeconds)} s, {read >> 20} MiB");
        var report = await AuditChain.VerifyAsync(database, new VerificationTrust(), TimeProvider.System, ct);
        Figures.Line("verified: links, signatures, list", $"{Figures.Text(report.Took.TotalSeconds)} s, {report.Records:N0} records, {report.Entries:N0} entries, {report.Checkpoints} checkpoints, {report.ProblemCount} problems");
        Figures.Line("ratio to only reading", Figures.Text(report.Took / scan));
        var path = Path.GetTempFileName();
        await using (var file = File.Create(path, 1 << 20)) await AuditChain.ExportAsync(database, 1, false, file, TimeProvider.System, ct);
        var offline = await AuditChain.VerifyFileAsync(path, new VerificationTrust(), TimeProvider.System, ct);
        Figures.Line("exported file", $"{new FileInfo(path).Length >> 20} MiB, verified in {Figures.Text(offline.Took.TotalSeconds)} s, {offline.ProblemCount} problems");
        File.Delete(path);
        await using var edit = database.CreateCommand($"update audit.record set body = overlay(body placing '\\x5b'::bytea from 1 for 1) where seq = {records * 2L / 3}");
        await edit.ExecuteNonQueryAsync(ct);
        var broken = await AuditChain.VerifyAsync(database, new VerificationTrust(), TimeProvider.System, ct);
        Figures.Line("one byte changed", broken.Problems.Count > 0 ? broken.Problems[0].ToText() : "NOT FOUND");
    }

    private static async Task<WebApplication> ProductAsync(PostgresServer postgres) =>
        HuitangApp.Build(new HuitangOptions { Database = await postgres.CreateDatabaseAsync(), DataFolder = Directory.CreateTempSubdirectory("htbench").FullName, LocalMedia = false });

    private static async Task<(double Rate, List<double> Times)> WriteAsync(int writers, int seconds, Func<int, Task> write, CancellationToken ct)
    {
        var (start, end) = (Stopwatch.GetTimestamp(), TimeSpan.FromSeconds(seconds));
        var all = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var number = writer; Stopwatch.GetElapsedTime(start) < end; number += writers)
            {
                ct.ThrowIfCancellationRequested();
                var begun = Stopwatch.GetTimestamp();
                await write(number);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return times;
        }, ct)));
        var took = Stopwatch.GetElapsedTime(start);
        var times = all.SelectMany(t => t).ToList();
        return (times.Count / took.TotalSeconds, times);
    }

    private static async Task ActAsync(IAuditLog log, int number) =>
        await log.CloseAsync(await log.OpenAsync(new AuditOpening("meeting.lock", AuditLogKind.Administrator, "meetings.control", AuditGround.Permission), By(number), default), new TenantId(1), AuditOutcome.Done, Notes(number), default);

    private static async Task PlainAsync(NpgsqlDataSource database, byte[] body)
    {
        await using var insert = database.CreateCommand("insert into plain values ($1, 1, $2, 'meeting.lock', '王思远', 'done', $3)");
        insert.Parameters.AddWithValue(Ids.New(TimeProvider.System));
        insert.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, TimeProvider.System.GetUtcNow().UtcDateTime);
        insert.Parameters.AddWithValue(body);
        await insert.ExecuteNonQueryAsync();
    }

    private static AuditFact Fact(int number) => new(Ids.New(TimeProvider.System), new AuditOpening("meeting.lock", AuditLogKind.Member, Ground: AuditGround.Own), By(number), TimeProvider.System.GetUtcNow(), AuditOutcome.Done, Notes(number));

    private static Actor By(int number) => new()
    {
        Kind = ActorKind.User, Tenant = new TenantId(1), User = new UserId(new Guid(number % 500, 0, 0, new byte[8])), Name = $"王思远{number % 500}", Ip = $"10.0.{number % 250}.{number % 200}", Device = "Chrome 140 · linux", RequestId = $"r{number}",
    };

    private static AuditNotes Notes(int number)
    {
        var notes = new AuditNotes();
        notes.On("meeting", $"{number % 5000}", $"季度经营评审 {number % 5000}", $"{100_000_000 + (number % 5000)}");
        notes.Changed("locked", false, true);
        return notes;
    }
}
