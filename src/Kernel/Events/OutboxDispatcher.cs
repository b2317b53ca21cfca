using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Kernel;

/// <summary>Delivers queued events. Several processes may run it: rows are claimed with SKIP LOCKED, and a row is gone only in the transaction that saw all handlers succeed.</summary>
public sealed class OutboxDispatcher(IServiceScopeFactory scopes, ModuleCatalog catalog, TimeProvider time, ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int Batch = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);

    private readonly FrozenDictionary<string, Type> _types = catalog.Assemblies.Append(typeof(IEvent).Assembly)
        .SelectMany(a => a.GetTypes())
        .Where(t => typeof(IEvent).IsAssignableFrom(t) && !t.IsAbstract)
        .ToFrozenDictionary(t => t.FullName!);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delivered = 0;
            try
            {
                delivered = await DeliverAsync(stoppingToken);
            }
            catch (Npgsql.NpgsqlException e)
            {
                // The database is away: its own words say it all.
                log.LogWarning("Event delivery failed: {Problem}; trying again", e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Event delivery failed; trying again");
            }

            if (delivered < Batch) await Task.Delay(Idle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Delivers what is due now. Returns how many rows were looked at.</summary>
    public async Task<int> DeliverAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = time.GetUtcNow();
        var rows = await db.Set<OutboxRow>()
            .FromSql($"select * from kernel.outbox where due_at <= {now} order by at limit {Batch} for update skip locked")
            .ToListAsync(ct);
        foreach (var row in rows)
        {
            try
            {
                await HandleAsync(row, ct);
                db.Remove(row);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                row.Attempts++;
                row.LastError = e.Message.Length > 1000 ? e.Message[..1000] : e.Message;
                row.DueAt = now + TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, row.Attempts)));
                log.LogWarning(e, "Event {Type} {Id} failed, attempt {Attempt}", row.Type, row.Id, row.Attempts);
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    private async Task HandleAsync(OutboxRow row, CancellationToken ct)
    {
        if (!_types.TryGetValue(row.Type, out var type)) throw new InvalidOperationException($"No event type {row.Type} in this version.");
        var happened = JsonSerializer.Deserialize(row.Body, type)!;
        var handlerType = typeof(IEventHandler<>).MakeGenericType(type);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(row.TenantId);
        foreach (var handler in scope.ServiceProvider.GetServices(handlerType))
        {
            try
            {
                await (Task)handlerType.GetMethod("HandleAsync")!.Invoke(handler, [row.Id, row.TenantId, happened, ct])!;
            }
            catch (TargetInvocationException e) when (e.InnerException is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            }
        }
    }
}
