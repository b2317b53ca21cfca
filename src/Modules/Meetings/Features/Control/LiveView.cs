using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Control;

/// <summary>A part of the control page: follows the meeting and renders itself alone.</summary>
public abstract class LiveView : ComponentBase, IDisposable
{
    [CascadingParameter] private protected LiveDesk Desk { get; set; } = default!;

    /// <summary>Whether the part renders every second, and not only when something changed.</summary>
    private protected virtual bool EverySecond => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        Desk.Changed -= Come;
        Desk.Ticked -= Come;
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (EverySecond) Desk.Ticked += Come;
        Desk.Changed += Come;
    }

    /// <summary>Shows the meeting as it is now.</summary>
    private protected virtual Task ShowAsync()
    {
        StateHasChanged();
        return Task.CompletedTask;
    }

    private void Come() => _ = InvokeAsync(ShowAsync);
}
