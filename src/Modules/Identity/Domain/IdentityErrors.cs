namespace Huitang.Identity.Domain;

/// <summary>Refusals of this module.</summary>
internal static class IdentityErrors
{
    /// <summary>Account or password wrong; says not which.</summary>
    public static readonly Error WrongCredentials = new("identity.wrong_credentials", ErrorKind.Invalid);

    /// <summary>Right password, but an administrator disabled the account.</summary>
    public static readonly Error Disabled = new("identity.disabled", ErrorKind.Forbidden);

    /// <summary>Too many tries; the argument is the seconds to wait.</summary>
    public static readonly Error Throttled = new("identity.throttled", ErrorKind.TooMany);

    /// <summary>The code of the authenticator app, or the recovery code, is wrong or used.</summary>
    public static readonly Error WrongCode = new("identity.wrong_code", ErrorKind.Invalid);

    /// <summary>The second step took too long or was tried too often; start again.</summary>
    public static readonly Error StartAgain = new("identity.start_again", ErrorKind.Conflict);

    /// <summary>The passkey was not accepted.</summary>
    public static readonly Error WrongPasskey = new("identity.wrong_passkey", ErrorKind.Invalid);

    /// <summary>The link was used, replaced or is too old.</summary>
    public static readonly Error LinkExpired = new("identity.link_expired", ErrorKind.Invalid);

    /// <summary>An enterprise exists already.</summary>
    public static readonly Error AlreadySetUp = new("identity.already_set_up", ErrorKind.Conflict);

    /// <summary>The current password is wrong.</summary>
    public static readonly Error WrongPassword = new("identity.wrong_password", ErrorKind.Invalid);

    /// <summary>Shorter than the limit; the argument is the limit.</summary>
    public static readonly Error PasswordTooShort = new("identity.password_too_short", ErrorKind.Invalid);

    /// <summary>Longer than the limit; the argument is the limit.</summary>
    public static readonly Error PasswordTooLong = new("identity.password_too_long", ErrorKind.Invalid);

    /// <summary>Known from leaks, or made of the person's own names.</summary>
    public static readonly Error PasswordCommon = new("identity.password_common", ErrorKind.Invalid);

    /// <summary>The repetition differs.</summary>
    public static readonly Error PasswordsDiffer = new("identity.passwords_differ", ErrorKind.Invalid);

    /// <summary>UserID empty, too long or with characters that are not allowed.</summary>
    public static readonly Error BadLogin = new("identity.bad_login", ErrorKind.Invalid);

    /// <summary>Enterprise id not of lower-case letters, digits and hyphens, 3–32.</summary>
    public static readonly Error BadCorpId = new("identity.bad_corp_id", ErrorKind.Invalid);

    /// <summary>Empty or longer than the limit; the argument is the limit.</summary>
    public static readonly Error BadName = new("identity.bad_name", ErrorKind.Invalid);

    /// <summary>Not an e-mail address.</summary>
    public static readonly Error BadEmail = new("identity.bad_email", ErrorKind.Invalid);

    /// <summary>Not a phone number.</summary>
    public static readonly Error BadPhone = new("identity.bad_phone", ErrorKind.Invalid);

    /// <summary>UserID taken.</summary>
    public static readonly Error LoginTaken = new("identity.login_taken", ErrorKind.Conflict);

    /// <summary>E-mail taken.</summary>
    public static readonly Error EmailTaken = new("identity.email_taken", ErrorKind.Conflict);

    /// <summary>One cannot do this to one's own account.</summary>
    public static readonly Error NotYourself = new("identity.not_yourself", ErrorKind.Conflict);

    /// <summary>The super admin's account is not changed by others.</summary>
    public static readonly Error NotSuperAdmin = new("identity.not_super_admin", ErrorKind.Forbidden);

    /// <summary>Not possible in the account's state.</summary>
    public static readonly Error WrongState = new("identity.wrong_state", ErrorKind.Conflict);

    /// <summary>The account has no authenticator app.</summary>
    public static readonly Error NoTotp = new("identity.no_totp", ErrorKind.Conflict);
}
