using System.Globalization;
using Huitang.Ui;

namespace Huitang.Downloads.Features;

/// <summary>The box that says how long files are kept.</summary>
public sealed partial class DownloadsPage
{
    private readonly FormErrors _keepingErrors = new();
    private AppForm? _keepingForm;
    private Keeping? _keeping;
    private int? _keepDays;
    private bool _keepingOpen;

    private async Task OpenKeepingAsync()
    {
        var found = await UseCases.RunAsync(new GetKeeping());
        if (found.Error is { } e)
        {
            Toasts.ShowError(ErrorTexts.For(e));
            return;
        }

        _keepingErrors.Clear();
        (_keeping, _keepDays, _keepingOpen) = (found.Value, found.Value!.Days, true);
    }

    private async Task KeepAsync()
    {
        _keepingErrors.Clear();
        var set = await UseCases.RunAsync(new SetKeeping(_keepDays));
        if (set.Error is { } e)
        {
            _keepingErrors.Add(e.Field, ErrorTexts.For(e));
            return;
        }

        _keepingOpen = false;
        Toasts.Show(string.Format(CultureInfo.CurrentCulture, Texts.keeping_saved, set.Value!.Days));
    }
}
