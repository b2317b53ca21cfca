using System.Buffers.Binary;
using System.Security.Cryptography;
using Huitang.Kernel;

namespace Huitang.Audit;

/// <summary>Keeps what members did outside of use cases. The ids of the entries come from the event's, so telling it twice writes it once.</summary>
internal sealed class MemberActsHandler(IAuditLog log) : IEventHandler<MembersActed>
{
    public Task HandleAsync(Guid eventId, TenantId tenant, MembersActed happened, CancellationToken ct) =>
        log.RecordAsync(tenant, happened.Acts.Select((act, number) => Fact(IdOf(eventId, number), tenant, act)).ToList(), ct);

    private static AuditFact Fact(Guid id, TenantId tenant, MemberAct act)
    {
        var notes = new AuditNotes();
        notes.On(act.ObjectType, act.ObjectId, act.ObjectName, act.ObjectCode);
        foreach (var change in act.Changes) notes.Changed(change.Field, change.From, change.To, change.Subject);
        var actor = new Actor
        {
            Kind = act.User is null ? ActorKind.Anonymous : ActorKind.User, Tenant = tenant, User = new UserId(act.User ?? default), Name = act.Name, Ip = act.Ip, Device = act.Device,
        };
        return new AuditFact(id, new AuditOpening(act.Action, AuditLogKind.Member, Ground: AuditGround.Own), actor, act.At, AuditOutcome.Done, notes) { Guest = act.User is null ? act.Guest : null };
    }

    private static Guid IdOf(Guid eventId, int number)
    {
        Span<byte> seed = stackalloc byte[20];
        eventId.TryWriteBytes(seed, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(seed[16..], number);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(seed, hash);
        // The time of the event stays in front, so that entries still sort by it.
        seed[..8].CopyTo(hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
