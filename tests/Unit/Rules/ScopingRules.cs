using System.Reflection;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Rules;

public class ScopingRules
{
    private static readonly List<Type> UseCases = Rule.Modules.SelectMany(assembly => assembly.GetTypes())
        .Where(type => !type.IsAbstract && type.GetCustomAttribute<RequiresAttribute>() is { Permission: not (RequiresAttribute.Nobody or RequiresAttribute.SignedIn) }).ToList();

    [Fact]
    public void Every_use_case_of_the_console_says_how_it_keeps_to_a_management_scope()
    {
        var ruled = Rule.Modules.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetInterfaces())
            .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAccessRule<>)).Select(contract => contract.GetGenericArguments()[0]).ToHashSet();
        Rule.Holds("Use cases with a permission act on an object that has an access rule, or name their Scoping", UseCases, type =>
            type.GetInterfaces().Any(ruled.Contains) || type.GetCustomAttribute<RequiresAttribute>()!.Scoping != Scoping.Undeclared ? null : type.FullName);
    }

    [Fact]
    public void Permissions_fit_the_tree()
    {
        var catalog = new ModuleCatalog(HuitangApp.Modules);
        Rule.Holds("A leaf has one permission to view and one to edit at most, of one group, and editing implies viewing", catalog.Permissions.GroupBy(p => p.Leaf).ToList(), leaf =>
        {
            var (views, edits) = (leaf.Where(p => !p.Edits).ToList(), leaf.Where(p => p.Edits).ToList());
            if (views.Count > 1 || edits.Count > 1 || leaf.Select(p => p.Group()).Distinct().Count() > 1) return leaf.Key;
            return views.Count == 1 && edits.Count == 1 && !catalog.Closure([edits[0].Id]).Contains(views[0].Id) ? $"{leaf.Key}: {edits[0].Id} does not imply {views[0].Id}" : null;
        });
    }

    [Fact]
    public void What_a_permission_implies_exists_and_is_of_the_same_power()
    {
        var catalog = new ModuleCatalog(HuitangApp.Modules);
        Rule.Holds("Implied permissions exist within the power", catalog.Permissions, p =>
            p.Implies.All(i => catalog.Permission(i)?.Power == p.Power) ? null : p.Id);
    }
}
