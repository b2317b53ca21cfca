using Huitang.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Huitang.Host.Shell;

/// <summary>Keeps a failing page from taking the console down, and gives the failure a number by which it is found in the log.</summary>
public sealed class ShellBoundary : ErrorBoundary
{
    [Inject] private TimeProvider Time { get; set; } = default!;

    [Inject] private ILogger<ShellBoundary> Log { get; set; } = default!;

    /// <summary>Number of the last failure.</summary>
    public string? Reference { get; private set; }

    /// <inheritdoc/>
    protected override Task OnErrorAsync(Exception exception)
    {
        Reference = Ids.New(Time).ToString("N")[^12..];
        Log.LogError(exception, "A page failed; reference {Reference}", Reference);
        return Task.CompletedTask;
    }
}
