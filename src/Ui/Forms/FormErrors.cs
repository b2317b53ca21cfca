namespace Huitang.Ui;

/// <summary>What is wrong with a form: texts by field, and one for the whole. What was typed stays.</summary>
public sealed class FormErrors
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with no single field; null when nothing is.</summary>
    public string? General { get; private set; }

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => General is not null || _fields.Count > 0;

    /// <summary>The fields at fault.</summary>
    public IReadOnlyCollection<string> Fields => _fields.Keys;

    /// <summary>Text for a field; null when it is fine.</summary>
    public string? For(string? field) => field is not null && _fields.TryGetValue(field, out var text) ? text : null;

    /// <summary>Notes what is wrong; a null field means the whole form. The first text of a field stays.</summary>
    public void Add(string? field, string text)
    {
        if (field is null) General ??= text;
        else _fields.TryAdd(field, text);
    }

    /// <summary>Forgets everything, before trying again.</summary>
    public void Clear()
    {
        General = null;
        _fields.Clear();
    }

    /// <summary>Forgets one field, because it was changed.</summary>
    public void Clear(string field) => _fields.Remove(field);
}

/// <summary>A choice of a select or radio group.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Text">What is shown.</param>
/// <param name="Help">One line on what it means; null for none.</param>
public sealed record AppOption<T>(T Value, string Text, string? Help = null);
