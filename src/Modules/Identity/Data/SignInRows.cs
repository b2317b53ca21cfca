using Huitang.Kernel;

namespace Huitang.Identity.Data;

/// <summary>A signed-in session. The cookie only names it; whether it lives is decided here at every request.</summary>
internal sealed class SessionRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last use, to the minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Absolute end, whatever the use.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it outlives the browser and long pauses.</summary>
    public bool Remember { get; init; }

    public string? Ip { get; set; }

    public string? Device { get; init; }

    public SignInMethod Method { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A passkey.</summary>
internal sealed class PasskeyRow : IOwned
{
    /// <summary>Credential id chosen by the authenticator.</summary>
    public required byte[] CredentialId { get; init; }

    public TenantId TenantId { get; set; }

    public UserId UserId { get; init; }

    public required string Name { get; set; }

    /// <summary>COSE key.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Signature counter; many authenticators always say 0.</summary>
    public long SignCount { get; set; }

    public List<string> Transports { get; set; } = [];

    public bool UserVerified { get; set; }

    public bool BackupEligible { get; init; }

    public bool BackedUp { get; set; }

    public required byte[] AttestationObject { get; init; }

    public required byte[] ClientDataJson { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>What a one-time token is for.</summary>
internal enum TokenPurpose
{
    FirstRun = 1,
    PasswordReset = 2,
    Activation = 3,

    /// <summary>Password was right, second factor is missing.</summary>
    HalfSignedIn = 4,

    /// <summary>Challenge of a passkey ceremony.</summary>
    Passkey = 5,

    /// <summary>Secret of an authenticator app being enrolled.</summary>
    TotpEnrolment = 6,
}

/// <summary>A token that works once; only its hash is kept.</summary>
internal sealed class OneTimeTokenRow : IOwned
{
    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    public TenantId TenantId { get; set; }

    public TokenPurpose Purpose { get; init; }

    public UserId? UserId { get; init; }

    /// <summary>What belongs to the token, by purpose; null for nothing.</summary>
    public string? Payload { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Wrong tries made under it.</summary>
    public int Attempts { get; set; }
}

/// <summary>How somebody tried to sign in.</summary>
internal enum SignInMethod
{
    Password = 1,
    Totp = 2,
    RecoveryCode = 3,
    Passkey = 4,

    /// <summary>First run or activation link.</summary>
    Link = 5,

    /// <summary>Asked for a mail with a reset link; counted like a try.</summary>
    ResetMail = 6,

    /// <summary>First-run token presented.</summary>
    FirstRun = 7,

    /// <summary>Password asked for again by somebody signed in.</summary>
    Confirmation = 8,
}

/// <summary>How it ended.</summary>
internal enum SignInResult
{
    /// <summary>Under way, or died on the way; counts as a failure.</summary>
    Trying = 0,
    Success = 1,
    WrongPassword = 2,
    UnknownAccount = 3,
    AccountDisabled = 4,
    NotActivated = 5,

    /// <summary>Password right, second factor asked for.</summary>
    SecondFactorAsked = 6,
    WrongCode = 7,
    Throttled = 8,
    WrongPasskey = 9,
}

/// <summary>One try to sign in; the sign-in log, and what the throttle counts.</summary>
internal sealed class SignInLogRow : IOwned
{
    public Guid Id { get; init; }

    public TenantId TenantId { get; set; }

    public DateTimeOffset At { get; init; }

    /// <summary>What was typed as account, lower case, at most 120 characters.</summary>
    public required string Account { get; init; }

    public UserId? UserId { get; set; }

    public SignInMethod Method { get; init; }

    public SignInResult Result { get; set; }

    public string? Ip { get; init; }

    /// <summary>User-Agent.</summary>
    public string? Device { get; init; }

    /// <summary>Browser that has signed in to this account before, by its device cookie; null for an unknown one.</summary>
    public Guid? KnownDevice { get; init; }

    public Guid? SessionId { get; set; }
}
