namespace Huitang.Host.Startup;

/// <summary>The product cannot start, for a reason a person can mend. Shown without a stack trace.</summary>
/// <param name="problem">What is wrong, in the language of the terminal.</param>
/// <param name="remedy">What to do about it.</param>
#pragma warning disable CA1032, CA1064 // never thrown without both texts, nor seen outside the host
internal sealed class StartupProblem(string problem, string remedy) : Exception(problem)
#pragma warning restore CA1032, CA1064
{
    public string Remedy { get; } = remedy;
}
