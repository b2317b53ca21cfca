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

    /// <summary>Phone taken.</summary>
    public static readonly Error PhoneTaken = new("identity.phone_taken", ErrorKind.Conflict);

    /// <summary>Neither phone nor e-mail.</summary>
    public static readonly Error NoContact = new("identity.no_contact", ErrorKind.Invalid);

    /// <summary>Employee number too long or with control characters; the argument is the limit.</summary>
    public static readonly Error BadNumber = new("identity.bad_number", ErrorKind.Invalid);

    /// <summary>Id of a directory too long or with control characters; the argument is the limit.</summary>
    public static readonly Error BadExternalId = new("identity.bad_external_id", ErrorKind.Invalid);

    /// <summary>Entry date out of reason.</summary>
    public static readonly Error BadEntryDate = new("identity.bad_entry_date", ErrorKind.Invalid);

    /// <summary>No such department, or not managed by the actor; the argument is what was asked for.</summary>
    public static readonly Error UnknownDepartment = new("identity.unknown_department", ErrorKind.Invalid);

    /// <summary>In more departments than the limit; the argument is the limit.</summary>
    public static readonly Error TooManyDepartments = new("identity.too_many_departments", ErrorKind.Invalid);

    /// <summary>Every premium licence is taken; the argument is how many there are.</summary>
    public static readonly Error NoLicence = new("identity.no_licence", ErrorKind.Conflict);

    /// <summary>Assigned more than seven days ago: the licence stays with the person.</summary>
    public static readonly Error LicenceBound = new("identity.licence_bound", ErrorKind.Conflict);

    /// <summary>Fewer licences than are in use; the argument is how many are.</summary>
    public static readonly Error PoolTooSmall = new("identity.pool_too_small", ErrorKind.Conflict);

    /// <summary>A link was mailed a moment ago; the argument is the seconds to wait.</summary>
    public static readonly Error InvitedJustNow = new("identity.invited_just_now", ErrorKind.TooMany);

    /// <summary>Five links within a day are enough.</summary>
    public static readonly Error InvitedOften = new("identity.invited_often", ErrorKind.TooMany);

    /// <summary>The account has no e-mail address to write to.</summary>
    public static readonly Error NoEmail = new("identity.no_email", ErrorKind.Conflict);

    /// <summary>The super admin cannot be deleted or disabled.</summary>
    public static readonly Error SuperAdminStays = new("identity.super_admin_stays", ErrorKind.Conflict);

    /// <summary>Whoever takes over must be an active person other than the one deleted.</summary>
    public static readonly Error BadHeir = new("identity.bad_heir", ErrorKind.Invalid);

    /// <summary>Not a picture that can be read, or too large; the argument is the limit in megabytes.</summary>
    public static readonly Error BadPicture = new("identity.bad_picture", ErrorKind.Invalid);

    /// <summary>Department name empty, longer than 32 characters, or with a character that separates paths.</summary>
    public static readonly Error BadDepartmentName = new("identity.bad_department_name", ErrorKind.Invalid);

    /// <summary>Place among sisters not a number from 1.</summary>
    public static readonly Error BadSort = new("identity.bad_sort", ErrorKind.Invalid);

    /// <summary>A sister has the name.</summary>
    public static readonly Error DepartmentNameTaken = new("identity.department_name_taken", ErrorKind.Conflict);

    /// <summary>The tree would be deeper than the limit; the argument is the limit.</summary>
    public static readonly Error TooDeep = new("identity.too_deep", ErrorKind.Conflict);

    /// <summary>More departments than the limit; the argument is the limit.</summary>
    public static readonly Error TooMany = new("identity.too_many", ErrorKind.Conflict);

    /// <summary>A department cannot go under itself.</summary>
    public static readonly Error IntoItself = new("identity.into_itself", ErrorKind.Conflict);

    /// <summary>It has sub-departments; the argument is how many.</summary>
    public static readonly Error HasChildren = new("identity.has_children", ErrorKind.Conflict);

    /// <summary>It has people; the argument is how many.</summary>
    public static readonly Error HasPeople = new("identity.has_people", ErrorKind.Conflict);

    /// <summary>The line stands twice in the file; the argument is the other line.</summary>
    public static readonly Error TwiceInFile = new("identity.twice_in_file", ErrorKind.Invalid);

    /// <summary>Exists already, and the import only adds.</summary>
    public static readonly Error AlreadyThere = new("identity.already_there", ErrorKind.Conflict);

    /// <summary>Does not exist, and the import only changes.</summary>
    public static readonly Error NotThere = new("identity.not_there", ErrorKind.NotFound);

    /// <summary>The file lacks a column; the argument is its name.</summary>
    public static readonly Error MissingColumn = new("identity.missing_column", ErrorKind.Invalid);

    /// <summary>Not a date such as 2026-03-01.</summary>
    public static readonly Error BadDate = new("identity.bad_date", ErrorKind.Invalid);

    /// <summary>Not one of the account types.</summary>
    public static readonly Error BadAccountType = new("identity.bad_account_type", ErrorKind.Invalid);

    /// <summary>The cell holds a formula.</summary>
    public static readonly Error FormulaCell = new("identity.formula_cell", ErrorKind.Invalid);

    /// <summary>Changed by somebody else since the dry run or the act.</summary>
    public static readonly Error ChangedSince = new("identity.changed_since", ErrorKind.Conflict);

    /// <summary>The time to take it back is over, or it was taken back already.</summary>
    public static readonly Error CannotUndo = new("identity.cannot_undo", ErrorKind.Conflict);

    /// <summary>The process that worked on it is gone; nothing was changed.</summary>
    public static readonly Error OperationLost = new("identity.operation_lost", ErrorKind.Unavailable);

    /// <summary>Somebody to be added is not among the people the actor manages.</summary>
    public static readonly Error UnknownMember = new("identity.unknown_member", ErrorKind.Invalid);

    /// <summary>Nobody was chosen.</summary>
    public static readonly Error NobodyChosen = new("identity.nobody_chosen", ErrorKind.Invalid);

    /// <summary>More people than can be handled at once; the argument is the limit.</summary>
    public static readonly Error TooManyChosen = new("identity.too_many_chosen", ErrorKind.Invalid);

    /// <summary>A saved view of the name exists, or there are twenty.</summary>
    public static readonly Error ViewTaken = new("identity.view_taken", ErrorKind.Conflict);
}
