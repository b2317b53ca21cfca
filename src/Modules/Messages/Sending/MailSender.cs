using Huitang.Kernel;
using Huitang.Messages.Data;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Huitang.Messages.Sending;

/// <summary>Sends queued mails, one at a time per process; rows are claimed with SKIP LOCKED, so several processes share the work.</summary>
internal sealed class MailSender(IServiceScopeFactory scopes, IOptionsMonitor<MailOptions> options, TimeProvider time, ILogger<MailSender> log) : BackgroundService
{
    /// <summary>Tries before a mail is given up; with the growing pause that is about a day.</summary>
    public const int MaxAttempts = 12;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private sealed record Claim(Guid Id, int TenantId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sent = false;
            try
            {
                sent = await SendNextAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning("The mail queue cannot be read: {Message}", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(10), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!sent) await Task.Delay(Idle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Handles the mail that is due longest. Returns false when none is due.</summary>
    public async Task<bool> SendNextAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = time.GetUtcNow().ToUniversalTime();
        var claims = await db.Database
            .SqlQuery<Claim>($"select id, tenant_id from messages.mail where state = 0 and due_at <= {now} order by due_at limit 1 for update skip locked")
            .ToListAsync(ct);
        if (claims.Count == 0) return false;

        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(new TenantId(claims[0].TenantId));
        var row = await db.Mails.SingleAsync(m => m.Id == claims[0].Id, ct);
        row.Attempts++;
        try
        {
            row.State = await DeliverAsync(row, options.CurrentValue, ct);
            (row.DoneAt, row.Error) = (time.GetUtcNow(), null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            row.Error = e.Message.Length > 1000 ? e.Message[..1000] : e.Message;
            var hopeless = row.Attempts >= MaxAttempts || e is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted, StatusCode: >= (SmtpStatusCode)500 };
            row.State = hopeless ? MailState.Failed : MailState.Queued;
            row.DueAt = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(4 * 3600, 10 * Math.Pow(3, row.Attempts - 1)));
            log.LogWarning("Mail {Mail} was not sent, try {Attempt}: {Message}", row.Id, row.Attempts, e.Message);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static async Task<MailState> DeliverAsync(MailRow row, MailOptions options, CancellationToken ct)
    {
        using var message = MailWriter.Write(row, options);
        if (string.IsNullOrWhiteSpace(options.Host))
        {
            Directory.CreateDirectory(options.PickupFolder);
            var path = Path.Combine(options.PickupFolder, $"{row.CreatedAt.UtcDateTime:yyyyMMdd-HHmmss}-{row.Id:N}.eml");
            // Under another name first: whoever watches the folder must not read half a mail.
            await message.WriteToAsync(path + ".part", ct);
            File.Move(path + ".part", path, overwrite: true);
            return MailState.PickedUp;
        }

        using var client = new SmtpClient { Timeout = 30_000 };
        await client.ConnectAsync(options.Host, options.Port, options.Security switch
        {
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.Auto,
        }, ct);
        if (!string.IsNullOrEmpty(options.User)) await client.AuthenticateAsync(options.User, options.Password ?? "", ct);
        await client.SendAsync(message, ct);
        await client.DisconnectAsync(true, ct);
        return MailState.Sent;
    }
}
