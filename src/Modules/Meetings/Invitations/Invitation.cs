using System.Globalization;
using System.Net;
using System.Text;
using Huitang.Kernel;

namespace Huitang.Meetings.Invitations;

/// <summary>The words of invitations. Run under the reader's culture (<see cref="In"/>).</summary>
internal static class Invitation
{
    /// <summary>Path of a meeting's page for joining; whoever has the key needs no password.</summary>
    public static string Path(string code, string linkKey) => $"/m/{code}?k={linkKey}";

    /// <summary>Full link.</summary>
    public static Uri Link(Uri site, string code, string linkKey) => new(site, Path(code, linkKey));

    /// <summary>Makes words in a language; anything but English is Chinese.</summary>
    public static T In<T>(string? language, Func<T> words)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var culture = CultureInfo.GetCultureInfo(language == "en-US" ? "en-US" : "zh-CN");
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        try
        {
            return words();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    /// <summary>When the meeting takes place, in its own zone, with the rule of a series.</summary>
    public static string When(Meeting meeting, Occurrence? one, DateTimeOffset now)
    {
        var shown = one ?? meeting.Next(now);
        var (start, end) = shown is null ? (meeting.StartAt, meeting.EndAt) : (shown.StartAt, shown.EndAt);
        var text = $"{MeetingWords.Span(Zones.ToClock(meeting.TimeZone, start), Zones.ToClock(meeting.TimeZone, end))} {MeetingWords.Zone(meeting.TimeZone, start)}";
        return one is null && meeting.Recurrence is { } rule ? $"{text}, {MeetingWords.Series(rule)}" : text;
    }

    /// <summary>The text people paste into a chat.</summary>
    public static string Copy(string subject, string inviter, string when, Uri link, string code, string? password, string? location)
    {
        var text = new StringBuilder();
        text.AppendLine(string.Format(CultureInfo.CurrentCulture, Texts.invite_opening, inviter));
        text.AppendLine(Labelled(Texts.sched_field_subject, subject));
        if (when.Length > 0) text.AppendLine(Labelled(Texts.sched_field_time, when));
        if (!string.IsNullOrEmpty(location)) text.AppendLine(Labelled(Texts.sched_field_location, location));
        text.AppendLine();
        text.AppendLine(Texts.invite_click);
        text.AppendLine(link.ToString());
        text.AppendLine();
        text.AppendLine(Labelled(Texts.sched_field_code, MeetingCode.Grouped(code)));
        if (password is not null) text.AppendLine(Labelled(Texts.sched_field_password, password));
        return text.ToString().TrimEnd();
    }

    /// <summary>The HTML body of a mail: plain and inline-styled, since mail programs know little else. Every value is encoded.</summary>
    public static string Html(string title, IEnumerable<(string Label, string Value)> facts, Uri? link, string? note)
    {
        var html = new StringBuilder("<div style=\"font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;max-width:560px;margin:0 auto;padding:24px;color:#1f2329\">");
        html.Append(CultureInfo.InvariantCulture, $"<h1 style=\"font-size:18px;margin:0 0 16px\">{Encode(title)}</h1><table style=\"border-collapse:collapse;font-size:14px;line-height:22px\">");
        foreach (var (label, value) in facts)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"padding:4px 16px 4px 0;color:#646a73;vertical-align:top;white-space:nowrap\">{Encode(label)}</td><td style=\"padding:4px 0\">{Encode(value)}</td></tr>");
        html.Append("</table>");
        if (link is not null)
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:20px 0 8px\"><a href=\"{Encode(link.ToString())}\" style=\"display:inline-block;background:#1a66ff;color:#ffffff;text-decoration:none;padding:8px 20px;border-radius:6px;font-size:14px\">{Encode(Texts.sched_enter)}</a></p><p style=\"font-size:12px;color:#646a73;margin:0;word-break:break-all\">{Encode(link.ToString())}</p>");
        if (note is not null) html.Append(CultureInfo.InvariantCulture, $"<p style=\"font-size:12px;color:#646a73\">{Encode(note)}</p>");
        return html.Append("</div>").ToString();
    }

    /// <summary>A label and its value on one line.</summary>
    public static string Labelled(string label, string value) => string.Format(CultureInfo.CurrentCulture, Texts.invite_labelled, label, value);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
