using System.Text.Json;
using Huitang.Messages.Contracts;
using Huitang.Messages.Data;
using MimeKit;

namespace Huitang.Messages.Sending;

/// <summary>Makes the MIME message of a queued mail.</summary>
internal static class MailWriter
{
    public static MimeMessage Write(MailRow row, MailOptions options)
    {
        var from = new MailboxAddress(options.FromName, options.From);
        var message = new MimeMessage { MessageId = $"{row.Id:N}@{from.Domain}", Subject = row.Subject, Date = row.CreatedAt };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(row.ToName, row.ToAddress));
        message.Headers.Add("Auto-Submitted", "auto-generated");

        var body = new MultipartAlternative { Part("plain", row.Text), Part("html", row.Html) };
        if (row.CalendarText is { } calendar)
        {
            // Inside the alternatives mail programs show it as an invitation; the attachment is for those that do not.
            var part = Part("calendar", calendar);
            part.ContentType.Parameters.Add("method", row.CalendarMethod ?? "PUBLISH");
            body.Add(part);
        }

        var files = row.Files is null ? [] : JsonSerializer.Deserialize<List<MailFile>>(row.Files)!;
        if (row.CalendarText is not null)
            files.Add(new MailFile("invite.ics", "application/ics", System.Text.Encoding.UTF8.GetBytes(row.CalendarText)));
        if (files.Count == 0)
        {
            message.Body = body;
            return message;
        }

        var mixed = new Multipart("mixed") { body };
        foreach (var file in files)
        {
            mixed.Add(new MimePart(ContentType.Parse(file.Type))
            {
                Content = new MimeContent(new MemoryStream(file.Content)), FileName = file.Name,
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment), ContentTransferEncoding = ContentEncoding.Base64,
            });
        }

        message.Body = mixed;
        return message;
    }

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.Base64 };
        part.SetText(System.Text.Encoding.UTF8, text);
        return part;
    }
}
