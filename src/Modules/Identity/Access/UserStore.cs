using Microsoft.AspNetCore.Identity;

namespace Huitang.Identity.Access;

/// <summary>What ASP.NET Core Identity's passkey ceremony asks of accounts. Accounts are made and changed by use cases, not through here.</summary>
internal sealed class UserStore(AppDb db, TimeProvider time) : IUserPasskeyStore<UserRow>
{
    public void Dispose()
    {
    }

    public Task<string> GetUserIdAsync(UserRow user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(UserRow user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Login);

    public Task<string?> GetNormalizedUserNameAsync(UserRow user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.LoginKey);

    public async Task<UserRow?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? await db.Users.SingleOrDefaultAsync(u => u.Id == new UserId(id), cancellationToken) : null;

    public Task<UserRow?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        var key = AccountRules.Key(normalizedUserName);
        return db.Users.SingleOrDefaultAsync(u => u.LoginKey == key, cancellationToken);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(UserRow user, CancellationToken cancellationToken) =>
        (await db.Passkeys.AsNoTracking().Where(p => p.UserId == user.Id).ToListAsync(cancellationToken)).Select(Info).ToList();

    public async Task<UserRow?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await (from passkey in db.Passkeys join user in db.Users on passkey.UserId equals user.Id where passkey.CredentialId == credentialId select user).SingleOrDefaultAsync(cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(UserRow user, byte[] credentialId, CancellationToken cancellationToken) =>
        await db.Passkeys.AsNoTracking().SingleOrDefaultAsync(p => p.CredentialId == credentialId && p.UserId == user.Id, cancellationToken) is { } row ? Info(row) : null;

    /// <summary>Adds to the current save, or notes the use of a known one.</summary>
    public async Task AddOrUpdatePasskeyAsync(UserRow user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        if (await db.Passkeys.SingleOrDefaultAsync(p => p.CredentialId == passkey.CredentialId, cancellationToken) is { } row)
        {
            (row.SignCount, row.UserVerified, row.BackedUp, row.LastUsedAt) = (passkey.SignCount, passkey.IsUserVerified, passkey.IsBackedUp, time.GetUtcNow());
            return;
        }

        db.Passkeys.Add(new PasskeyRow
        {
            CredentialId = passkey.CredentialId, UserId = user.Id, Name = passkey.Name ?? "", PublicKey = passkey.PublicKey, SignCount = passkey.SignCount,
            Transports = [.. passkey.Transports ?? []], UserVerified = passkey.IsUserVerified, BackupEligible = passkey.IsBackupEligible, BackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject, ClientDataJson = passkey.ClientDataJson, CreatedAt = passkey.CreatedAt,
        });
    }

    public Task RemovePasskeyAsync(UserRow user, byte[] credentialId, CancellationToken cancellationToken) =>
        db.Passkeys.Where(p => p.UserId == user.Id && p.CredentialId == credentialId).ExecuteDeleteAsync(cancellationToken);

    public Task SetUserNameAsync(UserRow user, string? userName, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetNormalizedUserNameAsync(UserRow user, string? normalizedName, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> CreateAsync(UserRow user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> UpdateAsync(UserRow user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> DeleteAsync(UserRow user, CancellationToken cancellationToken) => throw Elsewhere();

    private static UserPasskeyInfo Info(PasskeyRow row) => new(
        row.CredentialId, row.PublicKey, row.CreatedAt, (uint)row.SignCount, [.. row.Transports], row.UserVerified, row.BackupEligible, row.BackedUp, row.AttestationObject, row.ClientDataJson)
    { Name = row.Name };

    private static NotSupportedException Elsewhere() => new("Accounts are made and changed by use cases.");
}
