using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Invitations;

/// <summary>Mails and notices after planning has changed.</summary>
internal sealed class TellInvited(InvitationMails mails) : IEventHandler<MeetingScheduled>, IEventHandler<MeetingChanged>, IEventHandler<MeetingCancelled>
{
    /// <inheritdoc/>
    public Task HandleAsync(Guid eventId, TenantId tenant, MeetingScheduled happened, CancellationToken ct) =>
        mails.TellAsync(eventId, happened.Meeting, happened.Sequence, null, MailKind.Invited, null, [], ct);

    /// <inheritdoc/>
    public Task HandleAsync(Guid eventId, TenantId tenant, MeetingChanged happened, CancellationToken ct) =>
        mails.TellAsync(eventId, happened.Meeting, happened.Sequence, happened.Occurrence, MailKind.Changed, null, happened.Removed, ct);

    /// <inheritdoc/>
    public Task HandleAsync(Guid eventId, TenantId tenant, MeetingCancelled happened, CancellationToken ct) =>
        mails.TellAsync(eventId, happened.Meeting, happened.Sequence, happened.Occurrence, MailKind.Cancelled, happened.Reason, [], ct);
}
