using System.Globalization;
using Huitang.Audit.Contracts;

namespace Huitang.Audit;

/// <summary>Problems in words.</summary>
internal static class VerificationTexts
{
    public static string Of(VerificationProblem problem)
    {
        var template = Texts.ResourceManager.GetString("problem_" + problem.Kind, CultureInfo.CurrentUICulture)!;
        var numbers = problem.From == problem.To ? $"{problem.From}" : $"{problem.From}–{problem.To}";
        var text = string.Format(CultureInfo.CurrentCulture, template, numbers, problem.From - 1, problem.Detail);
        return text + string.Concat(
            problem.Act is { } act ? string.Format(CultureInfo.CurrentCulture, Texts.problem_act, act) : "",
            problem.Stream is { } stream ? string.Format(CultureInfo.CurrentCulture, Texts.problem_stream, stream, problem.Tenant) : string.Format(CultureInfo.CurrentCulture, Texts.problem_tenant, problem.Tenant));
    }
}
