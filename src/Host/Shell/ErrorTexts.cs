using System.Globalization;
using Huitang.Kernel;

namespace Huitang.Host.Shell;

/// <summary>Texts of refusals: the module's own, else the host's for what every use case may answer.</summary>
internal sealed class ErrorTexts(ModuleCatalog catalog, ILogger<ErrorTexts> log) : IErrorTexts
{
    public string For(Error error)
    {
        var pattern = catalog.TextOf(error.Code);
        if (pattern == error.Code) pattern = Texts.ResourceManager.GetString("error_" + error.Code.Replace('.', '_'), CultureInfo.CurrentUICulture) ?? "";
        if (pattern.Length == 0)
        {
            log.LogWarning("No text for error code {Code}", error.Code);
            return string.Format(CultureInfo.CurrentCulture, Texts.error_unknown, error.Code);
        }

        var args = error.Code == CommonErrors.Forbidden.Code ? error.Args.Select(NameOf) : error.Args;
        try
        {
            return string.Format(CultureInfo.CurrentCulture, pattern, [.. args]);
        }
        catch (FormatException)
        {
            // A text with more placeholders than values is still better shown than lost.
            log.LogWarning("The text for error code {Code} does not fit its values", error.Code);
            return pattern;
        }
    }

    private string NameOf(string permission) => catalog.Permissions.FirstOrDefault(p => p.Id == permission)?.Text() ?? permission;
}
