using Huitang.Kernel;

namespace Huitang.Audit.Features;

/// <summary>Sets how long the enterprise keeps its logs. What is older goes with the next nightly pruning.</summary>
/// <param name="Days">Days, from the minimum in force up to ten years; null for what the installation says.</param>
[Requires(AuditPermissions.Manage, Scoping.WholeEnterprise), Audited("audit.retention")]
internal sealed record SetRetention(int? Days) : IUseCase<int>;

internal sealed class SetRetentionHandler(IPolicy<AuditPolicy> policy, Pruning pruning, AuditOptions options, AuditNotes notes) : IHandler<SetRetention, int>
{
    public static readonly Error OutOfRange = new("audit.retention_range", ErrorKind.Invalid);

    public async Task<Result<int>> HandleAsync(SetRetention order, Actor actor, CancellationToken ct)
    {
        var least = Retention.Least(options.MinimumDays);
        if (order.Days is { } days && (days < least || days > Retention.MostDays)) return OutOfRange.With(Retention.Text(least), Retention.Text(Retention.MostDays)).On(nameof(SetRetention.Days));
        notes.On("log", "audit", null);
        var before = await pruning.DaysAsync(actor.Tenant, ct);
        await policy.ChangeAsync(actor.Tenant, p => p with { KeepDays = order.Days }, ct);
        var now = await pruning.DaysAsync(actor.Tenant, ct);
        notes.Changed("keepDays", before, now);
        return now;
    }
}
