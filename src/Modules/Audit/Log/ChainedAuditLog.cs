using System.Collections.Concurrent;
using Huitang.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.Audit;

/// <summary>The logs of the product: each act two records of the chain, one before it and one after. Nothing is ever written over.</summary>
internal sealed class ChainedAuditLog(Appender appender, SubjectKeys keys, AuditOptions options, NpgsqlDataSource database, TimeProvider time, ILogger<ChainedAuditLog> log) : IAuditLog
{
    private readonly ConcurrentDictionary<Guid, (Act Act, Actor Actor)> _open = new();
    private readonly ConcurrentQueue<End> _late = new();

    public async Task<Guid> OpenAsync(AuditOpening opening, Actor actor, CancellationToken ct)
    {
        var act = Ids.New(time);
        var (bodies, open) = await WithAsync(actor.Tenant.Value, ActBodies.SubjectsOf(actor, null), ct);
        var record = new Appended(actor.Tenant.Value, bodies.Opened(act, opening, actor, options.PlaceOf(actor.Ip), time.GetUtcNow()), null, open);
        await appender.WriteAsync([record]);
        _open[act] = (record.After!, actor);
        await WriteLateAsync();
        return act;
    }

    public async Task CloseAsync(Guid entry, TenantId tenant, string outcome, AuditNotes notes, CancellationToken ct)
    {
        if (!_open.TryRemove(entry, out var begun)) throw new InvalidOperationException($"Audit entry {entry} is not open in this process.");
        var end = new End(begun.Act, begun.Actor, outcome, notes, time.GetUtcNow());
        try
        {
            await WriteAsync(end);
        }
#pragma warning disable CA1031 // whatever it is: the act is done, its opening stands, and the end must not be lost
        catch (Exception e)
        {
            log.LogError(e, "The end of audit entry {Entry} ({Action}, {Outcome}) could not be written yet", entry, begun.Act.Action, outcome);
            _late.Enqueue(end);
        }
#pragma warning restore CA1031
    }

    public async Task RecordAsync(TenantId tenant, IReadOnlyList<AuditFact> facts, CancellationToken ct)
    {
        var there = await ThereAsync(tenant, facts.Select(f => f.Id).ToArray(), ct);
        var wanted = facts.Where(fact => !there.Contains(fact.Id)).ToList();
        if (wanted.Count == 0) return;
        var (bodies, open) = await WithAsync(tenant.Value, wanted.SelectMany(fact => ActBodies.SubjectsOf(fact.Actor, fact.Notes, fact.Guest)), ct);
        await appender.WriteAsync(wanted.Select(fact => new Appended(tenant.Value, bodies.Fact(fact, options.PlaceOf(fact.Actor.Ip)), null, open)).ToList());
    }

    /// <summary>Writes ends of acts that could not be written in their time.</summary>
    public async Task WriteLateAsync()
    {
        while (_late.TryDequeue(out var end))
        {
            try
            {
                await WriteAsync(end);
            }
#pragma warning disable CA1031 // told already; tried again with the next act and every minute
            catch (Exception)
            {
                _late.Enqueue(end);
                return;
            }
#pragma warning restore CA1031
        }
    }

    private async Task WriteAsync(End end)
    {
        var (act, actor, outcome, notes, at) = end;
        var (bodies, open) = await WithAsync(act.Tenant, ActBodies.SubjectsOf(actor, notes), CancellationToken.None, [.. act.Subjects]);
        await appender.WriteAsync([new Appended(act.Tenant, bodies.Closed(act.Id, actor, options.PlaceOf(actor.Ip), outcome, notes, at), act, open)]);
    }

    private async Task<(ActBodies Bodies, Func<Guid, string, byte[]?> Open)> WithAsync(int tenant, IEnumerable<Guid> subjects, CancellationToken ct, params Guid[] more)
    {
        var found = await keys.ForWritingAsync(tenant, subjects.Concat(more), ct);
        return (new ActBodies((subject, content) => found.GetValueOrDefault(subject) is { } key ? SealedBox.Seal(key, subject, content) : null),
            (subject, box) => found.GetValueOrDefault(subject) is { } key ? SealedBox.Open(key, subject, box) : null);
    }

    private async Task<HashSet<Guid>> ThereAsync(TenantId tenant, Guid[] ids, CancellationToken ct)
    {
        await using var query = database.CreateCommand("select id from audit.act where tenant_id = $1 and id = any($2)");
        query.Parameters.AddWithValue(tenant.Value);
        query.Parameters.AddWithValue(ids);
        var there = new HashSet<Guid>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) there.Add(reader.GetGuid(0));
        return there;
    }

    /// <summary>The end of an act, to be written.</summary>
    private sealed record End(Act Act, Actor Actor, string Outcome, AuditNotes Notes, DateTimeOffset At);
}
