using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live;
using Huitang.Ui;

namespace Huitang.Meetings.Features.Control;

/// <summary>What the parts of a control page share: the meeting as it changes, and the way to order something. One per open page.</summary>
internal sealed class LiveDesk : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private readonly LiveWatch _watch;
    private readonly UseCases _useCases;
    private readonly IErrorTexts _errors;
    private readonly IToasts _toasts;
    private readonly TimeProvider _time;
    private volatile bool _dirty = true;

    public LiveDesk(MeetingId meeting, LiveMeetingFacts facts, LiveWatch watch, UseCases useCases, IErrorTexts errors, IToasts toasts, TimeProvider time)
    {
        (Meeting, Facts, _watch, _useCases, _errors, _toasts, _time) = (meeting, facts, watch, useCases, errors, toasts, time);
        Now = watch.Replica.Current;
        watch.Replica.Changed += Note;
        _ = BeatAsync(_closed.Token);
    }

    public MeetingId Meeting { get; }

    /// <summary>How the meeting stood when the page opened, and what the person may do.</summary>
    public LiveMeetingFacts Facts { get; }

    /// <summary>The meeting; the last known state after it ended, null when it was not running.</summary>
    public LiveSnapshot? Now { get; private set; }

    /// <summary>It ended while the page was open.</summary>
    public bool Ended { get; private set; }

    public bool Control => Facts.Control && !Ended;

    /// <summary>When the state was last known to be right.</summary>
    public DateTimeOffset AsOf => _watch.Replica.SeenAt;

    public bool Stale => !Ended && _time.GetUtcNow() - AsOf > StaleAfter;

    public DateTimeOffset Clock => _time.GetUtcNow();

    /// <summary>Where the page shows what became of several targets.</summary>
    public OutcomeBox? Outcome { get; set; }

    /// <summary>Raised when something changed, at most once a second, from any thread.</summary>
    public event Action? Changed;

    /// <summary>Raised every second, from any thread.</summary>
    public event Action? Ticked;

    public void Dispose()
    {
        if (_closed.IsCancellationRequested) return;
        _watch.Replica.Changed -= Note;
        _closed.Cancel();
        _closed.Dispose();
        _watch.Dispose();
    }

    /// <summary>A control of the whole meeting: says what was done and offers to take it back, or says why not.</summary>
    public async Task<bool> OrderAsync(IMeetingOrder order, string done, IMeetingOrder? undo = null)
    {
        var result = await _useCases.RunAsync(order);
        if (result.Error is { } error) _toasts.ShowError(_errors.For(error));
        else if (undo is null) _toasts.Show(done);
        else _toasts.Show(done, async () => await OrderAsync(undo, Texts.live_undone));
        Pull();
        return result.Ok;
    }

    /// <summary>A control of people, with an answer for each.</summary>
    public async Task OrderAsync(IPeopleOrder order, string title, string done)
    {
        var names = (Now?.People ?? []).Select(p => (p.View.Id, p.View.Name)).Concat((Now?.Lobby ?? []).Select(w => (w.Id.ToString(), w.Name))).DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2);
        var result = await _useCases.RunAsync(order);
        if (result.Error is { } error) _toasts.ShowError(_errors.For(error));
        else if (result.Value!.Count == 1 && result.Value[0].Error is { } refused) _toasts.ShowError(_errors.For(refused));
        else if (result.Value.Count == 1) _toasts.Show(done);
        else Outcome?.Show(title, result.Value.Select(r => (names.GetValueOrDefault(r.Target, Texts.live_somebody), r.Error is { } e ? _errors.For(e) : null, done)).ToList());
        Pull();
    }

    /// <summary>Calls people into the meeting and says what came of each.</summary>
    public async Task<bool> CallAsync(IReadOnlyList<UserId> people, string title)
    {
        var result = await _useCases.RunAsync(new InvitePeople(Meeting, people));
        if (result.Error is { } error) _toasts.ShowError(_errors.For(error));
        else if (result.Value is [{ Error: { } refused }]) _toasts.ShowError(_errors.For(refused));
        else if (result.Value is [var one]) _toasts.Show(LiveWords.Text(Texts.live_done_call, one.Name));
        else Outcome?.Show(title, result.Value!.Select(r => (r.Name.Length > 0 ? r.Name : Texts.live_somebody, r.Error is { } e ? _errors.For(e) : null, r.Mailed ? Texts.live_invited_mail : Texts.live_invited_notice)).ToList());
        return result.Ok;
    }

    /// <summary>Waits until the change an order made has come back, a second and a half at most.</summary>
    public async Task SettleAsync(Func<LiveSnapshot, bool> there)
    {
        for (var n = 0; n < 15 && !_closed.IsCancellationRequested && _watch.Replica.Current is { } now && !there(now); n++) await Task.Delay(TimeSpan.FromMilliseconds(100), _time);
        Pull();
    }

    private void Note() => _dirty = true;

    private void Pull()
    {
        _dirty = false;
        var now = _watch.Replica.Current;
        if (now is not null) Now = now;
        // Gone from here although it was here: over, since a meeting whose server is lost keeps its last state.
        Ended = now is null && Now is not null;
        Changed?.Invoke();
    }

    private async Task BeatAsync(CancellationToken closed)
    {
        using var beat = new PeriodicTimer(Second, _time);
        try
        {
            while (await beat.WaitForNextTickAsync(closed))
            {
                if (_dirty) Pull();
                Ticked?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed.
        }
    }
}
