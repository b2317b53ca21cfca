using System.Net.Mail;
using System.Text;

namespace Huitang.Identity.Domain;

/// <summary>What account fields may look like.</summary>
internal static class AccountRules
{
    /// <summary>Longest display name, in characters.</summary>
    public const int NameLength = 60;

    /// <summary>Longest enterprise name, in characters.</summary>
    public const int EnterpriseNameLength = 100;

    private const int LoginBytes = 40;
    private const string Forbidden = "!*'();:@&=+$,/?#[] ";

    /// <summary>UserID: 1–40 bytes of visible ASCII without characters that mean something in addresses; so never an e-mail address.</summary>
    public static Error? RefuseLogin(string login) =>
        login.Length == 0 || Encoding.UTF8.GetByteCount(login) > LoginBytes || login.Any(c => c is <= ' ' or > '~' || Forbidden.Contains(c))
            ? IdentityErrors.BadLogin
            : null;

    /// <summary>Public enterprise id.</summary>
    public static Error? RefuseCorpId(string id) =>
        id.Length is < 3 or > 32 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || id.StartsWith('-') || id.EndsWith('-') || id == DemoEnterprise.CorpId
            ? IdentityErrors.BadCorpId
            : null;

    /// <summary>A name for people: not empty, no control characters.</summary>
    public static Error? RefuseName(string name, int length = NameLength) =>
        name.Length == 0 || name.Length > length || name.Any(char.IsControl) ? IdentityErrors.BadName.With(length.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>A bare e-mail address.</summary>
    public static Error? RefuseEmail(string email) =>
        email.Length > 254 || email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c > '~') || !MailAddress.TryCreate(email, out var address) || address.Address != email
            ? IdentityErrors.BadEmail
            : null;

    /// <summary>A phone number: digits with an optional leading plus and separators.</summary>
    public static Error? RefusePhone(string phone) =>
        phone.Length is < 5 or > 32 || !phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ') || phone.Count(char.IsAsciiDigit) < 5 ? IdentityErrors.BadPhone : null;

    /// <summary>Form under which a UserID or e-mail is compared.</summary>
    public static string Key(string text) => text.Trim().ToLowerInvariant();

    /// <summary>Trimmed; null when nothing is left.</summary>
    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
