using Microsoft.JSInterop;

namespace Huitang.Ui;

/// <summary>The few things only the browser can do, in <c>wwwroot/ui.js</c>. Calls made while the page closes are dropped quietly.</summary>
public sealed class JsUi(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;

    /// <summary>Opens a popover menu at the element with the given id and moves the focus into it.</summary>
    public Task OpenMenuAsync(string menuId, string anchorId) => CallAsync("openMenu", menuId, anchorId);

    /// <summary>Hides a popover.</summary>
    public Task HideAsync(string popoverId) => CallAsync("hide", popoverId);

    /// <summary>Scrolls an element so that a stretch of its content is in sight.</summary>
    public Task RevealAsync(string scrollerId, double top, double height) => CallAsync("reveal", scrollerId, top, height);

    /// <summary>Writes a value to the browser's local storage.</summary>
    public Task StoreAsync(string key, string value) => CallAsync("store", key, value);

    /// <summary>Reads a value from the browser's local storage; null when absent.</summary>
    public Task<string?> ReadAsync(string key) => AskAsync<string>("read", key);

    /// <summary>Copies text to the clipboard; false when the browser refused.</summary>
    public async Task<bool> CopyAsync(string text) => await AskAsync<bool>("copy", text);

    /// <summary>Hands the browser a text file to save; a byte order mark makes spreadsheets read it as UTF-8.</summary>
    public Task SaveTextAsync(string fileName, string mediaType, string text) => CallAsync("saveText", fileName, mediaType, text);

    /// <summary>Hands the browser a file to save.</summary>
    public async Task SaveFileAsync(string fileName, string mediaType, Stream file)
    {
        using var stream = new DotNetStreamReference(file, leaveOpen: true);
        await CallAsync("saveFile", fileName, mediaType, stream);
    }

    /// <summary>Shows an element over the whole screen, or ends that.</summary>
    public Task FullScreenAsync(string id) => CallAsync("fullScreen", id);

    /// <summary>Moves the focus to the first invalid field of a form, or to its error summary.</summary>
    public Task FocusFirstErrorAsync(string formId) => CallAsync("focusFirstError", formId);

    private async Task CallAsync(string name, params object?[] args) => await AskAsync<object>(name, args);

    private async Task<T?> AskAsync<T>(string name, params object?[] args)
    {
        try
        {
            var module = await (_module ??= js.InvokeAsync<IJSObjectReference>("import", "./_content/Huitang.Ui/ui.js").AsTask());
            return await module.InvokeAsync<T?>(name, args);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException or ObjectDisposedException)
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is null) return;
        try
        {
            await (await _module).DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException or JSException or ObjectDisposedException)
        {
            // The page has gone; there is nothing left to free.
        }
    }
}
