using System.Globalization;
using Huitang.Kernel;
using Huitang.Meetings.Invitations;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>One meeting as planned, with what its viewer may do.</summary>
public sealed partial class MeetingView
{
    private readonly FormErrors _dateErrors = new();
    private MeetingDetail? _meeting;
    private PageState _state = PageState.Loading;
    private string? _error;
    private CancelBox? _cancel;
    private AppForm? _dateForm;
    private OccurrenceView? _date;
    private string? _dateSubject;
    private string? _dateStart;
    private string? _dateEnd;
    private string? _dateLocation;

    /// <summary>The meeting.</summary>
    [Parameter, EditorRequired] public Guid Id { get; set; }

    /// <summary>Whether it stands in the console.</summary>
    [Parameter] public bool InConsole { get; set; }

    private string Back => InConsole ? "/console/upcoming" : "/my";

    private string Title => _meeting is { } m ? MeetingWords.Subject(m.Type, m.Subject, m.Creator.Name) : Texts.sched_page_detail;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var found = await UseCases.RunAsync(new GetMeeting(new(Id)));
        (_meeting, _error) = (found.Value, found.Error is { } e ? ErrorTexts.For(e) : null);
        _state = found.Error?.Kind switch { null => PageState.Ready, ErrorKind.NotFound => PageState.NotFound, ErrorKind.Forbidden => PageState.NoPermission, _ => PageState.Failed };
    }

    private List<(string Label, string? Value)> Basics(MeetingDetail m)
    {
        var facts = new List<(string, string?)> { (Texts.sched_field_host, m.Creator.Name), (Texts.sched_col_type, MeetingWords.Type(m.Type)) };
        if (m.Type is MeetingType.OneOff or MeetingType.Recurring)
        {
            facts.Add((Texts.sched_field_time, $"{MeetingWords.Span(Viewer.Local(m.Start), Viewer.Local(m.End))} {MeetingWords.Zone(Viewer.Zone.Id, m.Start)}"));
            if (m.TimeZone != Viewer.Zone.Id)
                facts.Add((Texts.sched_field_time_there, $"{MeetingWords.Span(Zones.ToClock(m.TimeZone, m.Start), Zones.ToClock(m.TimeZone, m.End))} {MeetingWords.Zone(m.TimeZone, m.Start)}"));
            facts.Add((Texts.sched_field_location, m.Location));
        }

        return facts;
    }

    private static string Names(IReadOnlyList<PersonView> people)
    {
        var shown = string.Join(Texts.sched_list_comma, people.Take(50).Select(p => p.Name));
        return people.Count > 50 ? $"{shown} … +{people.Count - 50}" : shown;
    }

    private static StatusKind KindOf(MeetingState state) => state switch
    {
        MeetingState.Started => StatusKind.Good,
        MeetingState.Init => StatusKind.Planned,
        MeetingState.Cancelled => StatusKind.Warning,
        _ => StatusKind.Ended,
    };

    private Task<TablePage<OccurrenceView>> DatesAsync(TableRequest request, CancellationToken ct)
    {
        var all = _meeting?.Occurrences ?? [];
        return Task.FromResult(new TablePage<OccurrenceView>(all.Skip((request.Number - 1) * request.Size).Take(request.Size).ToList(), all.Count));
    }

    private List<AppMenuItem> DateMenu(OccurrenceView date)
    {
        var items = new List<AppMenuItem>();
        if (_meeting is { LinkKey: not null } && !date.Cancelled) items.Add(new(Texts.sched_copy_invite, () => CopyAsync(date.Id), AppIcons.Copy));
        if (_meeting is { Changeable: true } && date is { Cancelled: false, Past: false })
        {
            items.Add(new(Texts.sched_edit_date, () => { EditDate(date); return Task.CompletedTask; }, AppIcons.Edit));
            items.Add(new(Texts.sched_cancel_date, () => { _cancel!.Open((Id, date.Id, $"{date.Subject} {Viewer.Text(date.Start)}")); return Task.CompletedTask; }, AppIcons.Block, Danger: true));
        }

        return items;
    }

    private void EditDate(OccurrenceView date)
    {
        _dateErrors.Clear();
        (_date, _dateSubject, _dateLocation) = (date, date.Subject, date.Location);
        (_dateStart, _dateEnd) = (MeetingFormModel.Clock(_meeting!.TimeZone, date.Start), MeetingFormModel.Clock(_meeting.TimeZone, date.End));
        StateHasChanged();
    }

    private async Task SaveDateAsync()
    {
        var draft = new OccurrenceDraft(_dateSubject ?? "", MeetingFormModel.Clock(_dateStart), MeetingFormModel.Clock(_dateEnd), _dateLocation);
        var done = await UseCases.RunAsync(new EditOccurrence(new(Id), _date!.Id, draft));
        if (done.Error is { } error)
        {
            _dateErrors.Add(error.Field, ErrorTexts.For(error));
            return;
        }

        _date = null;
        Toasts.Show(Texts.sched_saved);
        await LoadAsync();
    }

    private async Task CopyAsync(Guid? occurrence)
    {
        var found = await UseCases.RunAsync(new GetInvitation(new(Id), occurrence));
        if (found.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        else if (await Js.CopyAsync(found.Value!.Copy)) Toasts.Show(Texts.sched_invite_copied);
        else Toasts.ShowError(Texts.sched_copy_failed);
    }

    private async Task DeleteAsync()
    {
        if (!(await Confirms.AskAsync(new(string.Format(CultureInfo.CurrentCulture, Texts.sched_delete_title, Title), Texts.sched_delete, Texts.sched_delete_effect))).Yes) return;
        var done = await UseCases.RunAsync(new DeleteEndedMeeting(new(Id)));
        if (done.Error is { } error)
        {
            Toasts.ShowError(ErrorTexts.For(error));
            return;
        }

        Toasts.Show(Texts.sched_deleted);
        Nav.NavigateTo(Back);
    }
}
