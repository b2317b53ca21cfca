using System.Text.RegularExpressions;
using System.Xml.Linq;
using Huitang.Kernel;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace Huitang.Unit.Rules;

public partial class BoundaryRules
{
    /// <summary>Which projects a project may reference. The table is the architecture; a change of it is a decision.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernel"] = [],
        ["Media"] = [],
        ["Ui"] = [],
        ["Web"] = [],
        ["Audit"] = [],
        ["Messages"] = [],
        ["Identity"] = ["Audit", "Messages"],
        ["Policies"] = ["Identity"],
        ["MediaNodes"] = ["Media"],
        ["Meetings"] = ["Identity", "MediaNodes", "Messages", "Media"],
        ["Insights"] = ["Identity", "MediaNodes", "Meetings"],
        ["Downloads"] = ["Identity", "Messages"],
        ["Migrations"] = ["Kernel", "Audit", "Downloads", "Identity", "Insights", "MediaNodes", "Meetings", "Messages", "Policies"],
        ["Host"] = ["Migrations", "Web", "Media", "Ui"],
    };

    [Fact]
    public void A_module_shows_only_its_contracts_its_module_class_and_components()
    {
        var shown = Rule.Modules.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) != true)
            .ToList();
        Rule.Holds("Public types of a module stand in Contracts, are its module class, or are Razor components", shown, type =>
            typeof(IModule).IsAssignableFrom(type)
            || typeof(IComponent).IsAssignableFrom(type)
            || type.Namespace?.EndsWith(".Contracts", StringComparison.Ordinal) == true
            || type.Name is "_Imports"
            || type.DeclaringType is { IsPublic: true } outer && typeof(IComponent).IsAssignableFrom(outer)
                ? null : type.FullName);
    }

    [Fact]
    public void Projects_reference_only_what_the_architecture_allows()
    {
        var projects = Rule.Sources("src", ".csproj");
        Rule.Holds("Project references follow the table above", projects, file =>
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!Allowed.TryGetValue(name, out var allowed)) return $"{file}: the project is not in the table";
            var extra = XDocument.Load(Path.Combine(Rule.Root, file)).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
                .Except(allowed).ToList();
            return extra.Count == 0 ? null : $"{file}: {string.Join(", ", extra)}";
        });
    }

    [Fact]
    public void Pages_go_through_use_cases()
    {
        var pages = Rule.Sources("src", ".razor", ".razor.cs");
        Rule.Holds("Pages and components know no database, grains or media servers", pages, file =>
        {
            var found = Rule.Lines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .SelectMany(line => NotForPages().Matches(line).Select(match => match.Value)).Distinct().ToList();
            return found.Count == 0 ? null : $"{file}: {string.Join(", ", found)}";
        });
    }

    [Fact]
    public void The_domain_knows_no_framework()
    {
        var files = Rule.Sources("src/Modules", ".cs").Where(file => file.Split('/').Contains("Domain")).ToList();
        Rule.Holds("Files under Domain know neither database, web, clock nor logging", files, file =>
        {
            var found = Rule.Lines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .SelectMany(line => NotForDomain().Matches(line).Select(match => match.Value)).Distinct().ToList();
            return found.Count == 0 ? null : $"{file}: {string.Join(", ", found)}";
        });
    }

    [GeneratedRegex(@"\b(AppDb|IGrainFactory|IClusterClient|IMediaServer|NpgsqlDataSource|IHttpContextAccessor)\b")]
    private static partial Regex NotForPages();

    [GeneratedRegex(@"Microsoft\.EntityFrameworkCore|Microsoft\.AspNetCore|\b(AppDb|IGrainFactory|ILogger|NpgsqlDataSource|HttpContext)\b")]
    private static partial Regex NotForDomain();
}
