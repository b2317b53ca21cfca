using Huitang.Kernel;

namespace Huitang.Audit.Features;

/// <summary>How the parts of the installation are doing now.</summary>
[Requires(AuditPermissions.Status, Scoping.Nothing)]
internal sealed record ReadSystemStatus : IUseCase<SystemState>;

/// <summary>The parts as they were at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Parts">In order of registration.</param>
internal sealed record SystemState(DateTimeOffset At, IReadOnlyList<PartStatus> Parts);

internal sealed class ReadSystemStatusHandler(ISystemStatus status, TimeProvider time) : IHandler<ReadSystemStatus, SystemState>
{
    public async Task<Result<SystemState>> HandleAsync(ReadSystemStatus order, Actor actor, CancellationToken ct) =>
        new SystemState(time.GetUtcNow(), await status.LookAsync(ct));
}
