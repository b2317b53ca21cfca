using Microsoft.AspNetCore.Components;

namespace Huitang.Ui;

/// <summary>What all input components share: label, help, error by field, value. Plain HTML controls, so they also work on static pages with <see cref="Name"/>.</summary>
/// <remarks>Controls that are typed into are bound (<c>@bind:get</c>, <c>@bind:set</c>) rather than given a value and an event: only then the page knows that
/// the browser already shows what was told, and an answer that comes late does not write over what was typed since.</remarks>
public abstract class AppInput<T> : ComponentBase
{
    /// <summary>Id of the control, unless the page gives one.</summary>
    protected string ControlId => Id ?? _id;

    private readonly string _id = ControlIds.Next();

    /// <summary>Id of the control.</summary>
    [Parameter] public string? Id { get; set; }

    /// <summary>Label above the control.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>One line on what to enter.</summary>
    [Parameter] public string? Help { get; set; }

    /// <summary>Property name by which errors are found.</summary>
    [Parameter] public string? Field { get; set; }

    /// <summary>Name of the control in a posted form; <see cref="Field"/> when absent.</summary>
    [Parameter] public string? Name { get; set; }

    /// <summary>Whether a value must be given; marks the label.</summary>
    [Parameter] public bool Required { get; set; }

    /// <summary>Whether it can't be changed now.</summary>
    [Parameter] public bool Disabled { get; set; }

    /// <summary>Grey text while empty.</summary>
    [Parameter] public string? Placeholder { get; set; }

    /// <summary>Hides the label from sight, not from screen readers: in filter bars and tables.</summary>
    [Parameter] public bool HideLabel { get; set; }

    /// <summary>Text of an error, when not taken from the form.</summary>
    [Parameter] public string? Error { get; set; }

    /// <summary>Value.</summary>
    [Parameter] public T? Value { get; set; }

    /// <summary>Told when the value changes.</summary>
    [Parameter] public EventCallback<T?> ValueChanged { get; set; }

    /// <summary>Further attributes of the control, such as <c>autocomplete</c>.</summary>
    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? Rest { get; set; }

    /// <summary>Errors of the form around it.</summary>
    [CascadingParameter] public FormErrors? Errors { get; set; }

    /// <summary>Why what was typed is no value; null when it is one. What was typed stays, and the form is not sent with it.</summary>
    protected string? Mistyped { get; private set; }

    /// <summary>The error to show.</summary>
    protected string? ErrorText => Error ?? Mistyped ?? Errors?.For(Field);

    /// <summary>Name in a posted form.</summary>
    protected string? PostName => Name ?? Field;

    /// <summary>Ids of help and error, for the control.</summary>
    protected string? DescribedBy => ErrorText is not null ? ControlId + "-e" : Help is not null ? ControlId + "-h" : null;

    /// <summary>"true" when at fault, for the control.</summary>
    protected string? Invalid => ErrorText is null ? null : "true";

    /// <summary>Says that what was typed is no value, or with null that it is one.</summary>
    protected void Mistype(string? why)
    {
        Mistyped = why;
        Errors?.Mistype(this, Field, why);
    }

    /// <summary>Sets the value and forgets the field's error.</summary>
    protected async Task SetAsync(T? value)
    {
        if (Field is not null) Errors?.Clear(Field);
        Value = value;
        await ValueChanged.InvokeAsync(value);
    }
}

/// <summary>Ids of controls: one count for inputs of all types, which would otherwise have the same ids, and the labels of each other.</summary>
internal static class ControlIds
{
    private static int s_last;

    /// <summary>An id no other control has.</summary>
    public static string Next() => $"ht-f{Interlocked.Increment(ref s_last)}";
}
