using System.Net.Mail;
using System.Text;

namespace Huitang.Identity.Domain;

/// <summary>What account fields may look like.</summary>
internal static class AccountRules
{
    /// <summary>Longest display name, in characters.</summary>
    public const int NameLength = 60;

    /// <summary>Longest position, in characters.</summary>
    public const int TitleLength = 96;

    /// <summary>Longest employee number, in characters.</summary>
    public const int NumberLength = 40;

    /// <summary>Longest id a synchronising directory gives somebody, in characters.</summary>
    public const int ExternalIdLength = 256;

    /// <summary>Most departments of one person, the main one included.</summary>
    public const int Departments = 20;

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

    /// <summary>Form under which a phone number is compared: with country code, digits alone. Without a code it is of the mainland.</summary>
    public static string PhoneKey(string phone)
    {
        var digits = new string(phone.Where(char.IsAsciiDigit).ToArray());
        if (phone.TrimStart().StartsWith('+')) return "+" + digits;
        return digits.StartsWith("00", StringComparison.Ordinal) ? "+" + digits[2..] : "+86" + digits;
    }

    /// <summary>A number as it is kept: <c>+86 13800001234</c>.</summary>
    /// <param name="code">Country code, digits with or without plus; empty for 86.</param>
    /// <param name="number">Number in the country, or a whole one with plus.</param>
    public static string Phone(string? code, string number)
    {
        var digits = new string(number.Where(char.IsAsciiDigit).ToArray());
        if (number.TrimStart().StartsWith('+')) return number.Contains(' ', StringComparison.Ordinal) ? "+" + number.TrimStart('+', ' ').Replace("-", "", StringComparison.Ordinal).Trim() : "+" + digits;
        var country = new string((code ?? "").Where(char.IsAsciiDigit).ToArray());
        return $"+{(country.Length == 0 ? "86" : country)} {digits}";
    }

    /// <summary>A phone number without its middle: <c>+86 138****1234</c>.</summary>
    public static string? MaskPhone(string? phone)
    {
        if (phone is null) return null;
        var gap = phone.LastIndexOf(' ');
        var (code, number) = (phone[..(gap + 1)], phone[(gap + 1)..]);
        return code + (number.Length >= 11 ? $"{number[..3]}****{number[^4..]}" : number.Length > 4 ? $"{number[..1]}****{number[^2..]}" : "****");
    }

    /// <summary>An e-mail address without most of its name: <c>c***@example.com</c>.</summary>
    public static string? MaskEmail(string? email) => email is null ? null : email.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? $"{email[..1]}***{email[at..]}" : "***";

    /// <summary>Employee number: visible characters.</summary>
    public static Error? RefuseNumber(string number) =>
        number.Length > NumberLength || number.Any(char.IsControl) ? IdentityErrors.BadNumber.With(NumberLength.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>Id by which a directory knows somebody: visible characters.</summary>
    public static Error? RefuseExternalId(string? id) =>
        id is not null && (id.Length > ExternalIdLength || id.Any(char.IsControl)) ? IdentityErrors.BadExternalId.With(ExternalIdLength.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>Entry date: between 1950 and a year ahead.</summary>
    public static Error? RefuseEntry(DateOnly date, DateOnly today) => date.Year < 1950 || date > today.AddYears(1) ? IdentityErrors.BadEntryDate : null;

    /// <summary>Form under which a UserID or e-mail is compared.</summary>
    public static string Key(string text) => text.Trim().ToLowerInvariant();

    /// <summary>Trimmed; null when nothing is left.</summary>
    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
