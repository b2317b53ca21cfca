using System.Globalization;
using System.Net;
using Huitang.Messages.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Downloads.Running;

/// <summary>Ends jobs, exactly once each: state, notice and mail go in one transaction that counts only for the attempt that still has the job.</summary>
internal sealed class JobEnd(IServiceScopeFactory scopes, JobLedger ledger, IActors actors, IPolicy<DownloadsPolicy> policy, StoreOptions options, TimeProvider time)
{
    /// <summary>Whom a job is for, with the rights held now; null when the account is gone or cannot be used.</summary>
    public async Task<Actor?> CreatorAsync(TakenJob job, CancellationToken ct)
    {
        await using var scope = Open(job.Tenant);
        var creator = await scope.ServiceProvider.GetRequiredService<AppDb>().Downloads.Where(j => j.Id == job.Id).Select(j => (UserId?)j.CreatorId).SingleOrDefaultAsync(ct);
        return creator is { } user ? await actors.FindAsync(job.Tenant, user, ct) : null;
    }

    /// <summary>The file is stored; false when the job was cancelled meanwhile or is no longer this attempt's.</summary>
    public async Task<bool> DoneAsync(TakenJob job, Writing.WrittenFile file, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var until = now.AddDays(Math.Clamp((await policy.GetAsync(job.Tenant, ct)).KeepDays ?? options.KeepDays, DownloadsPolicy.LeastDays, DownloadsPolicy.MostDays));
        return await EndAsync(job, rows => rows.Where(j => !j.CancelAsked).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Done).SetProperty(j => j.Rows, file.Rows).SetProperty(j => j.Total, file.Rows).SetProperty(j => j.FileKey, job.Key).SetProperty(j => j.Size, file.Size)
            .SetProperty(j => j.Sha256, file.Sha256).SetProperty(j => j.EndedAt, now).SetProperty(j => j.ExpiresAt, until).SetProperty(j => j.Owner, (Guid?)null).SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null), ct), ct);
    }

    /// <summary>There is no file, for this reason.</summary>
    public Task<bool> GiveUpAsync(TakenJob job, Error error, CancellationToken ct)
    {
        var (now, cancelled) = (time.GetUtcNow(), error.Code == DownloadErrors.Cancelled.Code);
        var (state, code, args) = (cancelled ? JobState.Cancelled : JobState.Failed, cancelled ? null : error.Code, error.Args.ToArray());
        return EndAsync(job, rows => rows.ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, state).SetProperty(j => j.ErrorCode, code).SetProperty(j => j.ErrorArgs, args).SetProperty(j => j.EndedAt, now).SetProperty(j => j.FileKey, (string?)null)
            .SetProperty(j => j.Owner, (Guid?)null).SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null), ct), ct);
    }

    private async Task<bool> EndAsync(TakenJob job, Func<IQueryable<JobRow>, Task<int>> update, CancellationToken ct)
    {
        await using var scope = Open(job.Tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (me, attempt) = ((Guid?)ledger.Me, job.Attempt);
        if (await update(db.Downloads.Where(j => j.Id == job.Id && j.Owner == me && j.Attempts == attempt && j.State == JobState.Running)) == 0) return false;
        var row = await db.Downloads.AsNoTracking().SingleAsync(j => j.Id == job.Id, ct);
        if (row.State != JobState.Cancelled) await TellAsync(scope.ServiceProvider, row, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await scope.ServiceProvider.GetRequiredService<INotifications>().AnnounceAsync([row.CreatorId]);
        return true;
    }

    private static async Task TellAsync(IServiceProvider services, JobRow row, CancellationToken ct)
    {
        var done = row.State == JobState.Done;
        string In(string culture, string key) => string.Format(CultureInfo.GetCultureInfo(culture), Texts.ResourceManager.GetString(key, CultureInfo.GetCultureInfo(culture))!, row.Name);
        var line = done ? nameof(Texts.notice_done) : nameof(Texts.notice_failed);
        var page = $"/console/downloads?job={row.Id:D}";
        await services.GetRequiredService<INotifications>().AddAsync(row.CreatorId, new NewNotice("download.ended", In("zh-CN", line), In("en-US", line), page, $"download:{row.Id:n}"), ct);
        if (!row.Mail || (await services.GetRequiredService<IDirectory>().GetAsync([row.CreatorId], ct)).GetValueOrDefault(row.CreatorId) is not { Email: { Length: > 0 } email } person) return;
        var language = person.Language == "en-US" ? "en-US" : "zh-CN";
        var link = new Uri(services.GetRequiredService<ISiteAddress>().Base, page.TrimStart('/')).ToString();
        var (subject, text) = (In(language, line), In(language, done ? nameof(Texts.mail_done) : nameof(Texts.mail_failed)));
        var html = $"""
            <!doctype html><html lang="{language}"><body style="font-family:sans-serif;line-height:1.6;max-width:560px">
            <p>{WebUtility.HtmlEncode(text)}</p>
            <p><a href="{WebUtility.HtmlEncode(link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1a66f0;color:#fff;text-decoration:none">{WebUtility.HtmlEncode(In(language, nameof(Texts.mail_button)))}</a></p>
            <p style="font-size:12px;color:#666">{WebUtility.HtmlEncode(link)}</p>
            </body></html>
            """;
        services.GetRequiredService<IMailer>().Queue(new OutgoingMail(email, subject, $"{text}\n\n{link}\n", html) { ToName = person.Name });
    }

    private AsyncServiceScope Open(TenantId tenant)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(tenant);
        return scope;
    }
}
