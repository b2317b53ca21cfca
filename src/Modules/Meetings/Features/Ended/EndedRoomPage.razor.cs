using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Ended;

/// <summary>One media room that is over.</summary>
public sealed partial class EndedRoomPage
{
    private EndedRoom? _room;
    private PageState _state = PageState.Loading;
    private string? _error;
    private Guid? _loaded;

    /// <summary>The media room.</summary>
    [Parameter] public Guid Id { get; set; }

    private string Title => _room is { } r ? MeetingWords.Subject(r.Facts.Type, r.Facts.Subject, r.Facts.CreatorName) : Texts.ended_page_detail;

    private static string N(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Id) return;
        _loaded = Id;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var result = await UseCases.RunAsync(new GetEnded(new MediaRoomId(Id)));
        _room = result.Value;
        _error = result.Error is { } e ? ErrorTexts.For(e) : null;
        _state = result.Error?.Kind switch
        {
            null => PageState.Ready,
            ErrorKind.NotFound => PageState.NotFound,
            ErrorKind.Forbidden => PageState.NoPermission,
            _ => PageState.Failed,
        };
    }

    private IReadOnlyList<(string, string?)> Facts(EndedRoom r) =>
    [
        (Texts.ended_col_subject, Title), (Texts.ended_col_type, MeetingWords.Type(r.Facts.Type)), (Texts.ended_col_creator, r.Facts.CreatorName), (Texts.ended_hosts, string.Join(Texts.sched_list_comma, r.Hosts)),
        (Texts.ended_planned, MeetingWords.Span(Viewer.Local(r.Facts.PlannedStart), Viewer.Local(r.Facts.PlannedEnd))),
        (Texts.ended_actual, $"{Viewer.Text(r.Facts.OpenedAt, "yyyy-MM-dd HH:mm:ss")} – {Viewer.Text(r.Facts.ClosedAt, "yyyy-MM-dd HH:mm:ss")}"),
        (Texts.ended_col_features, EndedWords.Features(r.Facts.Features)),
    ];

    private static string AttendanceText(EndedRoom r) =>
        string.Format(CultureInfo.CurrentCulture, Texts.ended_attendance_count, r.People.Count(p => !p.Absent), r.People.Count(p => p.Absent));

    private List<AppMenuItem> Exports(EndedRoom r)
    {
        var items = new List<AppMenuItem> { new(Texts.ended_this_room + " · XLSX", Href: Address("xlsx", false)), new(Texts.ended_this_room + " · CSV", Href: Address("csv", false)) };
        if (r.Rooms.Count(s => s.ClosedAt is not null) > 1) items.AddRange([new(Texts.ended_whole_meeting + " · XLSX", Href: Address("xlsx", true)), new(Texts.ended_whole_meeting + " · CSV", Href: Address("csv", true))]);
        return items;
    }

    private string Address(string format, bool all) => $"/console/ended/{Id:D}/people?format={format}&zone={Uri.EscapeDataString(Viewer.Zone.Id)}{(all ? "&all=1" : "")}";

    private Task<TablePage<Stretch>> StretchesAsync(TableRequest request, CancellationToken ct) => Page(_room!.Stretches, request, s => request.Sort switch
    {
        "name" => s.Name, "leave" => s.LeftAt, "stay" => s.Duration, _ => (IComparable)s.JoinedAt,
    });

    private Task<TablePage<Attendance>> PeopleAsync(TableRequest request, CancellationToken ct) => Page(_room!.People, request, p => request.Sort switch
    {
        "name" => p.Name, "total" => p.Total, "joins" => p.Joins, "last" => p.LastLeave ?? DateTimeOffset.MaxValue, _ => (IComparable)(p.FirstJoin ?? DateTimeOffset.MaxValue),
    });

    private Task<TablePage<TimelineEvent>> TimelineAsync(TableRequest request, CancellationToken ct) => Page(_room!.Timeline, request, e => e.At);

    private static Task<TablePage<T>> Page<T>(IReadOnlyList<T> rows, TableRequest request, Func<T, IComparable> key)
    {
        var sorted = request.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key);
        return Task.FromResult(new TablePage<T>(sorted.Skip((request.Number - 1) * request.Size).Take(request.Size).ToList(), rows.Count));
    }
}
