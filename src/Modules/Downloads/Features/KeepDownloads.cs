using System.Globalization;
using Huitang.Downloads.Files;

namespace Huitang.Downloads.Features;

/// <summary>How long the enterprise keeps finished files.</summary>
[Requires(DownloadsPermissions.All, Scoping.WholeEnterprise)]
internal sealed record GetKeeping : IUseCase<Keeping>;

/// <summary>Sets how long finished files are kept. It holds for files finished from now on.</summary>
/// <param name="Days">Days, 1 to 365; null for what the installation says.</param>
[Requires(DownloadsPermissions.All, Scoping.WholeEnterprise), Audited("download.keep")]
internal sealed record SetKeeping(int? Days) : IUseCase<Keeping>;

/// <summary>How long finished files are kept.</summary>
/// <param name="Days">Days in force.</param>
/// <param name="Usual">Days the installation says.</param>
internal sealed record Keeping(int Days, int Usual);

internal sealed class GetKeepingHandler(IPolicy<DownloadsPolicy> policy, StoreOptions options) : IHandler<GetKeeping, Keeping>
{
    public async Task<Result<Keeping>> HandleAsync(GetKeeping order, Actor actor, CancellationToken ct) => new Keeping((await policy.GetAsync(actor.Tenant, ct)).KeepDays ?? options.KeepDays, options.KeepDays);
}

internal sealed class SetKeepingHandler(IPolicy<DownloadsPolicy> policy, StoreOptions options, AuditNotes notes) : IHandler<SetKeeping, Keeping>
{
    public async Task<Result<Keeping>> HandleAsync(SetKeeping order, Actor actor, CancellationToken ct)
    {
        if (order.Days is < DownloadsPolicy.LeastDays or > DownloadsPolicy.MostDays)
            return DownloadErrors.KeepRange.With(DownloadsPolicy.LeastDays.ToString(CultureInfo.InvariantCulture), DownloadsPolicy.MostDays.ToString(CultureInfo.InvariantCulture)).On(nameof(SetKeeping.Days));
        notes.On("download", "keeping", null);
        var before = (await policy.GetAsync(actor.Tenant, ct)).KeepDays ?? options.KeepDays;
        await policy.ChangeAsync(actor.Tenant, p => p with { KeepDays = order.Days }, ct);
        var now = order.Days ?? options.KeepDays;
        notes.Changed("keepDays", before, now);
        return new Keeping(now, options.KeepDays);
    }
}
