using System.Globalization;
using Huitang.Insights.Domain;
using Huitang.Kernel;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Insights.Features;

/// <summary>A dashboard: span, department and grain stand in its address; it loads what it shows before it is sent and whenever they change.</summary>
public abstract class InsightView : ComponentBase
{
    [Inject] private protected UseCases UseCases { get; set; } = default!;

    [Inject] private protected FirstReads Reads { get; set; } = default!;

    [Inject] private protected IErrorTexts ErrorTexts { get; set; } = default!;

    [Inject] private protected UrlState Url { get; set; } = default!;

    [Inject] private protected TimeProvider Time { get; set; } = default!;

    [Inject] private protected NavigationManager Nav { get; set; } = default!;

    private protected Period Span { get; private set; }

    private protected Guid? Department { get; private set; }

    private protected TrendStep TrendStep { get; private set; }

    private protected PageState State { get; set; } = PageState.Loading;

    private protected string? Error { get; set; }

    private protected static IReadOnlyList<AppOption<TrendStep?>> Grains => [new(TrendStep.Day, Texts.by_day), new(TrendStep.Week, Texts.by_week), new(TrendStep.Month, Texts.by_month)];

    private protected DateSpan? Shown => new DateSpan(Span.From, Span.To);

    /// <summary>Loads what the page shows; answers the refusal, or null.</summary>
    private protected abstract Task<Error?> LoadAsync();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Span = InsightRoutes.Days(Url.Get, Time);
        Department = Guid.TryParse(Url.Get("dept"), out var department) ? department : null;
        TrendStep = Url.GetEnum<TrendStep>("by") ?? TrendStep.Day;
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var content = LoadAsync();
        if (await FirstReads.ThereAsync(RendererInfo, content)) Show(await content);
    }

    /// <summary>Asks what the page shows; what the sent page has asked is there for the live one.</summary>
    /// <remarks>For the sent page it is asked to the end: its renderer goes while the live page still waits for the answer.</remarks>
    private protected Task<Result<T>> AskAsync<T>(IUseCase<T> order, CancellationToken ct = default) => Reads.ReadAsync(RendererInfo, order, () => UseCases.RunAsync(order, RendererInfo.IsInteractive ? ct : CancellationToken.None));

    private protected async Task ReloadAsync()
    {
        Show(await LoadAsync());
        StateHasChanged();
    }

    private void Show(Error? refused) =>
        (State, Error) = refused switch { null => (PageState.Ready, null), { Kind: ErrorKind.Forbidden } => (PageState.NoPermission, null), { } e => (PageState.Failed, ErrorTexts.For(e)) };

    private protected Task SetSpanAsync(DateSpan? span)
    {
        if (span is not { } days) return Task.CompletedTask;
        Span = new Period(days.From, days.To);
        Url.Set(("from", InsightRoutes.Text(days.From)), ("to", InsightRoutes.Text(days.To)));
        return ReloadAsync();
    }

    private protected Task SetDepartmentAsync(Guid? department)
    {
        Department = department;
        Url.Set(("dept", department?.ToString("D")));
        return ReloadAsync();
    }

    private protected Task SetGrainAsync(TrendStep? grain)
    {
        TrendStep = grain ?? TrendStep.Day;
        Url.Set(("by", TrendStep == TrendStep.Day ? null : TrendStep.ToString().ToLowerInvariant()));
        return ReloadAsync();
    }

    private protected Task ResetAsync()
    {
        Url.Set(("from", null), ("to", null), ("dept", null), ("by", null));
        OnInitialized();
        return ReloadAsync();
    }

    /// <summary>Address of the media rooms behind a figure, with the page's department.</summary>
    private protected string RoomsAddress(DateOnly from, DateOnly to, params (string Key, string? Value)[] more) => Address("/console/insights/rooms", from, to, more);

    /// <summary>Address of the people behind a figure.</summary>
    private protected string PeopleAddress(DateOnly from, DateOnly to, params (string Key, string? Value)[] more) => Address("/console/insights/usage/people", from, to, more);

    private string Address(string path, DateOnly from, DateOnly to, (string Key, string? Value)[] more) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(path,
        new (string Key, string? Value)[] { ("from", InsightRoutes.Text(from)), ("to", InsightRoutes.Text(to)), ("dept", Department?.ToString("D")) }.Concat(more).Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value)));

    private protected static string Digit(int number) => number.ToString(CultureInfo.InvariantCulture);
}
