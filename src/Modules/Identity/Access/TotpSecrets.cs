using Microsoft.AspNetCore.DataProtection;

namespace Huitang.Identity.Access;

/// <summary>Secrets of authenticator apps, encrypted at rest with the key ring.</summary>
internal sealed class TotpSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Huitang.Identity.Totp");

    /// <summary>The secret; null when the account has none.</summary>
    public byte[]? Read(UserRow user) => user.TotpSecret is null ? null : Read(user.TotpSecret);

    public byte[] Read(string kept) => _protector.Unprotect(Convert.FromBase64String(kept));

    /// <summary>The form that is stored.</summary>
    public string Keep(byte[] secret) => Convert.ToBase64String(_protector.Protect(secret));
}
