using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Invitations;
using Huitang.Meetings.Live;
using Huitang.Messages.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Features.Control;

/// <summary>Asks people of the enterprise to come into a running meeting now: a notice in the product, and a mail to whoever has an address. At most 20 at once.</summary>
[Requires(MeetingPermissions.Control), Audited("meeting.invite")]
internal sealed record InvitePeople(MeetingId Meeting, IReadOnlyList<UserId> People) : IUseCase<IReadOnlyList<InviteResult>>, IOnMeeting
{
    /// <summary>Most people in one call.</summary>
    public const int Most = 20;
}

/// <summary>What came of an invitation.</summary>
/// <param name="User">Whom.</param>
/// <param name="Name">Their name; empty when unknown.</param>
/// <param name="Mailed">A mail goes out beside the notice.</param>
/// <param name="Error">Why they were not invited; null when they were.</param>
internal sealed record InviteResult(UserId User, string Name, bool Mailed, Error? Error);

/// <summary>Refusals of invitations into a running meeting.</summary>
internal static class InviteErrors
{
    public static readonly Error Nobody = new("invite.nobody", ErrorKind.Invalid) { Field = nameof(InvitePeople.People) };
    public static readonly Error TooMany = new("invite.too_many", ErrorKind.Invalid) { Field = nameof(InvitePeople.People), Args = [InvitePeople.Most.ToString(CultureInfo.InvariantCulture)] };
    public static readonly Error Locked = new("invite.locked", ErrorKind.Conflict);
    public static readonly Error Unknown = new("invite.unknown_person", ErrorKind.NotFound);
    public static readonly Error Disabled = new("invite.disabled_person", ErrorKind.Conflict);
    public static readonly Error AlreadyIn = new("invite.already_in", ErrorKind.Conflict);
    public static readonly Error NotOnList = new("invite.not_on_list", ErrorKind.Conflict);
}

internal sealed class InvitePeopleHandler(AppDb db, LiveNode node, IDirectory directory, IMailer mailer, INotifications notices, ISiteAddress site, AuditNotes notes) : IHandler<InvitePeople, IReadOnlyList<InviteResult>>
{
    public async Task<Result<IReadOnlyList<InviteResult>>> HandleAsync(InvitePeople order, Actor actor, CancellationToken ct)
    {
        var meeting = await db.Meetings.AsNoTracking().SingleAsync(m => m.Id == order.Meeting, ct);
        var subject = MeetingWords.Subject(meeting.Type, meeting.Subject, meeting.CreatorName);
        notes.On("meeting", meeting.Id.ToString(), subject, meeting.Code);
        var people = order.People.Distinct().ToList();
        if (people.Count == 0) return InviteErrors.Nobody;
        if (people.Count > InvitePeople.Most) return InviteErrors.TooMany;
        using var watch = await node.WatchAsync(order.Meeting);
        if (watch.Replica.Current is not { } live) return LiveErrors.NotLive;
        // A locked meeting would turn them away at the door.
        if (live.Meeting.Locked) return InviteErrors.Locked;

        // Whom the actor does not see in the contacts is nobody to them.
        var known = await directory.GetAsync([.. await directory.ReachableAsync(people, ct)], ct);
        var results = people.Select(id => ResultFor(id, known.GetValueOrDefault(id), live)).ToList();
        foreach (var person in results.Where(r => r.Error is null).Select(r => known[r.User]))
        {
            notes.Changed($"{person.Name}: invited", false, true, person.Id.Value);
            if (person.Email is { } mail) mailer.Queue(Mail(meeting, live, actor.Name, person, mail));
            string Line(string language) => Invitation.In(language, () => LiveWords.Text(Texts.live_invite_notice, actor.Name, MeetingWords.Subject(meeting.Type, meeting.Subject, meeting.CreatorName)));
            await notices.AddAsync(person.Id, new NewNotice("meeting.invited_now", Line("zh-CN"), Line("en-US"), Invitation.Path(meeting.Code, meeting.LinkKey), $"meeting-now:{meeting.Id}"), ct);
        }

        await db.SaveChangesAsync(ct);
        await notices.AnnounceAsync(results.Where(r => r.Error is null).Select(r => r.User));
        return results;
    }

    private static InviteResult ResultFor(UserId id, Person? person, LiveSnapshot live)
    {
        var error = person switch
        {
            null => InviteErrors.Unknown,
            { Active: false } => InviteErrors.Disabled,
            _ when live.People.Any(p => p.Who.User == id) => InviteErrors.AlreadyIn,
            _ when live.Meeting.Rules.JoinLimit == JoinLimit.Invited && id != live.Plan.Creator && !live.Plan.Hosts.Contains(id) && !live.Plan.Invitees.Contains(id) => InviteErrors.NotOnList,
            _ => null,
        };
        return new InviteResult(id, person?.Name ?? "", error is null && person!.Email is not null, error);
    }

    private OutgoingMail Mail(Meeting meeting, LiveSnapshot live, string inviter, Person person, string mail) => Invitation.In(person.Language, () =>
    {
        var subject = MeetingWords.Subject(meeting.Type, meeting.Subject, meeting.CreatorName);
        var link = Invitation.Link(site.Base, meeting.Code, meeting.LinkKey);
        var title = LiveWords.Text(Texts.live_invite_mail, subject);
        List<(string, string)> facts = [(Texts.sched_field_subject, subject), (Texts.live_invite_by, inviter), (Texts.sched_field_host, live.Plan.CreatorName), (Texts.sched_field_code, MeetingCode.Grouped(meeting.Code))];
        if (meeting.Password is { } password) facts.Add((Texts.sched_field_password, password));
        var text = LiveWords.Text(Texts.live_invite_notice, inviter, subject) + "\n\n" + string.Join('\n', facts.Select(f => Invitation.Labelled(f.Item1, f.Item2))) + "\n\n" + link;
        return new OutgoingMail(mail, title, text, Invitation.Html(title, facts, link, Texts.mail_note)) { ToName = person.Name };
    });
}
