using System.Text;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;

namespace Huitang.Meetings;

/// <summary>Decides commands of participants and of the console: who may, whether it makes sense now, what follows. All refusals of a live meeting can be read here in one go.</summary>
internal sealed class LiveCommands(LiveMeeting meeting, DateTimeOffset now)
{
    private static readonly string[] Reactions = ["👍", "👏", "🎉", "❤️", "😂", "😮"];

    private readonly List<Effect> _effects = [];

    /// <summary>Decides one command. On refusal nothing has changed.</summary>
    public Result<IReadOnlyList<Effect>> Apply(By by, Command command)
    {
        var refusal = command switch
        {
            Command.SetMicrophone c => Own(by, me => SetMicrophone(me, c.On)),
            Command.SetCamera c => Own(by, me => SetCamera(me, c.On)),
            Command.RaiseHand c => Own(by, me => RaiseHand(me, c.Up)),
            Command.React c => Own(by, me => React(me, c.Emoji)),
            Command.Say c => Own(by, me => Say(me, c.Text, c.To)),
            Command.Leave => Own(by, me => Leave(me)),
            Command.TakeHost => Own(by, TakeHost),
            Command.Rename c => Rename(by, c.Target, c.Name),
            Command.End => by.IsTheHost ? End() : LiveErrors.NotHost,
            Command.SetRole c => by.IsTheHost ? On(by, c.Target, p => SetRole(by, p, c.Role)) : LiveErrors.NotHost,
            _ => by.IsHost ? Lead(by, command) : LiveErrors.NotHost,
        };
        return refusal is not null ? refusal : _effects;
    }

    private Error? Lead(By by, Command command) => command switch
    {
        Command.Mute c => On(by, c.Target, p => Mute(p)),
        Command.AskToUnmute c => On(by, c.Target, AskToUnmute),
        Command.MuteAll c => MuteAll(by, c.SelfUnmute),
        Command.UnmuteAll => UnmuteAll(by),
        Command.StopCamera c => On(by, c.Target, StopCamera),
        Command.AskCamera c => On(by, c.Target, AskCamera),
        Command.StopShare c => On(by, c.Target, StopShare),
        Command.Remove c => Remove(by, c.Targets, c.MayReturn),
        Command.Admit c => Admit(c.Targets),
        Command.Deny c => Deny(c.Targets, c.MayReturn),
        Command.ToWaitingRoom c => On(by, c.Target, ToWaitingRoom),
        Command.LowerHands c => LowerHands(c.Target),
        Command.Lock c => Lock(c.On),
        Command.ChangeRules c => ChangeRules(c.Change),
        Command.Suspend => Suspend(by),
        _ => LiveErrors.BadInput,
    };

    private static Error? Own(By by, Func<Participant, Error?> act) => by.Participant is { } me ? act(me) : LiveErrors.BadInput;

    /// <summary>Acts on somebody: co-hosts on members only, the host and the console on everybody.</summary>
    private Error? On(By by, string target, Func<Participant, Error?> act)
    {
        if (Person(target) is not { } person) return LiveErrors.NotIn;
        if (!by.IsTheHost && person.IsHost && person.Id != by.Participant!.Id) return LiveErrors.NotHost;
        return act(person);
    }

    private Participant? Person(string? id) => Guid.TryParse(id, out var guid) ? meeting.Find(new ParticipantId(guid)) : null;

    private Error? SetMicrophone(Participant me, bool on)
    {
        if (on && !Microphones.MayUnmute(me, meeting.Rules)) return LiveErrors.HostMuted;
        meeting.Put(Microphones.Set(me, on));
        _effects.Add(new Effect.Block(me.Id, MediaKind.Audio, !on));
        return null;
    }

    private Error? SetCamera(Participant me, bool on)
    {
        if (on && !meeting.Rules.CameraByAll && !me.IsHost && !me.AskedForCamera) return LiveErrors.CameraByHosts;
        meeting.Put(me with { CameraSince = on ? me.CameraSince ?? now : null, AskedForCamera = false });
        _effects.Add(new Effect.Block(me.Id, MediaKind.Camera, !on));
        return null;
    }

    private Error? RaiseHand(Participant me, bool up)
    {
        if (up && !meeting.Rules.RaiseHand && !me.IsHost) return LiveErrors.HandOff;
        meeting.Put(me with { HandSince = up ? me.HandSince ?? now : null });
        if (up) _effects.Add(new Effect.Event("hand", me.Id, me.Name, null));
        return null;
    }

