using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Huitang.Ui;

/// <summary>Page state kept in the address, so that a page can be linked, reloaded and gone back to.</summary>
public sealed class UrlState(NavigationManager nav)
{
    /// <summary>A query parameter; null when absent or empty.</summary>
    public string? Get(string key) =>
        QueryHelpers.ParseQuery(new Uri(nav.Uri).Query).TryGetValue(key, out var value) && !string.IsNullOrEmpty(value) ? value.ToString() : null;

    /// <summary>A query parameter as a number; <paramref name="otherwise"/> when absent or not a number.</summary>
    public int GetNumber(string key, int otherwise) => int.TryParse(Get(key), out var number) ? number : otherwise;

    /// <summary>A query parameter as an enum value by name; null when absent or unknown.</summary>
    public T? GetEnum<T>(string key) where T : struct, Enum =>
        Enum.TryParse<T>(Get(key), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    /// <summary>Writes parameters (null removes one) without adding to the browser's history.</summary>
    public void Set(params (string Key, string? Value)[] values)
    {
        var address = With(values);
        if (address != nav.Uri) nav.NavigateTo(address, replace: true);
    }

    /// <summary>The present address with parameters changed (null removes one).</summary>
    public string With(params (string Key, string? Value)[] values) =>
        nav.GetUriWithQueryParameters(values.ToDictionary(v => v.Key, v => (object?)(string.IsNullOrEmpty(v.Value) ? null : v.Value)));
}
