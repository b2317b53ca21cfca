using System.Security.Cryptography;
using System.Text;

namespace Huitang.Identity.Access;

/// <summary>Tokens of 256 bits that work once. Stored as hashes in the current save.</summary>
internal sealed class OneTimeTokens(AppDb db, TimeProvider time)
{
    /// <summary>Wrong tries after which a half-finished sign-in must start again.</summary>
    public const int MaxAttempts = 5;

    /// <summary>Adds a token; the caller saves.</summary>
    public string Issue(TokenPurpose purpose, TimeSpan life, UserId? user = null, string? payload = null)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        db.OneTimeTokens.Add(new OneTimeTokenRow { Hash = Hash(token), Purpose = purpose, UserId = user, Payload = payload, CreatedAt = now, ExpiresAt = now + life });
        return token;
    }

    /// <summary>The token if it is valid, without using it up.</summary>
    public async Task<OneTimeTokenRow?> FindAsync(string? token, TokenPurpose purpose, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 100) return null;
        var hash = Hash(token);
        var now = time.GetUtcNow();
        return await db.OneTimeTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash && t.Purpose == purpose && t.ExpiresAt > now && t.Attempts < MaxAttempts, ct);
    }

    /// <summary>Uses the token up, at once and for everybody; null when it is not valid or another request was faster.</summary>
    public async Task<OneTimeTokenRow?> TakeAsync(string? token, TokenPurpose purpose, CancellationToken ct)
    {
        var row = await FindAsync(token, purpose, ct);
        return row is not null && await db.OneTimeTokens.Where(t => t.Hash == row.Hash).ExecuteDeleteAsync(ct) == 1 ? row : null;
    }

    /// <summary>Counts a wrong try under a token. Done at once, so that parallel tries count too.</summary>
    public Task CountAttemptAsync(OneTimeTokenRow row, CancellationToken ct) =>
        db.OneTimeTokens.Where(t => t.Hash == row.Hash).ExecuteUpdateAsync(set => set.SetProperty(t => t.Attempts, t => t.Attempts + 1), ct);

    /// <summary>Ends the person's tokens of a purpose, and all expired ones of the enterprise.</summary>
    public Task EndAsync(UserId? user, TokenPurpose purpose, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return db.OneTimeTokens.Where(t => (t.Purpose == purpose && t.UserId == user) || t.ExpiresAt < now).ExecuteDeleteAsync(ct);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
