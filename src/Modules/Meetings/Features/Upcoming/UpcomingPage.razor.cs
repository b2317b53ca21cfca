using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Features.Scheduling;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Huitang.Meetings.Features.Upcoming;

/// <summary>All meetings of the enterprise that are booked and not running. Filters are in the address.</summary>
public sealed partial class UpcomingPage
{
    private AppTable<UpcomingMeeting>? _table;
    private CancelBox? _cancel;
    private string? _query;
    private DateSpan? _span;
    private MeetingType? _type;
    private bool _manage;

    [Inject] private IActorSource Actors { get; set; } = default!;

    private bool Filtered => _query is not null || _span is not null || _type is not null;

    private static IReadOnlyList<AppOption<MeetingType?>> TypeOptions => [new(MeetingType.OneOff, Texts.sched_type_oneoff), new(MeetingType.Recurring, Texts.sched_type_recurring)];

    private static string Name(UpcomingMeeting m) => MeetingWords.Subject(m.Type, m.Subject, m.CreatorName);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        (_query, _type) = (Url.Get("q"), Url.GetEnum<MeetingType>("type"));
        if (Day("from") is { } from && Day("to") is { } to && from <= to) _span = new DateSpan(from, to);
        _manage = (await Actors.GetAsync(CancellationToken.None)).Holds(MeetingPermissions.Manage);
    }

    private DateOnly? Day(string key) => DateOnly.TryParseExact(Url.Get(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private void Set(string? query, DateSpan? span, MeetingType? type)
    {
        (_query, _span, _type) = (string.IsNullOrEmpty(query) ? null : query, span, type);
        Url.Set(("q", _query), ("from", Iso(span?.From)), ("to", Iso(span?.To)), ("type", type?.ToString().ToLowerInvariant()), ("page", null));
    }

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<TablePage<UpcomingMeeting>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var zone = Zones.OrDefault(Viewer.Zone.Id);
        DateTimeOffset? Midnight(DateOnly? day) => day is { } d ? zone.ToMoment(LocalDate.FromDateOnly(d).AtMidnight()) : null;
        var filter = new UpcomingFilter(_query, Midnight(_span?.From), Midnight(_span?.To.AddDays(1)), _type);
        var result = await UseCases.RunAsync(new ListUpcoming(filter, new PageRequest(request.Number, request.Size, request.Sort, request.Descending)), ct);
        if (result.Error is { } error) return error.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<UpcomingMeeting>() : TablePage.Failed<UpcomingMeeting>(ErrorTexts.For(error));
        return new TablePage<UpcomingMeeting>(result.Value!.Rows, result.Value.Total);
    }

    private string ExportAddress(string format) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/console/upcoming/export", new Dictionary<string, string?>
    {
        ["format"] = format, ["q"] = _query, ["from"] = Iso(_span?.From), ["to"] = Iso(_span?.To), ["type"] = _type?.ToString(), ["zone"] = Viewer.Zone.Id, ["sort"] = Url.Get("sort"),
    }.Where(p => p.Value is not null));

    private List<AppMenuItem> MenuOf(UpcomingMeeting m) => _manage
        ?
        [
            new(Texts.sched_edit, Icon: AppIcons.Edit, Href: $"/my/meetings/{m.Id}/edit"),
            new(Texts.sched_do_cancel, () => { _cancel!.Open((m.Id.Value, null, Name(m))); return Task.CompletedTask; }, AppIcons.Block, Danger: true),
        ]
        : [new(Texts.upcoming_detail, Href: $"/console/upcoming/{m.Id}")];

    private async Task CancelledAsync()
    {
        await _table!.ClearSelection();
        await _table.ReloadAsync();
    }

    private Task ReloadAsync() => _table?.ReloadAsync() ?? Task.CompletedTask;
}
