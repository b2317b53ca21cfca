using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.MediaNodes.Contracts;
using Huitang.Meetings.Contracts;

namespace Huitang.Insights.Data;

/// <summary>Hears of everything figures are made of.</summary>
internal sealed class FactHandlers(FactWriter facts, IDirectory directory) :
    IEventHandler<MediaRoomOpened>, IEventHandler<MediaRoomClosed>, IEventHandler<ParticipantJoined>, IEventHandler<ParticipantLeft>, IEventHandler<ScreenShared>, IEventHandler<SignedIn>, IEventHandler<ResourceUsed>, IEventHandler<MediaNodeSampled>
{
    public Task HandleAsync(Guid eventId, TenantId tenant, MediaRoomOpened happened, CancellationToken ct) => facts.RoomAsync(tenant, happened.Facts, true, directory, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, MediaRoomClosed happened, CancellationToken ct) => facts.RoomAsync(tenant, happened.Facts, false, directory, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, ParticipantJoined happened, CancellationToken ct) => facts.StayAsync(tenant, happened.Facts, directory, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, ParticipantLeft happened, CancellationToken ct) => facts.StayAsync(tenant, happened.Facts, directory, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, ScreenShared happened, CancellationToken ct) =>
        facts.MomentAsync(tenant, MomentKind.Share, happened.Share, happened.Room.Value, happened.User, happened.Department, happened.At, directory, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, SignedIn happened, CancellationToken ct) =>
        facts.MomentAsync(tenant, MomentKind.SignIn, happened.Session, null, happened.User, happened.Department?.Value, happened.At, directory, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, ResourceUsed happened, CancellationToken ct) => facts.UseAsync(tenant, happened, ct);

    public Task HandleAsync(Guid eventId, TenantId tenant, MediaNodeSampled happened, CancellationToken ct) => facts.NodeAsync(happened, ct);
}
