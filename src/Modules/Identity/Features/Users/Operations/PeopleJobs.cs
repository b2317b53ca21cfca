using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>Does operations on many people in the background, two at a time. What a stopped process leaves unfinished has changed nothing, and says so after a while.</summary>
internal sealed class PeopleJobs(IServiceScopeFactory scopes, TimeProvider time, ILogger<PeopleJobs> log) : IHostedService, IDisposable
{
    /// <summary>An operation silent for so long has lost its process.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _turn = new(2, 2);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _turn.Dispose();
    }

    /// <summary>Begins. The work gets services of a scope of its own, acting as the actor, and tells how far it is.</summary>
    public void Begin(Guid operation, Actor actor, Func<IServiceProvider, JobProgress, CancellationToken, Task> work) =>
        _running[operation] = Task.Run(async () =>
        {
            try
            {
                await _turn.WaitAsync(_stop.Token);
                try
                {
                    await RunAsync(operation, actor, work);
                }
                finally
                {
                    _turn.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // The process stops; the row will be seen as silent.
            }
            finally
            {
                _running.TryRemove(operation, out _);
            }
        });

    private async Task RunAsync(Guid operation, Actor actor, Func<IServiceProvider, JobProgress, CancellationToken, Task> work)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var progress = new JobProgress(scopes, operation, actor, time, cancel);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = actor;
            await work(scope.ServiceProvider, progress, cancel.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            await progress.EndAsync(PeopleOperationState.Cancelled, null);
        }
        catch (ImportException e)
        {
            await progress.EndAsync(PeopleOperationState.Failed, e.Error);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Operation {Operation} on people failed; nothing of it was written", operation);
            await progress.EndAsync(PeopleOperationState.Failed, IdentityErrors.OperationLost);
        }
    }
}

/// <summary>Tells how far an operation is, over a connection of its own, and hears whether to give up.</summary>
internal sealed class JobProgress(IServiceScopeFactory scopes, Guid operation, Actor actor, TimeProvider time, CancellationTokenSource cancel)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private long _last;

    /// <summary>So many rows are handled; written twice a second at most.</summary>
    public async Task TellAsync(int handled, int? total = null, bool always = false)
    {
        if (!always && _last != 0 && time.GetElapsedTime(_last) < Every) return;
        _last = time.GetTimestamp();
        var now = time.GetUtcNow();
        var asked = await OnRowAsync(async rows =>
        {
            await rows.ExecuteUpdateAsync(set => set.SetProperty(o => o.Handled, handled).SetProperty(o => o.BeatAt, now).SetProperty(o => o.Total, o => total ?? o.Total));
            return await rows.Select(o => o.CancelAsked).SingleAsync();
        });
        if (asked) await cancel.CancelAsync();
    }

    /// <summary>Ends the operation without a result.</summary>
    public Task EndAsync(PeopleOperationState state, Error? error)
    {
        var now = time.GetUtcNow();
        string[] args = error is null ? [] : [.. error.Args];
        return OnRowAsync(rows => rows.ExecuteUpdateAsync(set => set
            .SetProperty(o => o.State, state).SetProperty(o => o.FinishedAt, now).SetProperty(o => o.ErrorCode, error == null ? null : error.Code).SetProperty(o => o.ErrorArgs, args)));
    }

    private async Task<T> OnRowAsync<T>(Func<IQueryable<PeopleOperationRow>, Task<T>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(actor.Tenant);
        return await act(scope.ServiceProvider.GetRequiredService<AppDb>().PeopleOperations.Where(o => o.Id == operation));
    }
}
