using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Ui;
using NodaTime;

namespace Huitang.Meetings.Features.Ended;

/// <summary>Media rooms of the enterprise that are over. Filters are in the address.</summary>
public sealed partial class EndedPage
{
    private static readonly Shown _none = new(null, null, null, null, false, false);

    private AppTable<EndedMeeting>? _table;
    private Shown _shown = _none;

    private bool Filtered => _shown != _none with { ByMeeting = _shown.ByMeeting };

    private static IReadOnlyList<AppOption<MeetingType?>> TypeOptions =>
        new[] { MeetingType.OneOff, MeetingType.Recurring, MeetingType.Personal, MeetingType.Quick }.Select(t => new AppOption<MeetingType?>(t, MeetingWords.Type(t))).ToList();

    private static IReadOnlyList<AppOption<string>> QualityOptions => [new("1", Texts.ended_with_alarm)];

    private static IReadOnlyList<AppOption<string>> ViewOptions => [new("meeting", Texts.ended_by_meeting)];

    private static string Name(EndedMeeting m) => MeetingWords.Subject(m.Type, m.Subject, m.CreatorName);

    private static string N(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <inheritdoc/>
    protected override void OnInitialized() => _shown = new Shown(
        Url.Get("q"), Day("from") is { } from && Day("to") is { } to && from <= to ? new DateSpan(from, to) : null, Url.GetEnum<MeetingType>("type"),
        Guid.TryParse(Url.Get("creator"), out var creator) ? creator : null, Url.Get("alarm") == "1", Url.Get("by") == "meeting");

    private DateOnly? Day(string key) => DateOnly.TryParseExact(Url.Get(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? day : null;

    private void Set(Shown shown)
    {
        _shown = shown;
        Url.Set([.. Address(), ("page", null)]);
    }

    private (string Key, string? Value)[] Address() =>
    [
        ("q", _shown.Query), ("from", Iso(_shown.Span?.From)), ("to", Iso(_shown.Span?.To)), ("type", _shown.Type?.ToString().ToLowerInvariant()), ("creator", _shown.Creator?.ToString("D")),
        ("alarm", _shown.Alarm ? "1" : null), ("by", _shown.ByMeeting ? "meeting" : null),
    ];

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<TablePage<EndedMeeting>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var zone = Zones.OrDefault(Viewer.Zone.Id);
        DateTimeOffset? Midnight(DateOnly? day) => day is { } d ? zone.ToMoment(LocalDate.FromDateOnly(d).AtMidnight()) : null;
        var filter = new EndedFilter(_shown.Query, Midnight(_shown.Span?.From), Midnight(_shown.Span?.To.AddDays(1)), _shown.Type, _shown.Creator is { } c ? new UserId(c) : null, _shown.Alarm, _shown.ByMeeting);
        var result = await UseCases.RunAsync(new ListEnded(filter, new PageRequest(request.Number, request.Size, request.Sort, request.Descending)), ct);
        if (result.Error is { } error) return error.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<EndedMeeting>() : TablePage.Failed<EndedMeeting>(ErrorTexts.For(error));
        return new TablePage<EndedMeeting>(result.Value!.Rows, result.Value.Total);
    }

    private string ExportAddress(string format) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
        "/console/ended/export", Address().Concat([("format", format), ("zone", Viewer.Zone.Id), ("sort", Url.Get("sort") ?? "-start")]).Where(p => p.Item2 is not null).ToDictionary(p => p.Item1, p => p.Item2));

    private List<AppMenuItem> MenuOf(EndedMeeting m) =>
    [
        new(Texts.upcoming_detail, Href: $"/console/ended/{m.Room}", Icon: AppIcons.Info),
        new(Texts.ended_export_people_xlsx, Href: PeopleAddress(m, "xlsx"), Icon: AppIcons.Download),
        new(Texts.ended_export_people_csv, Href: PeopleAddress(m, "csv"), Icon: AppIcons.Download),
    ];

    private string PeopleAddress(EndedMeeting m, string format) => $"/console/ended/{m.Room}/people?format={format}&zone={Uri.EscapeDataString(Viewer.Zone.Id)}{(_shown.ByMeeting ? "&all=1" : "")}";

    private sealed record Shown(string? Query, DateSpan? Span, MeetingType? Type, Guid? Creator, bool Alarm, bool ByMeeting);
}
