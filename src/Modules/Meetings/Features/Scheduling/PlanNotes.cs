using Huitang.Kernel;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>The fields of a plan as the administrator log shows them; the password only as there or not.</summary>
internal static class PlanNotes
{
    /// <summary>Before a meeting existed.</summary>
    public static readonly IReadOnlyDictionary<string, object?> Nothing = new Dictionary<string, object?>();

    /// <summary>The fields now.</summary>
    public static IReadOnlyDictionary<string, object?> Of(Meeting m) => new Dictionary<string, object?>
    {
        ["subject"] = m.Subject, ["start"] = m.StartAt, ["end"] = m.EndAt, ["timeZone"] = m.TimeZone, ["location"] = m.Location,
        ["repeats"] = m.Repeats, ["dates"] = m.Occurrences.Count, ["password"] = m.Password is null ? null : "***",
        ["hosts"] = Names(m, PlannedRole.Host), ["invitees"] = Names(m, PlannedRole.Invitee), ["guests"] = m.Guests.Count == 0 ? null : m.Guests.Count,
        ["waitingRoom"] = m.Settings.WaitingRoom, ["joinBeforeHost"] = m.Settings.JoinBeforeHost, ["muteOnEntry"] = m.Settings.MuteOnEntry,
        ["selfUnmute"] = m.Settings.SelfUnmute, ["joinLimit"] = m.Settings.JoinLimit, ["rename"] = m.Settings.AllowRename, ["chat"] = m.Settings.Chat,
        ["shareByAll"] = m.Settings.ShareByAll, ["cameraByAll"] = m.Settings.CameraByAll, ["raiseHand"] = m.Settings.RaiseHand,
        ["watermark"] = m.Settings.Watermark, ["hideCode"] = m.Settings.HideCode,
    };

    /// <summary>Notes each field that differs.</summary>
    public static void Write(AuditNotes notes, IReadOnlyDictionary<string, object?> before, IReadOnlyDictionary<string, object?> after)
    {
        foreach (var (field, value) in after) notes.Changed(field, before.GetValueOrDefault(field), value);
    }

    private static string? Names(Meeting m, PlannedRole role)
    {
        var names = m.People.Where(p => p.Role == role).Select(p => p.Name).ToList();
        return names.Count == 0 ? null : names.Count > 20 ? $"{names.Count}: {string.Join(", ", names.Take(20))} …" : string.Join(", ", names);
    }
}
