namespace Huitang.Identity.Domain;

/// <summary>How long to wait after failures. It slows whoever fails, by account and address; nobody else's sign-in is touched, and no account is ever locked.</summary>
internal static class ThrottleRule
{
    /// <summary>Failures remembered for this long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Failures for one account from one address, or from one known browser, that cost nothing.</summary>
    public const int FreeForAccount = 5;

    /// <summary>Failures from one address that cost nothing; an office may share one.</summary>
    public const int FreeForAddress = 40;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Pause after the last of <paramref name="failures"/>: 2 s, 4 s, 8 s … 15 min.</summary>
    public static TimeSpan Pause(int failures, int free) =>
        failures < free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(20, failures - free + 1))));
}

/// <summary>How long sessions live.</summary>
internal static class SessionRule
{
    /// <summary>A pause this long ends a session.</summary>
    public static TimeSpan Idle(bool remember) => remember ? TimeSpan.FromDays(14) : TimeSpan.FromHours(2);

    /// <summary>No session lives longer.</summary>
    public static TimeSpan Longest(bool remember) => remember ? TimeSpan.FromDays(30) : TimeSpan.FromHours(12);

    /// <summary>Whether the session is alive.</summary>
    public static bool Alive(DateTimeOffset now, DateTimeOffset lastSeen, DateTimeOffset expires, bool remember, DateTimeOffset? revoked) =>
        revoked is null && now < expires && now < lastSeen + Idle(remember);
}
