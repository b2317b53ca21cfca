using Huitang.Audit;
using Huitang.Audit.Contracts;
using Huitang.Audit.Features;
using Huitang.Kernel;
using Huitang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Huitang.Integration.Audit;

/// <summary>A database administrator changes the log; the verifier says where.</summary>
public sealed class TamperTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static int _tenants = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Database => app.Services.GetRequiredService<NpgsqlDataSource>();

    private string Folder => Path.Combine(app.DataFolder, AuditChain.Folder);

    public static TheoryData<string, ProblemKind, bool> Tamperings => new()
    {
        { "update audit.record set body = convert_to(replace(convert_from(body, 'UTF8'), 'meeting.lock', 'meeting.edit'), 'UTF8') where {row}", ProblemKind.Altered, true },
        { "update audit.record set body = overlay(body placing '\\x20'::bytea from 1 for 1) where {row}", ProblemKind.Altered, true },
        { "update audit.record set hash = sha256(hash) where {row}", ProblemKind.Altered, true },
        { "delete from audit.record where {row}", ProblemKind.Missing, true },
        { "with a as (select body from audit.record where {row}), b as (select body from audit.record where {next}) update audit.record r set body = case when {row} then (select body from b) else (select body from a) end where {row} or {next}", ProblemKind.Altered, true },
        { "update audit.record set seq = -seq where {row}; update audit.record set seq = $seq where {next}; update audit.record set seq = $seq + 1 where tenant_id = $tenant and seq = -$seq", ProblemKind.Altered, true },
        { "delete from audit.record where tenant_id = $tenant and seq > $seq", ProblemKind.Missing, false },
        { "update audit.act set outcome = 'done', object_name = '别的会议' where tenant_id = $tenant and open_seq = $seq", ProblemKind.ListDiffers, true },
        { "update audit.act set ip = '10.9.9.9' where tenant_id = $tenant and open_seq = $seq", ProblemKind.ListDiffers, true },
        { "delete from audit.act where tenant_id = $tenant and open_seq = $seq", ProblemKind.NotListed, true },
        { "insert into audit.act select (json_populate_record(a, json_build_object('id', '01900000-0000-7000-8000-0000000000ff', 'open_seq', 9000, 'close_seq', 9001))).* from audit.act a where tenant_id = $tenant and open_seq = $seq", ProblemKind.OnlyListed, false },
        { "delete from audit.checkpoint where tenant_id = $tenant and number = 1", ProblemKind.CheckpointMissing, false },
        { "update audit.checkpoint set body = convert_to(replace(convert_from(body, 'UTF8'), '\"number\":1,', '\"number\":1 ,'), 'UTF8') where tenant_id = $tenant and number = 1", ProblemKind.CheckpointBroken, false },
        { "update audit.checkpoint set signature = sha256(signature) where tenant_id = $tenant and number = 2", ProblemKind.CheckpointBroken, false },
        { "delete from audit.checkpoint where tenant_id = $tenant and number = 3", ProblemKind.RememberedCheckpoint, false },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Whatever_is_changed_is_named(string sql, ProblemKind kind, bool named)
    {
        var tenant = await FilledAsync(3);
        var clean = await VerifyAsync(tenant);
        Assert.True(clean.Holds, string.Join('\n', clean.Problems.Select(p => p.ToText())));
        Assert.Equal((25, 12, 3, 0), (clean.Records, clean.Entries, clean.Checkpoints, clean.Unsealed));
        Assert.True(Assert.Single(clean.Keys).Trusted);

        // The opening of the fifth act.
        const long seq = 10;
        foreach (var part in sql.Split(';'))
        {
            await SqlAsync(part.Replace("{row}", $"tenant_id = {tenant} and seq = {seq}", StringComparison.Ordinal).Replace("{next}", $"tenant_id = {tenant} and seq = {seq + 1}", StringComparison.Ordinal)
                .Replace("$tenant", $"{tenant}", StringComparison.Ordinal).Replace("$seq", $"{seq}", StringComparison.Ordinal));
        }

        var report = await VerifyAsync(tenant);
        Assert.False(report.Holds);
        var problem = Assert.Single(report.Problems.Where(p => p.Kind == kind).Take(1));
        if (named) Assert.True(problem.From <= seq && seq <= (problem.Kind == ProblemKind.Altered ? problem.To + 1 : problem.To), problem.ToText());
        Assert.DoesNotContain("{", problem.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_written_anew_from_an_edited_entry_on_does_not_match_what_was_signed()
    {
        var tenant = await FilledAsync(2);
        var rows = new List<(Guid Stream, long Seq, byte[] Body)>();
        await using (var query = Database.CreateCommand($"select stream, seq, body from audit.record where tenant_id = {tenant} order by seq"))
        await using (var reader = await query.ExecuteReaderAsync(Ct))
        {
            while (await reader.ReadAsync(Ct)) rows.Add((reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        var hash = Chain.Genesis(tenant, rows[0].Stream);
        foreach (var (stream, seq, bytes) in rows)
        {
            var body = seq == 4 ? System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes).Replace("meeting.lock", "meeting.edit", StringComparison.Ordinal)) : bytes;
            hash = Chain.Next(hash, body);
            await using var update = Database.CreateCommand("update audit.record set body = $1, hash = $2 where tenant_id = $3 and stream = $4 and seq = $5");
            foreach (var value in new object[] { body, hash, tenant, stream, seq }) update.Parameters.AddWithValue(value);
            await update.ExecuteNonQueryAsync(Ct);
        }

        // And the list with it, as a careful forger would.
        await SqlAsync($"update audit.act set action = 'meeting.edit' where tenant_id = {tenant} and open_seq = 4");
        var report = await VerifyAsync(tenant);
        Assert.Contains(report.Problems, p => p is { Kind: ProblemKind.Rewritten, From: <= 4, To: >= 4 });
        Assert.DoesNotContain(report.Problems, p => p.Kind == ProblemKind.Altered);
    }

    [Fact]
    public async Task A_checkpoint_signed_with_a_key_of_the_forgers_own_is_not_believed()
    {
        var tenant = await FilledAsync(1);
        var own = AuditChain.FingerprintOf(Folder)!;
        using var other = SigningKey.Open(Directory.CreateTempSubdirectory("htforger").FullName, make: true)!;
        var body = new Checkpoint(tenant, 1, null, TimeProvider.System.GetUtcNow(), []).ToBody(other.Fingerprint);
        await using (var connection = await Database.OpenConnectionAsync(Ct)) await other.AnnounceAsync(connection, TimeProvider.System, Ct);
        await using (var update = Database.CreateCommand("update audit.checkpoint set body = $1, hash = $2, key = $3, signature = $4 where tenant_id = $5"))
        {
            foreach (var value in new object[] { body, Checkpoint.HashOf(body), other.Fingerprint, other.Sign(body), tenant }) update.Parameters.AddWithValue(value);
            await update.ExecuteNonQueryAsync(Ct);
        }

        Assert.Contains(await ProblemsAsync(new VerificationTrust(Folder, Tenant: tenant)), p => p.Kind == ProblemKind.RememberedCheckpoint);
        Assert.Contains(await ProblemsAsync(new VerificationTrust(null, [own], tenant)), p => p.Kind == ProblemKind.UnknownKey && p.Detail == other.Fingerprint);

        async Task<IReadOnlyList<VerificationProblem>> ProblemsAsync(VerificationTrust trust) => (await AuditChain.VerifyAsync(Database, trust, TimeProvider.System, Ct)).Problems;
    }

    [Fact]
    public async Task The_signing_key_is_outside_the_database_and_for_the_product_alone()
    {
        await FilledAsync(1);
        var path = Directory.GetFiles(Folder, "*.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(path)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task An_exported_file_verifies_anywhere_and_names_what_was_changed_in_it()
    {
        var tenant = await FilledAsync(2);
        var path = Path.GetTempFileName();
        await using (var file = File.Create(path)) Assert.Equal(17, await AuditChain.ExportAsync(Database, tenant, personal: true, file, TimeProvider.System, Ct));
        var clean = await AuditChain.VerifyFileAsync(path, new VerificationTrust(Trusted: [AuditChain.FingerprintOf(Folder)!]), TimeProvider.System, Ct);
        Assert.True(clean.Holds, string.Join('\n', clean.Problems.Select(p => p.ToText())));
        Assert.Equal((17, 2), (clean.Records, clean.Checkpoints));

        var lines = await File.ReadAllLinesAsync(path, Ct);
        var first = Array.FindIndex(lines, line => line.Contains("\"t\":\"record\"", StringComparison.Ordinal));
        async Task<VerificationReport> ChangedAsync(Func<List<string>, IEnumerable<string>> change)
        {
            await File.WriteAllLinesAsync(path, change([.. lines]), Ct);
            return await AuditChain.VerifyFileAsync(path, new VerificationTrust(), TimeProvider.System, Ct);
        }

        Assert.Contains((await ChangedAsync(all => all.Select((line, i) => i == first + 4 ? line.Replace("done", "gone", StringComparison.Ordinal).Replace("meeting.lock", "meeting.edit", StringComparison.Ordinal) : line))).Problems, p => p is { Kind: ProblemKind.Altered, From: 5 });
        Assert.Contains((await ChangedAsync(all => all.Where((_, i) => i != first + 4))).Problems, p => p is { Kind: ProblemKind.Missing, From: 5, To: 5 });
        Assert.Contains((await ChangedAsync(all => { (all[first + 4], all[first + 5]) = (all[first + 5], all[first + 4]); return all; })).Problems, p => p is { Kind: ProblemKind.OutOfOrder, From: 5 });
        var cut = await ChangedAsync(all => all.Take(first + 9));
        Assert.Contains(cut.Problems, p => p is { Kind: ProblemKind.Missing, From: 10, To: 17 });
        Assert.Contains(cut.Problems, p => p.Kind == ProblemKind.FileBroken);
        Assert.Contains((await ChangedAsync(_ => ["not json", "{}"])).Problems, p => p is { Kind: ProblemKind.FileBroken, From: 1 });
        File.Delete(path);
    }

    /// <summary>An enterprise of its own with four acts for each checkpoint.</summary>
    private async Task<int> FilledAsync(int checkpoints)
    {
        var actor = new Actor { Kind = ActorKind.User, Tenant = new TenantId(Interlocked.Increment(ref _tenants)), User = new UserId(Ids.New(TimeProvider.System)), Name = "林静", Ip = "203.0.113.9" };
        var (log, sealer) = (app.Services.GetRequiredService<IAuditLog>(), app.Services.GetRequiredService<Sealer>());
        for (var i = 0; i < checkpoints * 4; i++)
        {
            var notes = new AuditNotes();
            notes.On("meeting", $"{i}", $"会议 {i}");
            notes.Changed("locked", false, true);
            await log.CloseAsync(await log.OpenAsync(new AuditOpening("meeting.lock"), actor, Ct), actor.Tenant, AuditOutcome.Done, notes, Ct);
            if (i % 4 == 3) Assert.NotNull(await sealer.SealAsync(actor.Tenant.Value, Ct));
        }

        return actor.Tenant.Value;
    }

    private Task<VerificationReport> VerifyAsync(int tenant) => AuditChain.VerifyAsync(Database, new VerificationTrust(Folder, Tenant: tenant), TimeProvider.System, Ct);

    private async Task SqlAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
