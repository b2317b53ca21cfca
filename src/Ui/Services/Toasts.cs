namespace Huitang.Ui;

/// <summary>How serious a message is.</summary>
public enum Tone
{
    /// <summary>Plain information.</summary>
    Info,

    /// <summary>Something was done.</summary>
    Good,

    /// <summary>Look at this.</summary>
    Warning,

    /// <summary>Something was refused or failed.</summary>
    Bad,
}

/// <summary>Short messages at the top of the page. Never for errors of a form field.</summary>
public interface IToasts
{
    /// <summary>Says that something was done; goes away after three seconds.</summary>
    void Show(string text);

    /// <summary>Says that something was done and offers to take it back, for eight seconds.</summary>
    void Show(string text, Func<Task> undo);

    /// <summary>Says what was refused or failed; stays until closed.</summary>
    void ShowError(string text);

    /// <summary>Warns; goes away after six seconds.</summary>
    void ShowWarning(string text);
}

/// <summary>One message on screen.</summary>
/// <param name="Number">Tells messages apart; counts up.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tone">How serious.</param>
/// <param name="Stay">How long it stays; null until closed.</param>
/// <param name="Undo">Takes the act back; null when that is not offered.</param>
internal sealed record Toast(int Number, string Text, Tone Tone, TimeSpan? Stay, Func<Task>? Undo);

/// <summary>Keeps the messages of one circuit; <see cref="AppToasts"/> shows them.</summary>
internal sealed class Toasts : IToasts
{
    /// <summary>More than this at once is noise; the oldest goes.</summary>
    internal const int Most = 4;

    private readonly List<Toast> _items = [];
    private int _last;

    internal event Action? Changed;

    internal IReadOnlyList<Toast> Items
    {
        get { lock (_items) return [.. _items]; }
    }

    public void Show(string text) => Add(text, Tone.Good, TimeSpan.FromSeconds(3));

    public void Show(string text, Func<Task> undo) => Add(text, Tone.Good, TimeSpan.FromSeconds(8), undo);

    public void ShowError(string text) => Add(text, Tone.Bad, null);

    public void ShowWarning(string text) => Add(text, Tone.Warning, TimeSpan.FromSeconds(6));

    internal void Close(int number)
    {
        lock (_items) _items.RemoveAll(t => t.Number == number);
        Changed?.Invoke();
    }

    private void Add(string text, Tone tone, TimeSpan? stay, Func<Task>? undo = null)
    {
        lock (_items)
        {
            _items.RemoveAll(t => t.Text == text && t.Tone == tone);
            _items.Add(new Toast(++_last, text, tone, stay, undo));
            if (_items.Count > Most) _items.RemoveAt(0);
        }

        Changed?.Invoke();
    }
}
