using System.Globalization;
using System.Security.Cryptography;
using Huitang.Kernel;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>The values a booking form starts with.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record GetBookingDefaults : IUseCase<BookingDefaults>;

/// <summary>Rules, length and password the enterprise proposes, and the name for the subject.</summary>
internal sealed record BookingDefaults(string Name, MeetingSettings Settings, int Minutes, string? Password);

internal sealed class GetBookingDefaultsHandler(IPolicy<MeetingPolicy> policy) : IHandler<GetBookingDefaults, BookingDefaults>
{
    public async Task<Result<BookingDefaults>> HandleAsync(GetBookingDefaults order, Actor actor, CancellationToken ct)
    {
        var rules = await policy.GetAsync(actor.Tenant, ct);
        var password = rules.ProposePassword ? RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture) : null;
        return new BookingDefaults(actor.Name, rules.Settings, Math.Clamp(rules.Minutes, 5, 1440), password);
    }
}
