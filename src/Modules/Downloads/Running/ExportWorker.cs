using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huitang.Downloads.Running;

/// <summary>
/// Writes files in the background, one at a time unless the settings say otherwise, on quiet threads. A file is written into the work folder, then stored, then shown; what is cancelled, lost or
/// refused in between leaves nothing behind. A job whose process died is begun again by another, or by the next one.
/// </summary>
internal sealed class ExportWorker(IServiceScopeFactory scopes, JobLedger ledger, JobEnd end, Scheduler scheduler, IFileStore store, StoreOptions options, TimeProvider time, ILogger<ExportWorker> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _something = new(0);

    /// <summary>Something was queued in this process: it is looked at now and not in a second.</summary>
    public void Wake() => _something.Release();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _something.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.AtOnce == 0) return;
        using var threads = new QuietThreads(options.AtOnce);
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await scheduler.RunDueAsync(stoppingToken);
                await ledger.SweepAsync(stoppingToken);
                running.RemoveAll(r => r.IsCompleted);
                while (running.Count < options.AtOnce && await ledger.TakeAsync(stoppingToken) is { } job)
                    running.Add(Task.Factory.StartNew(() => RunAsync(job, stoppingToken), CancellationToken.None, TaskCreationOptions.DenyChildAttach, threads).Unwrap());
            }
            catch (Npgsql.NpgsqlException e)
            {
                log.LogWarning("Downloads could not be looked after: {Problem}; trying again", e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Downloads could not be looked after; trying again");
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var signal = _something.WaitAsync(pause.Token);
            await Task.WhenAny([signal, Task.Delay(Look, time, pause.Token), .. running]);
            await pause.CancelAsync();
            await signal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(TakenJob job, CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var progress = new Writing.JobProgress();
        var work = Path.Combine(store.WorkFolder, $"{job.Id:n}-{job.Attempt}");
        // The heart beats beside the work: a long query must not look like death.
        var heart = Task.Run(() => BeatAsync(job, progress, cancel), CancellationToken.None);
        Error? error = null;
        try
        {
            // An earlier attempt may have stored its file and died before it could say so.
            if (job.Before is { } before) await store.DeleteAsync(before, cancel.Token);
            var written = await RunAsync(job, work, progress, cancel.Token);
            cancel.Token.ThrowIfCancellationRequested();
            error = written.Error;
            if (written.Value is { } done)
            {
                await store.StoreAsync(job.Key, work, cancel.Token);
                // Cancelled in the last moment, or somebody else's by now.
                if (!await end.DoneAsync(job, done, CancellationToken.None)) error = DownloadErrors.Cancelled;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ForgetAsync(job);
            await TryAsync(() => ledger.ReturnAsync(job, CancellationToken.None));
            return;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            error = DownloadErrors.Cancelled;
        }
        catch (Exception e)
        {
            var number = Ids.New(time).ToString("N")[^12..];
            log.LogError(e, "The file of job {Job} could not be written; reference {Reference}", job.Id, number);
            error = CommonErrors.Failed.With(number);
        }
        finally
        {
            await cancel.CancelAsync();
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            File.Delete(work);
        }

        if (error is null) return;
        await ForgetAsync(job);
        await TryAsync(() => end.GiveUpAsync(job, error, CancellationToken.None));
    }

    private async Task<Result<Writing.WrittenFile>> RunAsync(TakenJob job, string work, Writing.JobProgress progress, CancellationToken ct)
    {
        if (await end.CreatorAsync(job, ct) is not { } creator) return DownloadErrors.CreatorGone;
        return await UseCaseRunner.RunAsync(scopes, new Features.RunReport(job.Id, work, progress), creator, ct);
    }

    private async Task BeatAsync(TakenJob job, Writing.JobProgress progress, CancellationTokenSource cancel)
    {
        var last = Stopwatch.GetTimestamp();
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(Beat, time, cancel.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) return;
            try
            {
                // Null: another process has it. What this one writes would change nothing any more.
                if (await ledger.BeatAsync(job, progress.Rows, progress.Total, cancel.Token) is not false) await cancel.CancelAsync();
                last = Stopwatch.GetTimestamp();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (Stopwatch.GetElapsedTime(last) > options.Lease) await cancel.CancelAsync();
            }
        }
    }

    private Task ForgetAsync(TakenJob job) => TryAsync(() => store.DeleteAsync(job.Key, CancellationToken.None));

    // The database or the store may be away just now; the lease then runs out and the job is taken again.
    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning("A job could not be put in order: {Problem}", e.Message);
        }
    }
}
