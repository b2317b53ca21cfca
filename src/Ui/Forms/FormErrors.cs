namespace Huitang.Ui;

/// <summary>What is wrong with a form: texts by field, and one for the whole. What was typed stays.</summary>
public sealed class FormErrors
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<object, (string? Field, string Text)> _mistyped = [];

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

    /// <summary>Notes that an input holds what is no value, so that its page does not know of it; null when it holds one again, or is gone.</summary>
    internal void Mistype(object input, string? field, string? why)
    {
        if (why is null) _mistyped.Remove(input);
        else _mistyped[input] = (field, why);
    }

    /// <summary>Whether inputs hold what is no value; their errors then stand among the others.</summary>
    internal bool Refuses()
    {
        foreach (var (field, text) in _mistyped.Values) Add(field, text);
        return _mistyped.Count > 0;
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
