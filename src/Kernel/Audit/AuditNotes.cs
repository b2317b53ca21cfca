namespace Huitang.Kernel;

/// <summary>What a handler tells the log about its act. One per scope.</summary>
public sealed class AuditNotes
{
    private readonly List<AuditChange> _changes = [];

    /// <summary>Kind of the object, such as <c>meeting</c>.</summary>
    public string? ObjectType { get; private set; }

    /// <summary>Its id as text.</summary>
    public string? ObjectId { get; private set; }

    /// <summary>Its name at the time, for people.</summary>
    public string? ObjectName { get; private set; }

    /// <summary>A number people know it by, such as the meeting code.</summary>
    public string? ObjectCode { get; private set; }

    /// <summary>Who an actor without a session turned out to be; null when the actor was known or stayed unknown.</summary>
    public UserId? Person { get; private set; }

    /// <summary>Name of <see cref="Person"/>.</summary>
    public string? PersonName { get; private set; }

    /// <summary>What was typed as account.</summary>
    public string? Account { get; private set; }

    /// <summary>Way of signing in, lower case.</summary>
    public string? Method { get; private set; }

    /// <summary>The true reason of a refusal, where the answer must not tell it.</summary>
    public string? Reason { get; private set; }

    /// <summary>The session that was opened.</summary>
    public Guid? Session { get; private set; }

    /// <summary>Fields changed, in order.</summary>
    public IReadOnlyList<AuditChange> Changes => _changes;

    /// <summary>Names the object acted on.</summary>
    public void On(string type, string id, string? name, string? code = null) => (ObjectType, ObjectId, ObjectName, ObjectCode) = (type, id, name, code);

    /// <summary>Says who the actor turned out to be.</summary>
    public void By(UserId person, string name) => (Person, PersonName) = (person, name);

    /// <summary>Says how somebody tried to sign in.</summary>
    public void SignIn(string account, string method) => (Account, Method) = (account, method);

    /// <summary>Says what came of trying to sign in; the reason as a lower-case word, null for success.</summary>
    public void SignInEnded(string? reason, Guid? session = null) => (Reason, Session) = (reason, session);

    /// <summary>Notes a change if there is one; values of sensitive fields are masked (<see cref="AuditMask"/>). <paramref name="subject"/>: the person the values speak of, when it is not the object.</summary>
    public void Changed(string field, object? from, object? to, Guid? subject = null)
    {
        var (a, b) = (Text(from), Text(to));
        if (a != b) _changes.Add(new AuditChange(field, AuditMask.Value(field, a), AuditMask.Value(field, b), subject));
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        DateTimeOffset t => t.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