    private Error? React(Participant me, string emoji)
    {
        if (!Reactions.Contains(emoji)) return LiveErrors.BadInput;
        _effects.Add(new Effect.TellAll(new ServerMessage.Reaction(me.Id.ToString(), emoji)));
        return null;
    }

    private Error? Say(Participant me, string? text, string? to)
    {
        if (string.IsNullOrWhiteSpace(text) || text.EnumerateRunes().Count() > 2000) return LiveErrors.TextLength;
        var receiver = to is null ? null : Person(to);
        if (to is not null && receiver is null) return LiveErrors.NotIn;
        if (!me.IsHost)
        {
            switch (meeting.Rules.Chat)
            {
                case ChatRule.Off: return LiveErrors.ChatOff;
                case ChatRule.PublicOnly when receiver is not null: return LiveErrors.ChatPublicOnly;
                case ChatRule.HostOnly when receiver is null || !receiver.IsHost: return LiveErrors.ChatHostOnly;
            }
        }

        var at = now.ToUnixTimeMilliseconds();
        var message = new ServerMessage.Chat($"{me.Id}-{now.UtcTicks:x}", me.Id.ToString(), me.Name, to, text.Trim(), at);
        if (receiver is null)
        {
            _effects.Add(new Effect.TellAll(message));
        }
        else
        {
            _effects.Add(new Effect.Tell(receiver.Id, message));
            if (receiver.Id != me.Id) _effects.Add(new Effect.Tell(me.Id, message));
        }

        return null;
    }

    private Error? Leave(Participant me)
    {
        meeting.Leave(me, LeaveReason.Left, mayReturn: true, now, _effects);
        return null;
    }

    private Error? End()
    {
        _effects.AddRange(meeting.End(now));
        return null;
    }

    private Error? TakeHost(Participant me)
    {
        if (!me.IsCreator) return LiveErrors.NotHost;
        PassHostTo(me);
        return null;
    }

    private Error? SetRole(By by, Participant person, string role)
    {
        switch (role)
        {
            case "host":
                if (person.Who.User is null) return LiveErrors.GuestNoHost;
                PassHostTo(person);
                return null;
            case "cohost":
                if (person.Who.User is null) return LiveErrors.GuestNoHost;
                if (person.Role == MeetingRole.Host && !by.FromConsole) return LiveErrors.BadInput;
                if (person.Role == MeetingRole.CoHost) return null;
                if (meeting.People.Count(p => p.Role == MeetingRole.CoHost) >= Roles.MaxCoHosts) return LiveErrors.TooManyCoHosts;
                Become(person, MeetingRole.CoHost, "madeCohost");
                return null;
            case "member":
                if (person.Role == MeetingRole.Host && !by.FromConsole) return LiveErrors.BadInput;
                Become(person, MeetingRole.Member, "madeMember");
                return null;
            default:
                return LiveErrors.BadInput;
        }
    }

    private void PassHostTo(Participant person)
    {
        // Exactly one host: the former one steps back to co-host in the same breath.
        foreach (var former in meeting.People.Where(p => p.Role == MeetingRole.Host && p.Id != person.Id).ToList()) Become(former, MeetingRole.CoHost, "madeCohost");
        Become(person, MeetingRole.Host, "madeHost");
    }

