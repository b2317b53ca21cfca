using System.Globalization;
using System.Net;
using System.Text.Json;
using Huitang.Kernel;

namespace Huitang.Audit;

/// <summary>Makes acts of records: the only way from the chain to what lists show, used when writing, when rebuilding and when verifying.</summary>
/// <param name="open">Opens a box, or answers null when the person was erased.</param>
internal sealed class ActFold(Func<Guid, string, byte[]?> open)
{
    /// <summary>Kind of the record and the act it speaks of; no act for the record that begins a stream.</summary>
    public static (string Kind, Guid? Act) Look(JsonElement body) => (Text(body, "kind") ?? "", Id(body, "act"));

    /// <summary>The act after this record; <paramref name="before"/> is what earlier ones made, null for the first.</summary>
    public Act? Apply(int tenant, Guid stream, long seq, JsonElement body, Act? before)
    {
        var (kind, id) = Look(body);
        if (id is not { } act) return null;
        if (kind == "closed")
        {
            if (before is null) return null;
            return End(before with { ClosedAt = Moment(body, "at"), CloseSeq = seq }, body);
        }

        if (kind is not ("opened" or "fact")) return null;
        var begun = Begin(new Act
        {
            Tenant = tenant, Id = act, Stream = stream, OpenSeq = seq, Action = Text(body, "action") ?? "", Log = (AuditLogKind)Number(body, "log"), Ground = (AuditGround)Number(body, "ground"),
            Permission = Text(body, "permission"), At = Moment(body, "at"),
        }, body, Boxes(body, out var erased, out var subjects), erased, subjects);
        return kind == "fact" ? End(begun with { ClosedAt = begun.At, CloseSeq = seq }, body) : begun;
    }

    private static Act Begin(Act act, JsonElement body, IReadOnlyDictionary<Guid, JsonElement> boxes, bool erased, IReadOnlyList<Guid> subjects)
    {
        act = act with { Erased = act.Erased || erased, Subjects = [.. act.Subjects.Union(subjects)] };
        if (!body.TryGetProperty("actor", out var actor)) return act;
        var id = Id(actor, "id");
        // A guest's facts are in the box of somebody without an account: the one box that has a name in it.
        var own = id is { } user ? boxes.GetValueOrDefault(user) : Text(actor, "name") is not null ? actor : boxes.Values.FirstOrDefault(box => Text(box, "name") is not null);
        if (own.ValueKind == JsonValueKind.Undefined && id is null) own = actor;
        return act with
        {
            ActorKind = (ActorKind)Number(actor, "kind"), ActorId = id, ActorName = Text(own, "name"), Ip = IPAddress.TryParse(Text(own, "ip"), out var ip) ? ip : null, Device = Text(own, "device"),
            Place = (NetworkPlace)Number(body, "place"), Session = Id(body, "session"), RequestId = Text(body, "request"),
        };
    }

    private Act End(Act act, JsonElement body)
    {
        var boxes = Boxes(body, out var erased, out var subjects);
        act = Text(body, "kind") == "closed" ? Begin(act, body, boxes, erased, subjects) : act;
        body.TryGetProperty("object", out var thing);
        var all = boxes.Values.Append(body).ToList();
        return act with
        {
            Outcome = Text(body, "outcome") ?? "", Reason = Text(body, "reason"), Method = Text(body, "method"), Session = Id(body, "opens") ?? act.Session,
            Account = all.Select(box => Text(box, "account")).FirstOrDefault(text => text is not null),
            ObjectType = Text(thing, "type"), ObjectId = Text(thing, "id"), ObjectCode = Text(thing, "code"),
            ObjectName = Text(thing, "name") ?? boxes.Values.Select(box => Text(box, "object")).FirstOrDefault(text => text is not null),
            Changes = all.SelectMany(Changes).OrderBy(c => c.Number).Select(c => c.Change).ToList(),
        };
    }

    private static IEnumerable<(int Number, AuditChange Change)> Changes(JsonElement of) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty("changes", out var list)
            ? list.EnumerateArray().Select(c => (Number(c, "n"), new AuditChange(Text(c, "field") ?? "", Text(c, "from"), Text(c, "to"))))
            : [];

    private Dictionary<Guid, JsonElement> Boxes(JsonElement body, out bool erased, out IReadOnlyList<Guid> subjects)
    {
        (erased, subjects) = (false, []);
        var boxes = new Dictionary<Guid, JsonElement>();
        if (!body.TryGetProperty("boxes", out var list)) return boxes;
        var people = new List<Guid>();
        foreach (var box in list.EnumerateArray())
        {
            if (Id(box, "subject") is not { } subject) continue;
            people.Add(subject);
            if (Text(box, "sealed") is { } text && open(subject, text) is { } content) boxes[subject] = JsonDocument.Parse(content).RootElement;
            else erased = true;
        }

        subjects = people;
        return boxes;
    }

    private static string? Text(JsonElement of, string key) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Guid? Id(JsonElement of, string key) => Guid.TryParse(Text(of, key), CultureInfo.InvariantCulture, out var id) ? id : null;

    private static int Number(JsonElement of, string key) => of.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    private static DateTimeOffset Moment(JsonElement of, string key) =>
        of.TryGetProperty(key, out var value) && value.TryGetInt64(out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : default;
}
