namespace Huitang.Ui;

/// <summary>A question asked before something that hurts.</summary>
/// <param name="Title">Says the act and names the object: “结束会议“周会”？”.</param>
/// <param name="Verb">On the button: “结束会议”.</param>
/// <param name="Effect">One or two sentences on what will happen.</param>
public sealed record ConfirmRequest(string Title, string Verb, string Effect = "")
{
    /// <summary>Whether the button is red.</summary>
    public bool Danger { get; init; } = true;

    /// <summary>Text the person must type before the button works; null for none.</summary>
    public string? Type { get; init; }

    /// <summary>Label of an extra checkbox; null for none.</summary>
    public string? Option { get; init; }

    /// <summary>Whether the checkbox starts ticked.</summary>
    public bool OptionOn { get; init; }

    /// <summary>Names of what is concerned, shown as a short list.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];
}

/// <summary>What the person answered.</summary>
/// <param name="Yes">Whether to go on.</param>
/// <param name="Option">Whether the extra checkbox is ticked.</param>
public readonly record struct ConfirmAnswer(bool Yes, bool Option);

/// <summary>Asks before something that hurts: <c>if (!(await Confirms.AskAsync(new(title, verb, effect))).Yes) return;</c></summary>
public interface IConfirms
{
    /// <summary>Shows the question and waits for the answer. Escape and the backdrop mean no.</summary>
    Task<ConfirmAnswer> AskAsync(ConfirmRequest request);
}

/// <summary>The open question of one circuit; <see cref="AppConfirm"/> shows it.</summary>
internal sealed class Confirms : IConfirms
{
    private TaskCompletionSource<ConfirmAnswer>? _waiting;

    internal event Action? Changed;

    internal ConfirmRequest? Open { get; private set; }

    public Task<ConfirmAnswer> AskAsync(ConfirmRequest request)
    {
        Answer(default);
        _waiting = new TaskCompletionSource<ConfirmAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Open = request;
        Changed?.Invoke();
        return _waiting.Task;
    }

    internal void Answer(ConfirmAnswer answer)
    {
        if (Open is null) return;
        Open = null;
        Changed?.Invoke();
        _waiting?.TrySetResult(answer);
    }
}