    private void Become(Participant person, MeetingRole role, string notice)
    {
        if (person.Role == role) return;
        meeting.Put(person with { Role = role });
        _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Notice(notice)));
        _effects.Add(new Effect.Event("role", person.Id, person.Name, role.ToString()));
    }

    private Error? Rename(By by, string? target, string? name)
    {
        var clean = (name ?? "").Trim();
        if (clean.Length == 0 || clean.EnumerateRunes().Count() > 20 || clean.Any(char.IsControl)) return LiveErrors.NameLength;
        var person = target is null ? by.Participant : Person(target);
        if (person is null) return LiveErrors.NotIn;
        if (by.Participant?.Id == person.Id)
        {
            if (!meeting.Rules.AllowRename && !person.IsHost) return LiveErrors.RenameOff;
        }
        else if (!by.IsHost || (!by.IsTheHost && person.IsHost))
        {
            return LiveErrors.NotHost;
        }

        meeting.Put(person with { Name = clean });
        if (by.Participant?.Id != person.Id) _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Notice("renamed")));
        _effects.Add(new Effect.Event("renamed", person.Id, clean, person.Name));
        return null;
    }

    private Error? Mute(Participant person, bool tell = true)
    {
        var was = person.Microphone;
        meeting.Put(Microphones.MuteByHost(person));
        _effects.Add(new Effect.Block(person.Id, MediaKind.Audio, true));
        if (!tell || !was) return null;
        _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Notice("muted")));
        _effects.Add(new Effect.Event("muted", person.Id, person.Name, null));
        return null;
    }

    private Error? AskToUnmute(Participant person)
    {
        if (person.Microphone) return null;
        meeting.Put(Microphones.Ask(person));
        _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Asked("unmute")));
        return null;
    }

    /// <summary>Blocks every microphone now and sets the rule for whoever comes next. A host spares themselves; the console spares nobody, hosts can open again.</summary>
    private Error? MuteAll(By by, bool selfUnmute)
    {
        meeting.Change(meeting.Rules with { SelfUnmute = selfUnmute, MuteOnEntry = MuteOnEntry.On });
        foreach (var person in meeting.People.Where(p => p.Id != by.Participant?.Id).ToList()) Mute(person, tell: false);
        _effects.Add(new Effect.TellAll(new ServerMessage.Notice("mutedAll")));
        _effects.Add(new Effect.Event("mutedAll", null, null, null));
        return null;
    }

    private Error? UnmuteAll(By by)
    {
        meeting.Change(meeting.Rules with { SelfUnmute = true, MuteOnEntry = MuteOnEntry.Off });
        foreach (var person in meeting.People.Where(p => !p.Microphone && p.Id != by.Participant?.Id).ToList())
        {
            meeting.Put(person with { MutedByHost = false, AskedToUnmute = true });
            _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Asked("unmute")));
        }

        _effects.Add(new Effect.Event("unmutedAll", null, null, null));
        return null;
    }

    private Error? StopCamera(Participant person)
    {
        if (!person.Camera) return null;
        meeting.Put(person with { CameraSince = null, AskedForCamera = false });
        _effects.Add(new Effect.Block(person.Id, MediaKind.Camera, true));
        _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Notice("cameraStopped")));
        _effects.Add(new Effect.Event("cameraStopped", person.Id, person.Name, null));
        return null;
    }

    private Error? AskCamera(Participant person)
    {
        meeting.Put(person with { AskedForCamera = true });
        _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Asked("camera")));
        return null;
    }

    private Error? StopShare(Participant person)
    {
        if (!person.Sharing) return null;
        meeting.Put(person with { Sharing = false, SharingAudio = false, Feeds = person.Feeds with { Screen = null, ScreenMid = null, ScreenAudioMid = null } });
        _effects.Add(new Effect.StopFeed(person.Id, MediaKind.Screen));
        _effects.Add(new Effect.Tell(person.Id, new ServerMessage.Notice("shareStopped")));
        _effects.Add(new Effect.Event("shareStopped", person.Id, person.Name, null));
        return null;
    }

    private Error? Remove(By by, IReadOnlyList<string>? targets, bool mayReturn)
    {
        var people = (targets ?? []).Select(Person).OfType<Participant>().ToList();
        if (people.Count == 0) return LiveErrors.NotIn;
        if (people.Any(p => p.Id == by.Participant?.Id)) return LiveErrors.BadInput;
        if (!by.IsTheHost && people.Any(p => p.IsHost)) return LiveErrors.NotHost;
        foreach (var person in people) meeting.Leave(person, LeaveReason.Removed, mayReturn, now, _effects);
        return null;
    }

    private Error? Admit(IReadOnlyList<string>? targets)
    {
        var waiting = WaitingOf(targets);
        if (waiting.Count == 0) return LiveErrors.NotIn;
        foreach (var w in waiting) meeting.Enter(w, now, _effects);
        return null;
    }

    private Error? Deny(IReadOnlyList<string>? targets, bool mayReturn)
    {
        var waiting = WaitingOf(targets);
        if (waiting.Count == 0) return LiveErrors.NotIn;
        foreach (var w in waiting)
        {
            meeting.RemoveWaiting(w, mayReturn);
            _effects.Add(new Effect.WaitingOut(w, "denied", mayReturn));
            _effects.Add(new Effect.Event("denied", w.Id, w.Name, null));
        }

        return null;
    }

    private List<Waiting> WaitingOf(IReadOnlyList<string>? targets) => targets is null or { Count: 0 }
        ? meeting.Lobby.OrderBy(w => w.Since).ToList()
        : targets.Select(t => Guid.TryParse(t, out var id) ? meeting.FindWaiting(new ParticipantId(id)) : null).OfType<Waiting>().ToList();

    private Error? ToWaitingRoom(Participant person)
    {
        meeting.Leave(person, LeaveReason.ToWaitingRoom, mayReturn: true, now, _effects);
        meeting.AddWaiting(new Waiting { Id = person.Id, Who = person.Who, Name = person.Name, Since = now, ResumeHash = person.ResumeHash, LastSeen = now });
        return null;
    }

    private Error? LowerHands(string? target)
    {
        foreach (var person in meeting.People.Where(p => p.HandSince is not null && (target is null || p.Id.ToString() == target)).ToList())
            meeting.Put(person with { HandSince = null });
        return null;
    }

    private Error? Lock(bool on)
    {
        if (meeting.Locked == on) return null;
        meeting.SetLocked(on);
        _effects.Add(new Effect.TellAll(new ServerMessage.Notice(on ? "locked" : "unlocked")));
        _effects.Add(new Effect.Event(on ? "locked" : "unlocked", null, null, null));
        return null;
    }

    private Error? ChangeRules(RuleChange? change)
    {
        if (change is null) return LiveErrors.BadInput;
        var valid = (change.MuteOnEntry is null || Enum.IsDefined(change.MuteOnEntry.Value)) && (change.JoinLimit is null || Enum.IsDefined(change.JoinLimit.Value))
            && (change.Chat is null || Enum.IsDefined(change.Chat.Value)) && (change.Watermark is null || Enum.IsDefined(change.Watermark.Value));
        if (!valid) return LiveErrors.BadInput;
        var old = meeting.Rules;
        var rules = old with
        {
            WaitingRoom = change.WaitingRoom ?? old.WaitingRoom,
            MuteOnEntry = change.MuteOnEntry ?? old.MuteOnEntry,
            SelfUnmute = change.SelfUnmute ?? old.SelfUnmute,
            JoinLimit = change.JoinLimit ?? old.JoinLimit,
            AllowRename = change.AllowRename ?? old.AllowRename,
            Chat = change.Chat ?? old.Chat,
            ShareByAll = change.ShareByAll ?? old.ShareByAll,
            CameraByAll = change.CameraByAll ?? old.CameraByAll,
            RaiseHand = change.RaiseHand ?? old.RaiseHand,
            Watermark = change.Watermark ?? old.Watermark,
            HideCode = change.HideCode ?? old.HideCode,
            JoinBeforeHost = change.JoinBeforeHost ?? old.JoinBeforeHost,
        };
        if (rules == old) return null;
        meeting.Change(rules);

        // A rule that is tightened acts at once, not only on the next press.
        if (!rules.CameraByAll && old.CameraByAll) foreach (var person in meeting.People.Where(p => !p.IsHost).ToList()) StopCamera(person);
        if (!rules.ShareByAll && old.ShareByAll) foreach (var person in meeting.People.Where(p => !p.IsHost).ToList()) StopShare(person);
        _effects.Add(new Effect.Event("rules", null, null, null));
        return null;
    }

    private Error? Suspend(By by)
    {
        meeting.Change(meeting.Rules with
        {
            WaitingRoom = true, MuteOnEntry = MuteOnEntry.On, SelfUnmute = false, CameraByAll = false, ShareByAll = false, Chat = ChatRule.Off,
            Watermark = meeting.Rules.Watermark == WatermarkStyle.Off ? WatermarkStyle.Single : meeting.Rules.Watermark,
        });
        meeting.SetLocked(true);
        foreach (var person in meeting.People.Where(p => !p.IsHost && p.Id != by.Participant?.Id).ToList())
        {
            Mute(person, tell: false);
            StopCamera(meeting.Find(person.Id)!);
            StopShare(meeting.Find(person.Id)!);
        }

        _effects.Add(new Effect.TellAll(new ServerMessage.Notice("suspended")));
        _effects.Add(new Effect.Event("suspended", null, null, by.Name));
        return null;
    }
}
