using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Control;

/// <summary>Controls one running meeting without being in it.</summary>
public sealed partial class LiveMeetingPage
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private CancellationToken _closed;
    private LiveDesk? _desk;
    private OutcomeBox? _outcome;
    private LiveMeetingFacts? _facts;
    private PageState _state = PageState.Loading;
    private string? _error;
    private bool _ended;
    private int _people;
    private int _waiting;
    private DateTimeOffset _asked;

    /// <summary>The meeting.</summary>
    [Parameter] public Guid Id { get; set; }

    [Inject] private LiveFeed Feed { get; set; } = default!;
    [Inject] private UseCases UseCases { get; set; } = default!;
    [Inject] private IErrorTexts ErrorTexts { get; set; } = default!;
    [Inject] private IToasts Toasts { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _desk?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _closed = _closing.Token;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await OpenAsync();
        StateHasChanged();
    }

    private async Task OpenAsync()
    {
        _desk?.Dispose();
        _desk = null;
        var meeting = new MeetingId(Id);
        var facts = await Feed.FactsAsync(meeting, _closed);
        if (facts.Error is { } refused)
        {
            Refuse(refused);
            return;
        }

        (_facts, _asked) = (facts.Value, Time.GetUtcNow());
        var opened = await Feed.MeetingAsync(meeting, _closed);
        if (opened.Error is { } late) Refuse(late);
        if (opened.Value is not { } watch) return;
        if (_closed.IsCancellationRequested)
        {
            watch.Dispose();
            return;
        }

        _desk = new LiveDesk(meeting, facts.Value!, watch, UseCases, ErrorTexts, Toasts, Time) { Outcome = _outcome };
        _desk.Changed += Come;
        _desk.Ticked += Tick;
        (_state, _error) = (PageState.Ready, null);
        Count();
    }

    private void Refuse(Error error)
    {
        _state = error.Kind switch { ErrorKind.NotFound => PageState.NotFound, ErrorKind.Forbidden => PageState.NoPermission, _ => PageState.Failed };
        _error = ErrorTexts.For(error);
    }

    private void Come() => _ = InvokeAsync(() =>
    {
        var before = (_ended, _people, _waiting);
        Count();
        if (before != (_ended, _people, _waiting)) StateHasChanged();
    });

    private void Count() => (_ended, _people, _waiting) = (_desk!.Ended, _desk.Ended ? 0 : _desk.Now?.People.Count ?? 0, _desk.Ended ? 0 : _desk.Now?.Lobby.Count ?? 0);

    // A right that was taken away ends the view within half a minute; orders are refused at once.
    private void Tick()
    {
        if (Time.GetUtcNow() - _asked < AskAgain) return;
        _asked = Time.GetUtcNow();
        _ = InvokeAsync(async () =>
        {
            if (_closed.IsCancellationRequested || (await Feed.FactsAsync(new MeetingId(Id), _closed)).Error is not { } refused) return;
            _desk?.Dispose();
            _desk = null;
            Refuse(refused);
            StateHasChanged();
        });
    }
}
