using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Huitang.Identity.Access;

/// <summary>What several use cases do to accounts.</summary>
internal sealed class Accounts(AppDb db, IPasswordHasher<UserRow> hasher, TimeProvider time)
{
    // A hash of the same cost as real ones, so that an unknown account takes as long as a wrong password.
    private static string? _decoy;

    /// <summary>The account with this UserID or e-mail; null if none, or its owner deregistered.</summary>
    public Task<UserRow?> FindAsync(string loginOrEmail, CancellationToken ct)
    {
        var key = AccountRules.Key(loginOrEmail).Replace("\0", "", StringComparison.Ordinal);
        var users = db.Users.Where(u => u.Status != UserStatus.Cancelled);
        // A UserID has no @, so the two never meet.
        return key.Contains('@') ? users.SingleOrDefaultAsync(u => u.EmailKey == key, ct) : users.SingleOrDefaultAsync(u => u.LoginKey == key, ct);
    }

    /// <summary>Whether the password is the account's; takes as long when there is no account or no password.</summary>
    public bool Verify(UserRow? user, Secret password)
    {
        _decoy ??= hasher.HashPassword(null!, Guid.Empty.ToString());
        var text = password.Value.Length > PasswordRule.Longest ? "" : password.Value;
        var right = hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? _decoy, text) != PasswordVerificationResult.Failed;
        return right && user?.PasswordHash is not null;
    }

    /// <summary>Sets the password; the caller checked it and saves.</summary>
    public void SetPassword(UserRow user, Secret password)
    {
        user.PasswordHash = hasher.HashPassword(user, password.Value);
        user.PasswordChangedAt = time.GetUtcNow();
        user.Version++;
    }

    /// <summary>Takes <paramref name="count"/> ordinals of the enterprise; answers the first.</summary>
    public async Task<int> TakeOrdinalsAsync(TenantId tenant, int count, CancellationToken ct) =>
        (await db.Database.SqlQuery<int>(
            $"update identity.enterprise set next_user_ordinal = next_user_ordinal + {count} where id = {tenant.Value} returning next_user_ordinal - {count} as \"Value\"").ToListAsync(ct)).Single();

    /// <summary>The refusal when saving failed because a UserID, e-mail or phone is taken; null when it failed for another reason.</summary>
    public static Error? Taken(DbUpdateException e) => e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken
        ? taken.ConstraintName switch
        {
            { } name when name.Contains("email", StringComparison.Ordinal) => IdentityErrors.EmailTaken.On("Email"),
            { } name when name.Contains("phone", StringComparison.Ordinal) => IdentityErrors.PhoneTaken.On("Phone"),
            _ => IdentityErrors.LoginTaken.On("Login"),
        }
        : null;

    /// <summary>Keys and search form from the fields as they are now; after every change of them.</summary>
    public static void Index(UserRow user)
    {
        user.EmailKey = user.Email is null ? null : AccountRules.Key(user.Email);
        user.PhoneKey = user.Phone is null ? null : AccountRules.PhoneKey(user.Phone);
        var form = SearchText.For(user.Name, user.Login, user.EmployeeNumber, user.EmailKey, user.PhoneKey);
        (user.SearchText, user.Grams, user.NameSort) = (form.Text, form.Grams, form.NameSort);
    }
}
