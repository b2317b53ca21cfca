using System.Reflection;
using System.Text.RegularExpressions;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Rules;

public partial class UseCaseRules
{
    /// <summary>First words of use cases that change nothing; every other one is written to one of the logs.</summary>
    private static readonly string[] Reading = ["List", "Get", "Find", "Search", "Count", "Check", "Preview", "Read", "Show", "Describe", "Suggest", "Watch", "Look"];

    /// <summary>A challenge for a passkey is no try yet, and joining is kept when it succeeds, from the facts of the meeting.</summary>
    private static readonly string[] KeptElsewhere = ["BeginPasskeySignIn", "RequestJoin"];

    private static readonly List<Type> UseCases = Rule.Modules.SelectMany(assembly => assembly.GetTypes())
        .Where(type => !type.IsAbstract && type.GetInterfaces().Any(Is(typeof(IUseCase<>)))).ToList();

    private static readonly ModuleCatalog Catalog = new(HuitangApp.Modules);

    [Fact]
    public void Every_use_case_names_who_may() =>
        Rule.Holds("Use cases carry [Requires]", UseCases, type => type.GetCustomAttribute<RequiresAttribute>() is null ? type.FullName : null);

    [Fact]
    public void Every_permission_asked_for_is_defined_by_a_module()
    {
        var defined = Catalog.Permissions.Select(permission => permission.Id).ToHashSet(StringComparer.Ordinal);
        Rule.Holds("Permissions named by use cases are listed by their module", UseCases, type =>
            type.GetCustomAttribute<RequiresAttribute>()?.Permission is { } permission and not (RequiresAttribute.Nobody or RequiresAttribute.SignedIn) && !defined.Contains(permission)
                ? $"{type.FullName}: {permission}" : null);
    }

    [Fact]
    public void Every_permission_is_defined_once_and_has_a_well_formed_id()
    {
        var twice = Catalog.Permissions.CountBy(permission => permission.Id).Where(count => count.Value > 1).Select(count => count.Key).ToHashSet(StringComparer.Ordinal);
        Rule.Holds("Permission ids are unique and read noun.verb", Catalog.Permissions, permission =>
            twice.Contains(permission.Id) || !CodeForm().IsMatch(permission.Id) ? permission.Id : null);
    }

    [Fact]
    public void Every_change_is_audited() =>
        Rule.Holds("Use cases that change something carry [Audited(\"noun.verb\")]", UseCases, type =>
        {
            var reads = Reading.Any(word => type.Name.StartsWith(word, StringComparison.Ordinal) && (type.Name.Length == word.Length || char.IsUpper(type.Name[word.Length])));
            return type.GetCustomAttribute<AuditedAttribute>() switch
            {
                null when !reads && !KeptElsewhere.Contains(type.Name) => type.FullName,
                { } audited when !CodeForm().IsMatch(audited.Action) => $"{type.FullName}: {audited.Action}",
                _ => null,
            };
        });

    [Fact]
    public void Every_use_case_has_one_handler_in_its_own_file()
    {
        var handlers = Rule.Modules.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .SelectMany(type => type.GetInterfaces().Where(Is(typeof(IHandler<,>))).Select(contract => contract.GetGenericArguments()[0]))
            .ToList();
        var files = Rule.Sources("src/Modules", ".cs").Select(file => File.ReadAllText(Path.Combine(Rule.Root, file))).ToList();
        Rule.Holds("Each use case has exactly one handler, in the file of its record", UseCases, type => handlers.Count(handled => handled == type) switch
        {
            1 when files.Exists(text => Regex.IsMatch(text, $@"\brecord( struct)? {type.Name}\b") && Regex.IsMatch(text, $@"\bI?\w*Handler<{type.Name}[,>]")) => null,
            1 => $"{type.FullName}: its handler stands in another file",
            var count => $"{type.FullName}: {count} handlers",
        });
    }

    private static Func<Type, bool> Is(Type definition) => type => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    [GeneratedRegex(@"^[a-z][a-z_]*\.[a-z][a-z_]*$")]
    private static partial Regex CodeForm();
}
