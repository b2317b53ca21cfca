using Huitang.Downloads.Running;

namespace Huitang.Downloads.Features;

/// <summary>Stops files that wait or are being written; nothing is left of them.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("download.cancel", Log = AuditLogKind.Administrator)]
internal sealed record CancelDownloads(IReadOnlyList<Guid> Jobs) : IUseCase<int>;

internal sealed class CancelDownloadsHandler(AppDb db, DownloadSight sight, AuditNotes notes, TimeProvider time) : IHandler<CancelDownloads, int>
{
    public async Task<Result<int>> HandleAsync(CancelDownloads order, Actor actor, CancellationToken ct)
    {
        var jobs = await ChosenJobs.OfAsync(sight, actor, order.Jobs, notes, ct);
        if (jobs.Error is { } refused) return refused;
        var ids = jobs.Value!.Where(j => j.State is JobState.Queued or JobState.Running).Select(j => j.Id).ToList();
        if (ids.Count == 0) return DownloadErrors.NotOpen;
        DateTimeOffset? now = time.GetUtcNow();
        // What waits ends at once; what is being written hears of it with the next beat of its process, and if that is dead, when its time is up.
        await db.Downloads.Where(j => ids.Contains(j.Id) && j.State == JobState.Queued).ExecuteUpdateAsync(set => set.SetProperty(j => j.State, JobState.Cancelled).SetProperty(j => j.EndedAt, now), ct);
        await db.Downloads.Where(j => ids.Contains(j.Id) && j.State == JobState.Running).ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelAsked, true), ct);
        return ids.Count;
    }
}

/// <summary>Writes files again that failed, were cancelled or have expired, with the same criteria.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("download.retry", Log = AuditLogKind.Administrator)]
internal sealed record RetryDownloads(IReadOnlyList<Guid> Jobs) : IUseCase<int>;

internal sealed class RetryDownloadsHandler(AppDb db, DownloadSight sight, ExportWorker worker, AuditNotes notes) : IHandler<RetryDownloads, int>
{
    public async Task<Result<int>> HandleAsync(RetryDownloads order, Actor actor, CancellationToken ct)
    {
        var jobs = await ChosenJobs.OfAsync(sight, actor, order.Jobs, notes, ct);
        if (jobs.Error is { } refused) return refused;
        var ids = jobs.Value!.Where(j => j.State is JobState.Failed or JobState.Cancelled or JobState.Expired).Select(j => j.Id).ToList();
        if (ids.Count == 0) return DownloadErrors.StillOpen;
        var open = await db.Downloads.CountAsync(j => j.CreatorId == actor.User && j.DueAt == null && (j.State == JobState.Queued || j.State == JobState.Running), ct);
        if (open + ids.Count > DownloadErrors.MostOpen) return DownloadErrors.TooManyOpen.With(DownloadErrors.MostOpen.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var done = await db.Downloads.Where(j => ids.Contains(j.Id) && (j.State == JobState.Failed || j.State == JobState.Cancelled || j.State == JobState.Expired)).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Queued).SetProperty(j => j.Attempts, 0).SetProperty(j => j.CancelAsked, false).SetProperty(j => j.Rows, 0).SetProperty(j => j.Total, (long?)null)
            .SetProperty(j => j.Size, (long?)null).SetProperty(j => j.Sha256, (string?)null).SetProperty(j => j.ExpiresAt, (DateTimeOffset?)null)
            .SetProperty(j => j.StartedAt, (DateTimeOffset?)null).SetProperty(j => j.EndedAt, (DateTimeOffset?)null).SetProperty(j => j.ErrorCode, (string?)null).SetProperty(j => j.ErrorArgs, Array.Empty<string>()), ct);
        worker.Wake();
        return done;
    }
}

/// <summary>Deletes downloads with their files.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("download.delete", Log = AuditLogKind.Administrator)]
internal sealed record DeleteDownloads(IReadOnlyList<Guid> Jobs) : IUseCase<int>;

internal sealed class DeleteDownloadsHandler(AppDb db, DownloadSight sight, IFileStore store, AuditNotes notes) : IHandler<DeleteDownloads, int>
{
    public async Task<Result<int>> HandleAsync(DeleteDownloads order, Actor actor, CancellationToken ct)
    {
        var jobs = await ChosenJobs.OfAsync(sight, actor, order.Jobs, notes, ct);
        if (jobs.Error is { } refused) return refused;
        var ended = jobs.Value!.Where(j => j.State is not (JobState.Queued or JobState.Running)).ToList();
        if (ended.Count == 0) return DownloadErrors.StillOpen;
        foreach (var key in ended.Select(j => j.FileKey).OfType<string>()) await store.DeleteAsync(key, ct);
        var ids = ended.Select(j => j.Id).ToList();
        return await db.Downloads.Where(j => ids.Contains(j.Id) && j.State != JobState.Queued && j.State != JobState.Running).ExecuteDeleteAsync(ct);
    }
}

/// <summary>Jobs chosen in the list.</summary>
internal static class ChosenJobs
{
    private const int Most = 200;
    private const int Named = 10;

    /// <summary>Those the actor sees; not found when there is none.</summary>
    public static async Task<Result<List<JobRow>>> OfAsync(DownloadSight sight, Actor actor, IReadOnlyList<Guid> chosen, AuditNotes notes, CancellationToken ct)
    {
        var ids = chosen.Distinct().Take(Most).ToList();
        var jobs = await sight.Of(actor).AsNoTracking().Where(j => ids.Contains(j.Id)).ToListAsync(ct);
        if (jobs.Count == 0) return CommonErrors.NotFound;
        notes.On("download", jobs[0].Id.ToString(), jobs.Count == 1 ? jobs[0].Name : $"{jobs[0].Name} +{jobs.Count - 1}");
        if (jobs.Count > 1) notes.Changed("files", null, string.Join("; ", jobs.Take(Named).Select(j => j.Name)));
        return jobs;
    }
}
