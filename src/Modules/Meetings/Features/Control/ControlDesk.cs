using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Control;

/// <summary>A use case about one meeting.</summary>
internal interface IOnMeeting
{
    /// <summary>The meeting.</summary>
    MeetingId Meeting { get; }
}

/// <summary>May somebody act on this meeting: whoever holds the permission and manages the creator's department, or booked it. One outside looks like none.</summary>
internal sealed class MeetingAccess(MeetingTargets targets) : IAccessRule<IOnMeeting>
{
    public Task<AccessTarget?> FindAsync(Actor actor, IOnMeeting on, CancellationToken ct) => targets.LiveAsync(actor, on.Meeting, ct);

    public Error Refuse(Actor actor, AccessTarget? target, AccessDecision decision)
    {
        // Who has no right to any meeting learns nothing about this one, not even whether it exists.
        if (!actor.Holds(MeetingPermissions.List) && !actor.Holds(decision.Permission) && target?.Relation is null) return CommonErrors.Forbidden.With(decision.Permission);
        return target is not null && AccessRules.Decide(actor, MeetingPermissions.List, target).Allowed ? CommonErrors.Forbidden.With(decision.Permission) : SchedulingErrors.NotFound;
    }
}

/// <summary>A control of a whole meeting.</summary>
internal interface IMeetingOrder : IUseCase<ControlReport>, IOnMeeting
{
    /// <summary>The command that does it.</summary>
    Command ToCommand();
}

/// <summary>A control of several people; each gets an answer of their own.</summary>
internal interface IPeopleOrder : IUseCase<IReadOnlyList<TargetResult>>, IOnMeeting
{
    /// <summary>Participant ids.</summary>
    IReadOnlyList<string> Targets { get; }

    /// <summary>The command for one of them.</summary>
    Command ToCommand(string target);
}

/// <summary>What came of a control for one person.</summary>
/// <param name="Target">Participant id.</param>
/// <param name="Error">Why not; null when done.</param>
internal sealed record TargetResult(string Target, Error? Error);

/// <summary>Carries controls of the console to the meeting and notes for the log what they changed.</summary>
internal sealed class ControlDesk(IGrainFactory grains, AppDb db, AuditNotes notes)
{
    public async Task<Result<ControlReport>> DoAsync(MeetingId meeting, Command command, Actor actor, CancellationToken ct)
    {
        await NameAsync(meeting, ct);
        return await OneAsync(meeting, command, actor);
    }

    public async Task<Result<IReadOnlyList<TargetResult>>> DoAsync(IPeopleOrder order, Actor actor, CancellationToken ct)
    {
        await NameAsync(order.Meeting, ct);
        var results = new List<TargetResult>();
        foreach (var target in order.Targets.Distinct()) results.Add(new TargetResult(target, (await OneAsync(order.Meeting, order.ToCommand(target), actor)).Error));
        return results;
    }

    private async Task<Result<ControlReport>> OneAsync(MeetingId meeting, Command command, Actor actor)
    {
        var result = await grains.GetGrain<IMeetingGrain>(meeting.Value).AskAsync(m => m.ControlAsync(actor.Name, command));
        foreach (var change in result.Value?.Changes ?? []) notes.Changed(change.Field, change.From, change.To, change.Subject);
        return result;
    }

    private async Task NameAsync(MeetingId meeting, CancellationToken ct)
    {
        var row = await db.Meetings.Where(m => m.Id == meeting).Select(m => new { m.Subject, m.Code }).SingleAsync(ct);
        notes.On("meeting", meeting.ToString(), row.Subject.Length > 0 ? row.Subject : row.Code, row.Code);
    }
}

/// <summary>Handler of every control of a whole meeting.</summary>
internal abstract class MeetingOrderHandler<TOrder>(ControlDesk desk) : IHandler<TOrder, ControlReport> where TOrder : IMeetingOrder
{
    public Task<Result<ControlReport>> HandleAsync(TOrder order, Actor actor, CancellationToken ct) => desk.DoAsync(order.Meeting, order.ToCommand(), actor, ct);
}

/// <summary>Handler of every control of people.</summary>
internal abstract class PeopleOrderHandler<TOrder>(ControlDesk desk) : IHandler<TOrder, IReadOnlyList<TargetResult>> where TOrder : IPeopleOrder
{
    public Task<Result<IReadOnlyList<TargetResult>>> HandleAsync(TOrder order, Actor actor, CancellationToken ct) => desk.DoAsync(order, actor, ct);
}
