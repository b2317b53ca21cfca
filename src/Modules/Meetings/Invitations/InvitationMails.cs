using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Messages.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Invitations;

/// <summary>What happened to the meeting a mail tells of.</summary>
internal enum MailKind
{
    /// <summary>Booked, or the reader was added.</summary>
    Invited,

    /// <summary>Changed.</summary>
    Changed,

    /// <summary>Cancelled, or the reader was taken off.</summary>
    Cancelled,
}

/// <summary>Puts together mails and notices to everybody concerned, each in the reader's language.</summary>
internal sealed class InvitationMails(AppDb db, IDirectory directory, IMailer mailer, INotifications notices, ISiteAddress site, TimeProvider time)
{
    /// <summary>Tells the creator, hosts, invitees and guests with an address. An event delivered twice, or overtaken by a later change, sends nothing.</summary>
    public async Task TellAsync(Guid eventId, MeetingId id, int sequence, Guid? occurrence, MailKind kind, string? reason, IReadOnlyList<UserId> removed, CancellationToken ct)
    {
        var meeting = await db.Meetings.AsNoTracking().AsSplitQuery().Include(m => m.Occurrences).Include(m => m.People).Include(m => m.Guests).SingleOrDefaultAsync(m => m.Id == id, ct);
        if (meeting is null || await db.SentInvitations.AnyAsync(s => s.EventId == eventId, ct)) return;
        db.SentInvitations.Add(new SentInvitation { EventId = eventId, MeetingId = id, At = time.GetUtcNow() });

        var told = await PeopleAsync(meeting, removed, ct);
        // What changed before the latest change is told by the mail about that one; only cancellations are always told.
        if (kind == MailKind.Cancelled || sequence == meeting.Sequence)
        {
            foreach (var (person, off) in told) await TellAsync(meeting, occurrence, off ? MailKind.Cancelled : kind, off ? null : reason, person, told, ct);
            // Of a guest no language is known: whoever invites them writes in their own.
            var language = told.FirstOrDefault(t => t.Person.Id == meeting.CreatorId).Person?.Language ?? "zh-CN";
            foreach (var guest in meeting.Guests.Where(g => g.Mail is not null)) Mail(meeting, occurrence, kind, reason, guest.Name, guest.Mail!, language, told);
        }

        await db.SaveChangesAsync(ct);
        await notices.AnnounceAsync(told.Select(t => t.Person.Id));
    }

    private async Task<IReadOnlyList<(Person Person, bool Off)>> PeopleAsync(Meeting meeting, IReadOnlyList<UserId> removed, CancellationToken ct)
    {
        var staying = meeting.People.Select(p => p.UserId).Append(meeting.CreatorId).ToHashSet();
        var gone = removed.Where(r => !staying.Contains(r)).ToHashSet();
        var found = await directory.GetAsync([.. staying, .. gone], ct);
        return found.Values.Where(p => p.Active).Select(p => (p, gone.Contains(p.Id))).ToList();
    }

    private async Task TellAsync(Meeting meeting, Guid? occurrence, MailKind kind, string? reason, Person person, IReadOnlyList<(Person Person, bool Off)> told, CancellationToken ct)
    {
        if (person.Email is { } mail) Mail(meeting, occurrence, kind, reason, person.Name, mail, person.Language, told);
        if (person.Id == meeting.CreatorId) return;
        var line = kind switch { MailKind.Invited => nameof(Texts.notice_invited), MailKind.Changed => nameof(Texts.notice_changed), _ => nameof(Texts.notice_cancelled) };
        string Words(string language) => Invitation.In(language, () => string.Format(CultureInfo.CurrentCulture, Texts.ResourceManager.GetString(line)!, meeting.CreatorName, meeting.Subject));
        await notices.AddAsync(person.Id, new NewNotice("meeting." + kind.ToString().ToLowerInvariant(), Words("zh-CN"), Words("en-US"), $"/my/meetings/{meeting.Id}", $"meeting:{meeting.Id}"), ct);
    }

    private void Mail(Meeting meeting, Guid? occurrenceId, MailKind kind, string? reason, string name, string mail, string language, IReadOnlyList<(Person Person, bool Off)> told) => mailer.Queue(Invitation.In(language, () =>
    {
        var now = time.GetUtcNow();
        var one = occurrenceId is { } id ? meeting.Occurrences.FirstOrDefault(o => o.Id == id) : null;
        var subject = one?.Subject ?? meeting.Subject;
        var location = one?.Location ?? meeting.Location;
        var link = Invitation.Link(site.Base, meeting.Code, meeting.LinkKey);
        var when = Invitation.When(meeting, one, now);
        var title = string.Format(CultureInfo.CurrentCulture, kind switch { MailKind.Invited => Texts.mail_invited, MailKind.Changed => Texts.mail_changed, _ => Texts.mail_cancelled }, subject);
        var cancelled = kind == MailKind.Cancelled;

        var facts = new List<(string, string)> { (Texts.sched_field_subject, subject), (Texts.sched_field_time, when), (Texts.sched_field_host, meeting.CreatorName) };
        if (!string.IsNullOrEmpty(location)) facts.Add((Texts.sched_field_location, location));
        if (!cancelled) facts.Add((Texts.sched_field_code, MeetingCode.Grouped(meeting.Code)));
        if (!cancelled && meeting.Password is not null) facts.Add((Texts.sched_field_password, meeting.Password));
        if (reason is not null) facts.Add((Texts.sched_field_reason, reason));

        var copy = Invitation.Copy(subject, meeting.CreatorName, when, link, meeting.Code, meeting.Password, location);
        var text = cancelled ? title + "\n\n" + string.Join('\n', facts.Select(f => Invitation.Labelled(f.Item1, f.Item2))) : title + "\n\n" + copy;
        var organizer = told.Where(t => t.Person.Id == meeting.CreatorId).Select(t => t.Person.Email).FirstOrDefault();
        // Each mail names its reader alone: who else is invited is for the meeting's page, behind sign-in.
        var face = new CalendarFace(own => own ?? meeting.Subject, cancelled ? text : copy, link, new CalendarPerson(meeting.CreatorName, organizer), [new CalendarPerson(name, mail)]);
        var method = cancelled ? "CANCEL" : "REQUEST";
        var calendar = one is null ? MeetingCalendar.Whole(meeting, face, method, now) : MeetingCalendar.One(meeting, one, face, method, now);
        return new OutgoingMail(mail, title, text, Invitation.Html(title, facts, cancelled ? null : link, cancelled ? null : Texts.mail_note))
        {
            ToName = name, Calendar = new CalendarPart(method, calendar),
        };
    }));
}

/// <summary>A mark that the mails of an event were queued, in the same save as they were.</summary>
internal sealed class SentInvitation : IOwned
{
    /// <summary>The event.</summary>
    public Guid EventId { get; init; }

    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>The meeting.</summary>
    public MeetingId MeetingId { get; init; }

    /// <summary>When they were queued.</summary>
    public DateTimeOffset At { get; init; }
}
