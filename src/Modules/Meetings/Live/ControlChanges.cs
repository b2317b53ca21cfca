using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Live;

/// <summary>What a control changed, field by field, for the logs.</summary>
internal sealed class ControlChanges
{
    // A log entry names this many people; beyond that it says how many more.
    private const int NamedAtMost = 50;

    private readonly Dictionary<ParticipantId, Participant> _people;
    private readonly MeetingSettings _rules;
    private readonly bool _locked;
    private readonly int _waiting;

    public ControlChanges(LiveMeeting live) => (_people, _rules, _locked, _waiting) = (live.People.ToDictionary(p => p.Id), live.Rules, live.Locked, live.Lobby.Count);

    public IReadOnlyList<AuditChange> Until(LiveMeeting live)
    {
        var changes = new List<AuditChange>();
        void Add(string field, object? from, object? to, Participant? about = null)
        {
            // A guest has no account; what is said of one can be erased by the participant id.
            if (!Equals(from, to)) changes.Add(new AuditChange(field, from?.ToString(), to?.ToString(), about?.Who.User?.Value ?? about?.Id.Value));
        }

        foreach (var property in typeof(MeetingSettings).GetProperties().Where(p => p.CanWrite)) Add(property.Name, property.GetValue(_rules), property.GetValue(live.Rules));
        Add("Locked", _locked, live.Locked);
        Add("Waiting", _waiting, live.Lobby.Count);
        var after = live.People.ToDictionary(p => p.Id);
        foreach (var (id, was) in _people)
        {
            if (!after.TryGetValue(id, out var now))
            {
                Add($"{was.Name}: present", true, false, was);
                continue;
            }

            Add($"{was.Name}: name", was.Name, now.Name, was);
            Add($"{was.Name}: role", was.Role, now.Role, was);
            Add($"{was.Name}: microphone", was.Microphone, now.Microphone, was);
            Add($"{was.Name}: camera", was.Camera, now.Camera, was);
            Add($"{was.Name}: sharing", was.Sharing, now.Sharing, was);
            Add($"{was.Name}: hand", was.HandSince is not null, now.HandSince is not null, was);
        }

        foreach (var (id, now) in after.Where(p => !_people.ContainsKey(p.Key))) Add($"{now.Name}: present", false, true, now);
        if (changes.Count <= NamedAtMost) return changes;
        return [.. changes.Take(NamedAtMost), new AuditChange("More", null, (changes.Count - NamedAtMost).ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }
}
