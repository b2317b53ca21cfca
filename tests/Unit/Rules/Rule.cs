using System.Reflection;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Rules;

/// <summary>What all rules of the house share: they first make sure that they looked at something, and they name every offender at once.</summary>
internal static class Rule
{
    /// <summary>Folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Assemblies of the modules.</summary>
    public static IReadOnlyList<Assembly> Modules { get; } = new ModuleCatalog(HuitangApp.Modules).Assemblies;

    /// <summary>Fails unless something was looked at and nothing was found wrong.</summary>
    public static void Holds<T>(string rule, IReadOnlyCollection<T> lookedAt, Func<T, string?> offence)
    {
        Assert.True(lookedAt.Count > 0, $"{rule}: nothing to look at; the rule itself is broken.");
        var offenders = lookedAt.Select(offence).OfType<string>().Order(StringComparer.Ordinal).ToList();
        Assert.True(offenders.Count == 0, $"{rule}\n  " + string.Join("\n  ", offenders));
    }

    /// <summary>Hand-written source files under a folder of the repository, with their path from its root.</summary>
    public static IReadOnlyList<string> Sources(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules") && !file.StartsWith("src/Migrations/", StringComparison.Ordinal))
            .ToList();

    /// <summary>All lines of a source file.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Huitang.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from inside the repository.");
    }
}
