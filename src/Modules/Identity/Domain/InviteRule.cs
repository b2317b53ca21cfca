using System.Globalization;

namespace Huitang.Identity.Domain;

/// <summary>How often activation mails may go out: not twice within a minute, at most five within a day.</summary>
internal static class InviteRule
{
    /// <summary>Time in which mails are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private const int Most = 5;

    /// <summary>Why not now; null when one may go out.</summary>
    public static Error? Refuse(DateTimeOffset? last, DateTimeOffset? since, int count, DateTimeOffset now)
    {
        if (last is { } at && now - at < Pause) return IdentityErrors.InvitedJustNow.With(((int)Math.Ceiling((Pause - (now - at)).TotalSeconds)).ToString(CultureInfo.InvariantCulture));
        return since is { } from && now - from < Window && count >= Most ? IdentityErrors.InvitedOften : null;
    }
}
