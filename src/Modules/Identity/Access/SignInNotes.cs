namespace Huitang.Identity.Access;

/// <summary>What the log of sign-ins is told of a try; the answer to the person says less.</summary>
internal static class SignInNotes
{
    /// <summary>Somebody tries; who they are is known once the account is found.</summary>
    public static void Trying(this AuditNotes notes, string account, SignInMethod method, UserRow? user)
    {
        notes.SignIn(account, method.ToString().ToLowerInvariant());
        if (user is not null) notes.By(user.Id, user.Name);
    }

    /// <summary>The try ended.</summary>
    public static void Ended(this AuditNotes notes, SignInLogRow attempt) =>
        notes.SignInEnded(attempt.Result == SignInResult.Success ? null : attempt.Result.ToString().ToLowerInvariant(), attempt.SessionId);

    /// <summary>The try was refused; the refusal, for the person.</summary>
    public static Error Noted(this Error refusal, AuditNotes notes, SignInLogRow attempt)
    {
        notes.Ended(attempt);
        return refusal;
    }
}
