using System.Text.Json;
using Huitang.Kernel;
using Huitang.Messages.Contracts;
using Huitang.Messages.Data;

namespace Huitang.Messages.Sending;

/// <summary>Writes mails to the queue of the current save.</summary>
internal sealed class MailQueue(AppDb db, TimeProvider time) : IMailer
{
    public void Queue(OutgoingMail mail)
    {
        var now = time.GetUtcNow();
        db.Mails.Add(new MailRow
        {
            Id = Ids.New(time), ToAddress = mail.To, ToName = mail.ToName,
            // A line break in a subject would start a new header.
            Subject = Cut(mail.Subject.ReplaceLineEndings(" "), 500), Text = mail.Text, Html = mail.Html,
            CalendarMethod = mail.Calendar?.Method, CalendarText = mail.Calendar?.Text,
            Files = mail.Files.Count == 0 ? null : JsonSerializer.Serialize(mail.Files),
            CreatedAt = now, DueAt = now,
        });
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}
