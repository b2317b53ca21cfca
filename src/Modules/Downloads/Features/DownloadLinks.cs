using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Huitang.Downloads.Features;

/// <summary>Makes and reads links: for one file, one person and two hours, sealed with the keys of the installation. A link alone opens nothing: it is used signed in, and rights are looked at again.</summary>
internal sealed class DownloadLinks(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(2);

    private readonly IDataProtector _seal = protection.CreateProtector("Huitang.Downloads.Link.v1");

    /// <summary>Address for fetching a file.</summary>
    public string Make(Actor actor, Guid job)
    {
        var until = (time.GetUtcNow() + Life).ToUnixTimeSeconds();
        return $"/downloads/{job:D}?link={_seal.Protect(string.Create(CultureInfo.InvariantCulture, $"{actor.Tenant}|{actor.User}|{job:D}|{until}"))}";
    }

    /// <summary>Whether a link was made for this person and file, and still works.</summary>
    public bool Holds(string? link, Actor actor, Guid job)
    {
        if (link is not { Length: > 0 and < 2000 }) return false;
        try
        {
            return _seal.Unprotect(link).Split('|') is [var tenant, var user, var of, var until] && tenant == actor.Tenant.ToString() && user == actor.User.ToString() && of == job.ToString("D")
                && long.TryParse(until, CultureInfo.InvariantCulture, out var seconds) && time.GetUtcNow().ToUnixTimeSeconds() < seconds;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>Whether somebody may have a file that exists: they hold now what it takes to write it, and their scope covers what is in it.</summary>
internal sealed class DownloadGate(ReportShelf shelf, IDirectory directory, AuditNotes notes)
{
    /// <summary>Why not; null when they may.</summary>
    public async Task<Error?> RefusalAsync(Actor actor, JobRow job, CancellationToken ct)
    {
        notes.On("download", job.Id.ToString(), job.Name);
        if (job.CreatorId != actor.User) notes.Changed("creator", null, job.CreatorName);
        if (job.State == JobState.Expired) return DownloadErrors.Expired;
        if (job.State != JobState.Done) return DownloadErrors.NotReady;
        if (shelf.Find(job.Report) is not { } report) return DownloadErrors.NoSuchReport;
        var decision = ReportShelf.Decide(actor, report);
        if (decision.Reason == AccessReason.PartOnly) return DownloadErrors.OutOfScope;
        if (!decision.Allowed) return DownloadErrors.RightsMissing.With(report.Permission);
        if (job.Shown.FirstOrDefault(p => !actor.Holds(p)) is { } missing) return DownloadErrors.RightsMissing.With(missing);
        return report.Scoping == Scoping.Nothing || await CoversAsync(actor.Scope, job, ct) ? null : DownloadErrors.OutOfScope;
    }

    private async Task<bool> CoversAsync(ActorScope scope, JobRow job, CancellationToken ct)
    {
        if (scope.Whole) return true;
        if (job.ScopeWhole) return false;
        var above = (await directory.DepartmentsAsync(ct)).ToDictionary(d => d.Id.Value, d => d.Parent?.Value);
        return job.ScopeDepartments.All(Within);

        bool Within(Guid department)
        {
            for (Guid? at = department; at is { } here; at = above.GetValueOrDefault(here))
            {
                if (scope.Departments.Contains(here)) return true;
            }

            return false;
        }
    }
}

/// <summary>Makes a link to a finished file.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("download.link", Log = AuditLogKind.Administrator)]
internal sealed record IssueDownloadLink(Guid Job) : IUseCase<string>;

internal sealed class IssueDownloadLinkHandler(DownloadSight sight, DownloadGate gate, DownloadLinks links) : IHandler<IssueDownloadLink, string>
{
    public async Task<Result<string>> HandleAsync(IssueDownloadLink order, Actor actor, CancellationToken ct)
    {
        if (await sight.Of(actor).AsNoTracking().SingleOrDefaultAsync(j => j.Id == order.Job, ct) is not { } job) return CommonErrors.NotFound;
        return await gate.RefusalAsync(actor, job, ct) is { } refused ? refused : links.Make(actor, job.Id);
    }
}

/// <summary>Opens a finished file for whoever a link was made for. Rights are looked at again: they may have changed since.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("download.fetch", Log = AuditLogKind.Administrator)]
internal sealed record FetchDownload(Guid Job, string? Link) : IUseCase<FetchedFile>;

/// <summary>An open file.</summary>
internal sealed record FetchedFile(Stream Content, string Name, ExportFormat Format, long? Size, string? Sha256);

internal sealed class FetchDownloadHandler(DownloadSight sight, DownloadGate gate, DownloadLinks links, IFileStore store) : IHandler<FetchDownload, FetchedFile>
{
    public async Task<Result<FetchedFile>> HandleAsync(FetchDownload order, Actor actor, CancellationToken ct)
    {
        if (!links.Holds(order.Link, actor, order.Job)) return DownloadErrors.LinkInvalid;
        if (await sight.Of(actor).AsNoTracking().SingleOrDefaultAsync(j => j.Id == order.Job, ct) is not { } job) return CommonErrors.NotFound;
        if (await gate.RefusalAsync(actor, job, ct) is { } refused) return refused;
        return await store.OpenAsync(job.FileKey!, ct) is { } content ? new FetchedFile(content, $"{job.Name}.{TableExport.Extension(job.Format)}", job.Format, job.Size, job.Sha256) : DownloadErrors.FileMissing;
    }
}
