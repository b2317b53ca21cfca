using System.Globalization;

namespace Huitang.Identity.Access;

/// <summary>Counts tries in the sign-in log. A try is written before it is judged, so that tries made at the same moment see each other.</summary>
internal sealed class SignInThrottle(AppDb db, TimeProvider time)
{
    private static readonly SignInResult[] Failures =
    [
        SignInResult.Trying, SignInResult.WrongPassword, SignInResult.UnknownAccount, SignInResult.WrongCode, SignInResult.WrongPasskey,
        SignInResult.AccountDisabled, SignInResult.NotActivated,
    ];

    /// <summary>Notes a try; the refusal is set when the person must wait.</summary>
    public async Task<(SignInLogRow Try, Error? Refusal)> BeginAsync(string account, SignInMethod method, UserId? user, Actor from, DeviceProof? device, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = user is { } u && device?.Users.Contains(u.Value) == true ? device.Id : (Guid?)null;
        var row = new SignInLogRow
        {
            Id = Ids.New(time), At = now, Account = account.Length > 120 ? account[..120] : account, UserId = user, Method = method,
            Result = SignInResult.Trying, Ip = from.Ip, Device = from.Device, KnownDevice = known,
        };
        db.SignInLog.Add(row);
        await db.SaveChangesAsync(ct);

        var since = now - ThrottleRule.Window;
        var tries = db.SignInLog.AsNoTracking().Where(l => l.Id != row.Id && l.At > since);
        var mine = known is { } id
            ? tries.Where(l => l.KnownDevice == id && l.UserId == user)
            : tries.Where(l => l.Account == row.Account && l.Ip == row.Ip && l.KnownDevice == null);
        var success = await mine.Where(l => l.Result == SignInResult.Success).MaxAsync(l => (DateTimeOffset?)l.At, ct) ?? since;
        var pause = await PauseAsync(mine.Where(l => l.At > success), ThrottleRule.FreeForAccount, now, ct);
        if (known is null)
        {
            var byAddress = await PauseAsync(tries.Where(l => l.Ip == row.Ip && l.KnownDevice == null), ThrottleRule.FreeForAddress, now, ct);
            if (byAddress > pause) pause = byAddress;
        }

        if (pause <= TimeSpan.Zero) return (row, null);
        row.Result = SignInResult.Throttled;
        await db.SaveChangesAsync(ct);
        return (row, IdentityErrors.Throttled.With(Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<TimeSpan> PauseAsync(IQueryable<SignInLogRow> tries, int free, DateTimeOffset now, CancellationToken ct)
    {
        var failed = await tries.Where(l => Failures.Contains(l.Result)).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Last = g.Max(l => l.At) }).SingleOrDefaultAsync(ct);
        if (failed is null || ThrottleRule.Pause(failed.Count, free) is var pause && pause == TimeSpan.Zero) return TimeSpan.Zero;
        return failed.Last + ThrottleRule.Pause(failed.Count, free) - now;
    }
}
