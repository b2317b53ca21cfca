using System.Globalization;
using System.Net;
using Huitang.Messages.Contracts;

namespace Huitang.Identity.Access;

/// <summary>Mails about accounts, in the language of their reader.</summary>
internal sealed class AccountMails(IMailer mailer, ISiteAddress site, IEnterprises enterprises)
{
    /// <summary>Link to set a new password.</summary>
    public Task ResetAsync(UserRow user, string email, string token, CancellationToken ct) =>
        QueueAsync(user, email, nameof(Texts.MailResetSubject), nameof(Texts.MailResetBody), nameof(Texts.MailResetButton), $"account/set-password?token={token}", ct);

    /// <summary>Link for the first password of a new account.</summary>
    public Task ActivationAsync(UserRow user, string email, string token, CancellationToken ct) =>
        QueueAsync(user, email, nameof(Texts.MailActivationSubject), nameof(Texts.MailActivationBody), nameof(Texts.MailActivationButton), $"account/set-password?token={token}", ct);

    /// <summary>Notice that the password was changed.</summary>
    public Task PasswordChangedAsync(UserRow user, string email, CancellationToken ct) =>
        QueueAsync(user, email, nameof(Texts.MailPasswordChangedSubject), nameof(Texts.MailPasswordChangedBody), nameof(Texts.MailPasswordChangedButton), "account", ct);

    /// <summary>News of a proposal that needs consent; the line is already in the reader's language.</summary>
    public Task ConsentAsync(UserRow user, string email, string line, CancellationToken ct) =>
        QueueAsync(user, email, nameof(Texts.MailConsentSubject), nameof(Texts.MailConsentBody), nameof(Texts.MailConsentButton), "my/consents", ct, line);

    private async Task QueueAsync(UserRow user, string email, string subject, string body, string button, string path, CancellationToken ct, string? line = null)
    {
        var culture = CultureInfo.GetCultureInfo(user.Language == "en-US" ? "en-US" : "zh-CN");
        var enterprise = (await enterprises.GetAsync(user.TenantId, ct))?.Name ?? "";
        string Text(string name, params object[] values) => string.Format(culture, Texts.ResourceManager.GetString(name, culture)!, values);
        var link = new Uri(site.Base, path).ToString();
        var said = Text(body, user.Name, enterprise, line ?? user.Login);
        var footer = Text(nameof(Texts.MailFooter), enterprise);
        var html = $"""
            <!doctype html><html lang="{culture.Name}"><body style="font-family:sans-serif;line-height:1.6;max-width:560px">
            {string.Concat(said.Split("\n\n").Select(p => $"<p>{WebUtility.HtmlEncode(p)}</p>"))}
            <p><a href="{WebUtility.HtmlEncode(link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1a66f0;color:#fff;text-decoration:none">{WebUtility.HtmlEncode(Text(button))}</a></p>
            <p style="font-size:12px;color:#666">{WebUtility.HtmlEncode(link)}</p><p style="font-size:12px;color:#666">{WebUtility.HtmlEncode(footer)}</p>
            </body></html>
            """;
        mailer.Queue(new OutgoingMail(email, Text(subject, enterprise), $"{said}\n\n{Text(button)}: {link}\n\n{footer}\n", html) { ToName = user.Name });
    }
}
