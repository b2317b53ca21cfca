using Huitang.Kernel;

namespace Huitang.Messages.Contracts;

/// <summary>One mail to one person, in plain text and HTML.</summary>
/// <param name="To">Address.</param>
/// <param name="Subject">Subject, at most 500 characters.</param>
/// <param name="Text">Body in plain text.</param>
/// <param name="Html">Body in HTML; values in it are already encoded.</param>
public sealed record OutgoingMail(string To, string Subject, string Text, string Html)
{
    /// <summary>Name of the person, or null.</summary>
    public string? ToName { get; init; }

    /// <summary>A calendar object (RFC 5545) that calendars pick up from the mail, or null.</summary>
    public CalendarPart? Calendar { get; init; }

    /// <summary>Files; together at most 10 MiB.</summary>
    public IReadOnlyList<MailFile> Files { get; init; } = [];
}

/// <summary>The calendar part of an invitation mail.</summary>
/// <param name="Method">iTIP method: <c>REQUEST</c>, <c>CANCEL</c> or <c>PUBLISH</c>.</param>
/// <param name="Text">The calendar object as text.</param>
public sealed record CalendarPart(string Method, string Text);

/// <summary>A file sent with a mail.</summary>
/// <param name="Name">File name.</param>
/// <param name="Type">Media type.</param>
/// <param name="Content">The bytes.</param>
public sealed record MailFile(string Name, string Type, byte[] Content);

/// <summary>Queues mails. A queued mail belongs to the current save: it is sent only if that save succeeds.</summary>
public interface IMailer
{
    /// <summary>Adds the mail to this scope's context; the caller saves.</summary>
    void Queue(OutgoingMail mail);
}

/// <summary>Permissions of this module.</summary>
public static class MessagesPermissions
{
    /// <summary>See mails sent by the enterprise, with their content.</summary>
    public const string Read = "messages.read";
}
