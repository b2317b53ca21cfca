using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Personal;

/// <summary>My personal room, made on the first visit; its code and link never change.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("meeting.open_room")]
internal sealed record OpenPersonalRoom(string Name) : IUseCase<MeetingId>;

internal sealed class OpenPersonalRoomHandler(AppDb db, PlanStore plans, ICodeDraw codes, IPolicy<MeetingPolicy> policy, AuditNotes notes, TimeProvider time) : IHandler<OpenPersonalRoom, MeetingId>
{
    public async Task<Result<MeetingId>> HandleAsync(OpenPersonalRoom order, Actor actor, CancellationToken ct)
    {
        if (await FindAsync(actor.User, ct) is { } there) return there;
        var name = Cut(PlainText.Line(order.Name));
        var room = Meeting.Room(name, (await policy.GetAsync(actor.Tenant, ct)).Settings, Zones.Default, actor, codes.Next(), time);
        try
        {
            if (await plans.SaveNewAsync(room, ct) is { } full) return full;
        }
        catch (DbUpdateException) when (db.Entry(room).State == EntityState.Added)
        {
            // Two first visits at once: the index let one of them win.
            if (await FindAsync(actor.User, ct) is { } other) return other;
            throw;
        }

        notes.On("meeting", room.Id.ToString(), room.Subject, room.Code);
        return room.Id;
    }

    private Task<MeetingId?> FindAsync(UserId user, CancellationToken ct) =>
        db.Meetings.AsNoTracking().Where(m => m.CreatorId == user && m.Type == MeetingType.Personal).Select(m => (MeetingId?)m.Id).SingleOrDefaultAsync(ct);

    private static string Cut(string name)
    {
        while (PlainText.Width(name) > MeetingLimits.LocationWidth) name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return name;
    }
}

/// <summary>Whether I have a personal room.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record FindPersonalRoom : IUseCase<FoundRoom>;

/// <summary>The room, or null when it was never opened.</summary>
internal sealed record FoundRoom(MeetingId? Id);

internal sealed class FindPersonalRoomHandler(AppDb db) : IHandler<FindPersonalRoom, FoundRoom>
{
    public async Task<Result<FoundRoom>> HandleAsync(FindPersonalRoom order, Actor actor, CancellationToken ct) =>
        new FoundRoom(await db.Meetings.Where(m => m.CreatorId == actor.User && m.Type == MeetingType.Personal).Select(m => (MeetingId?)m.Id).SingleOrDefaultAsync(ct));
}

/// <summary>Changes my personal room, for all its meetings from the next one on.</summary>
/// <param name="Name">At most 36 Latin or 18 Chinese characters.</param>
/// <param name="Password">4–6 digits, or empty for none.</param>
/// <param name="Settings">Rules each meeting in it starts with.</param>
/// <param name="Hosts">Designated hosts, at most 10.</param>
[Requires(RequiresAttribute.SignedIn), Audited("meeting.save_room")]
internal sealed record SavePersonalRoom(string Name, string? Password, MeetingSettings Settings, IReadOnlyList<ChosenPerson> Hosts) : IUseCase<Unit>;

internal sealed class SavePersonalRoomHandler(AppDb db, PlanStore plans, AuditNotes notes) : IHandler<SavePersonalRoom, Unit>
{
    public async Task<Result<Unit>> HandleAsync(SavePersonalRoom order, Actor actor, CancellationToken ct)
    {
        var name = PlainText.Line(order.Name);
        if (name.Length == 0 || PlainText.Width(name) > MeetingLimits.LocationWidth) return SchedulingErrors.RoomNameWrong;
        var password = DraftCheck.Password(order.Password);
        if (password.Error is { } wrong) return wrong;
        var room = await db.Meetings.Include(m => m.People).SingleOrDefaultAsync(m => m.CreatorId == actor.User && m.Type == MeetingType.Personal, ct);
        if (room is null) return SchedulingErrors.NotFound;
        notes.On("meeting", room.Id.ToString(), room.Subject, room.Code);
        var named = await plans.NameAsync(new MeetingDraft { Hosts = order.Hosts }, room, ct);
        if (named.Error is { } unknown) return unknown;

        var before = PlanNotes.Of(room);
        room.EditRoom(name, password.Value is { Length: > 0 } p ? p : null, order.Settings, named.Value!.Hosts);
        if (await plans.SaveAsync(ct) is { } stale) return stale;
        PlanNotes.Write(notes, before, PlanNotes.Of(room));
        return Unit.Value;
    }
}
