using System.Net;
using Huitang.Kernel;

namespace Huitang.Audit;

/// <summary>A part of a record that speaks of one person; readable only with that person's key.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Content">What is said.</param>
internal sealed record PersonalPart(Guid Subject, CanonicalMap Content);

/// <summary>Writes the bodies of records. Personal parts go into boxes, one for each person; <paramref name="seal"/> closes a box, or answers null for somebody who was erased.</summary>
internal sealed class ActBodies(Func<Guid, byte[], string?> seal)
{
    /// <summary>The first record of a stream: which key will sign for it.</summary>
    public static byte[] Stream(string key, string node, DateTimeOffset at) =>
        new CanonicalMap().Put("kind", "stream").Put("key", key).Put("node", node).Put("at", at.ToUnixTimeMilliseconds()).ToBytes();

    /// <summary>Before the act.</summary>
    public byte[] Opened(Guid act, AuditOpening opening, Actor actor, NetworkPlace place, DateTimeOffset at)
    {
        var body = Head("opened", act, opening, at);
        var parts = new Parts();
        // An actor without an account may turn out to be somebody; the address then belongs into that person's box, which closes later.
        if (actor.Kind != ActorKind.Anonymous) PutActor(body, parts, actor, place, null, null);
        return Finish(body, parts);
    }

    /// <summary>After the act.</summary>
    public byte[] Closed(Guid act, Actor actor, NetworkPlace place, string outcome, AuditNotes notes, DateTimeOffset at)
    {
        var body = new CanonicalMap().Put("kind", "closed").Put("act", act).Put("at", at.ToUnixTimeMilliseconds());
        var parts = new Parts();
        if (actor.Kind == ActorKind.Anonymous) PutActor(body, parts, actor, place, notes, null);
        PutEnd(body, parts, actor, outcome, notes, null);
        return Finish(body, parts);
    }

    /// <summary>Both in one.</summary>
    public byte[] Fact(AuditFact fact, NetworkPlace place)
    {
        var body = Head("fact", fact.Id, fact.Opening, fact.At);
        var parts = new Parts();
        PutActor(body, parts, fact.Actor, place, fact.Notes, fact.Guest);
        PutEnd(body, parts, fact.Actor, fact.Outcome, fact.Notes, fact.Guest);
        return Finish(body, parts);
    }

    private static CanonicalMap Head(string kind, Guid act, AuditOpening opening, DateTimeOffset at) => new CanonicalMap()
        .Put("kind", kind).Put("act", act).Put("action", opening.Action).Put("log", (int)opening.Log).Put("ground", (int)opening.Ground).Put("permission", opening.Permission)
        .Put("at", at.ToUnixTimeMilliseconds());

    private static bool Known(Actor actor) => actor.Kind is ActorKind.User or ActorKind.Service;

    private static void PutActor(CanonicalMap body, Parts parts, Actor actor, NetworkPlace place, AuditNotes? notes, Guid? guest)
    {
        // Behind a program stands the person who answers for it.
        var user = Known(actor) ? actor.User.Value : notes?.Person?.Value;
        var who = new CanonicalMap().Put("kind", (int)(user is null || actor.Kind == ActorKind.Service ? actor.Kind : ActorKind.User)).Put("id", user);
        var own = (user ?? guest) is { } subject ? parts.Of(subject) : who;
        own.Put("name", Cut(Known(actor) || notes?.PersonName is null ? actor.Name : notes.PersonName, 200))
            .Put("ip", IPAddress.TryParse(actor.Ip, out var ip) ? ip.ToString() : null)
            .Put("device", Cut(actor.Device, 400));
        body.Put("actor", who).Put("place", (int)place).Put("session", actor.Session).Put("request", Cut(actor.RequestId, 200));
    }

    private static void PutEnd(CanonicalMap body, Parts parts, Actor actor, string outcome, AuditNotes notes, Guid? guest)
    {
        var person = notes.Person?.Value ?? (Known(actor) ? actor.User.Value : guest);
        var about = notes.ObjectType == "user" && Guid.TryParse(notes.ObjectId, out var user) ? user : (Guid?)null;
        body.Put("outcome", outcome).Put("reason", notes.Reason).Put("method", notes.Method).Put("opens", notes.Session);
        (person is { } known ? parts.Of(known) : body).Put("account", Cut(notes.Account, 120));
        if (notes.ObjectType is not null)
        {
            var thing = new CanonicalMap().Put("type", notes.ObjectType).Put("id", notes.ObjectId).Put("code", notes.ObjectCode);
            if (about is { } whom) parts.Of(whom).Put("object", Cut(notes.ObjectName, 400));
            else thing.Put("name", Cut(notes.ObjectName, 400));
            body.Put("object", thing);
        }

        // Numbered, so that their order survives being spread over boxes.
        foreach (var box in notes.Changes.Select((change, number) => (change, number)).GroupBy(c => c.change.Subject ?? about))
        {
            var list = box.Select(c => (object?)new CanonicalMap().Put("n", c.number).Put("field", Cut(c.change.Field, 200)).Put("from", Cut(c.change.From, 2000)).Put("to", Cut(c.change.To, 2000))).ToList();
            (box.Key is { } subject ? parts.Of(subject) : body).Put("changes", list);
        }
    }

    private byte[] Finish(CanonicalMap body, Parts parts)
    {
        if (parts.All.Count > 0)
            body.Put("boxes", parts.All.Select(part => (object?)new CanonicalMap().Put("subject", part.Subject).Put("sealed", seal(part.Subject, part.Content.ToBytes()))).ToList());
        return body.ToBytes();
    }

    private static string? Cut(string? text, int length)
    {
        if (text is null) return null;
        return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private sealed class Parts
    {
        public List<PersonalPart> All { get; } = [];

        public CanonicalMap Of(Guid subject)
        {
            if (All.Find(part => part.Subject == subject) is { } there) return there.Content;
            All.Add(new PersonalPart(subject, new CanonicalMap()));
            return All[^1].Content;
        }
    }

    /// <summary>People a record will need keys for.</summary>
    public static IEnumerable<Guid> SubjectsOf(Actor actor, AuditNotes? notes, Guid? guest = null)
    {
        if (Known(actor)) yield return actor.User.Value;
        if (guest is { } visitor) yield return visitor;
        if (notes is null) yield break;
        if (notes.Person is { } person) yield return person.Value;
        if (notes.ObjectType == "user" && Guid.TryParse(notes.ObjectId, out var user)) yield return user;
        foreach (var subject in notes.Changes.Select(c => c.Subject).OfType<Guid>()) yield return subject;
    }
}
