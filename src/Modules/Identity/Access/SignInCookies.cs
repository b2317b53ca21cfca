using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Huitang.Identity.Access;

/// <summary>Proof that this browser has signed in to these accounts before. Its failures are counted apart, so strangers cannot slow its owner.</summary>
/// <param name="Id">Number of the browser.</param>
/// <param name="Users">Accounts it signed in to, newest first, at most 20.</param>
internal sealed record DeviceProof(Guid Id, IReadOnlyList<Guid> Users);

/// <summary>What sign-in pages put into and read from cookies; the only place of the module that touches the HTTP response.</summary>
internal sealed class SignInCookies(IHttpContextAccessor http, IDataProtectionProvider protection, TimeProvider time)
{
    private const string DeviceCookie = "huitang_device";
    private const int DeviceUsers = 20;

    private readonly IDataProtector _protector = protection.CreateProtector("Huitang.Identity.Device");

    /// <summary>Name of the cookie between password and second factor.</summary>
    public const string HalfCookie = "huitang_half";

    /// <summary>Name of the cookie of a passkey ceremony.</summary>
    public const string PasskeyCookie = "huitang_passkey";

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("Sign-in pages are rendered within a request.");

    /// <summary>Signs the browser in and makes it a known one.</summary>
    public async Task SignInAsync(SessionTicket ticket)
    {
        var known = ReadDevice();
        var device = new DeviceProof(known?.Id ?? Ids.New(time), [.. new[] { ticket.User.Value }.Concat(known?.Users ?? []).Distinct().Take(DeviceUsers)]);
        Set(DeviceCookie, _protector.Protect(JsonSerializer.Serialize(device)), TimeSpan.FromDays(365));
        Drop(HalfCookie);
        Drop(PasskeyCookie);
        await Context.SignInAsync(HuitangSignIn.Scheme, HuitangSignIn.PrincipalOf(ticket), new AuthenticationProperties { IsPersistent = ticket.Remember, ExpiresUtc = ticket.ExpiresAt });
    }

    /// <summary>Signs the browser out.</summary>
    public Task SignOutAsync() => Context.SignOutAsync(HuitangSignIn.Scheme);

    /// <summary>The browser's proof; null for a new one or a forged cookie.</summary>
    public DeviceProof? ReadDevice()
    {
        if (Context.Request.Cookies[DeviceCookie] is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize<DeviceProof>(_protector.Unprotect(text));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A one-time token kept by the browser between two requests; null when there is none.</summary>
    public string? Read(string cookie) => Context.Request.Cookies[cookie];

    /// <summary>Keeps a one-time token.</summary>
    public void Keep(string cookie, string token) => Set(cookie, token, TimeSpan.FromMinutes(10));

    private void Drop(string cookie)
    {
        if (Context.Request.Cookies.ContainsKey(cookie)) Context.Response.Cookies.Delete(cookie);
    }

    private void Set(string cookie, string value, TimeSpan life) => Context.Response.Cookies.Append(cookie, value, new CookieOptions
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Context.Request.IsHttps, MaxAge = life, IsEssential = true, Path = "/",
    });
}
