using Huitang.Kernel;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>The fields of a plan as the logs show them; the password only as there or not.</summary>
internal static class PlanNotes
{
    // An entry names this many people; beyond that it says how many more.
    private const int NamedAtMost = 50;

    private static readonly Dictionary<Guid, string> Nobody = [];

    /// <summary>Before a meeting existed.</summary>
    public static readonly IReadOnlyDictionary<string, object?> Nothing = new Dictionary<string, object?>();

    /// <summary>The fields now.</summary>
    public static IReadOnlyDictionary<string, object?> Of(Meeting m) => new Dictionary<string, object?>
    {
        ["subject"] = m.Subject, ["start"] = m.StartAt, ["end"] = m.EndAt, ["timeZone"] = m.TimeZone, ["location"] = m.Location,
        ["repeats"] = m.Repeats, ["dates"] = m.Occurrences.Count, ["password"] = m.Password is null ? null : "***",
        ["hosts"] = People(m, PlannedRole.Host), ["invitees"] = People(m, PlannedRole.Invitee), ["guests"] = m.Guests.Count == 0 ? null : m.Guests.Count,
        ["waitingRoom"] = m.Settings.WaitingRoom, ["joinBeforeHost"] = m.Settings.JoinBeforeHost, ["muteOnEntry"] = m.Settings.MuteOnEntry,
        ["selfUnmute"] = m.Settings.SelfUnmute, ["joinLimit"] = m.Settings.JoinLimit, ["rename"] = m.Settings.AllowRename, ["chat"] = m.Settings.Chat,
        ["shareByAll"] = m.Settings.ShareByAll, ["cameraByAll"] = m.Settings.CameraByAll, ["raiseHand"] = m.Settings.RaiseHand,
        ["watermark"] = m.Settings.Watermark, ["hideCode"] = m.Settings.HideCode,
    };

    /// <summary>Notes each field that differs.</summary>
    public static void Write(AuditNotes notes, IReadOnlyDictionary<string, object?> before, IReadOnlyDictionary<string, object?> after)
    {
        foreach (var (field, value) in after)
        {
            if (value is IReadOnlyDictionary<Guid, string> now) WritePeople(notes, field, before.GetValueOrDefault(field) as IReadOnlyDictionary<Guid, string> ?? Nobody, now);
            else notes.Changed(field, before.GetValueOrDefault(field), value);
        }
    }

    // Each person is a change of their own, so that erasing one leaves what is said of the others.
    private static void WritePeople(AuditNotes notes, string field, IReadOnlyDictionary<Guid, string> before, IReadOnlyDictionary<Guid, string> after)
    {
        var (gone, come) = (before.Where(p => !after.ContainsKey(p.Key)).ToList(), after.Where(p => !before.ContainsKey(p.Key)).ToList());
        foreach (var (id, name) in gone.Take(NamedAtMost)) notes.Changed(field, name, null, id);
        foreach (var (id, name) in come.Take(NamedAtMost)) notes.Changed(field, null, name, id);
        var more = Math.Max(0, gone.Count - NamedAtMost) + Math.Max(0, come.Count - NamedAtMost);
        if (more > 0) notes.Changed("more", null, more);
    }

    private static Dictionary<Guid, string> People(Meeting m, PlannedRole role) =>
        m.People.Where(p => p.Role == role).GroupBy(p => p.UserId.Value).ToDictionary(g => g.Key, g => g.First().Name);
}
