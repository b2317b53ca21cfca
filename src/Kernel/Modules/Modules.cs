using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Kernel;

/// <summary>The two halves of the product's menu.</summary>
public enum MenuArea
{
    /// <summary>我的会议: for everyone.</summary>
    MyMeetings,

    /// <summary>企业管理: for holders of a console permission.</summary>
    Enterprise,
}

/// <summary>A page a module offers in the menu and the command palette.</summary>
/// <param name="Id">Stable id; also the default access key of tests.</param>
/// <param name="Area">Which half.</param>
/// <param name="Order">Position; groups share the hundreds.</param>
/// <param name="Path">Address, starting with a slash.</param>
/// <param name="Text">Localised text; asked at render time.</param>
/// <param name="Icon">SVG path data of a 24×24 icon.</param>
/// <param name="Permission">Permission needed to see it; null for everybody signed in.</param>
/// <param name="Group">Localised name of the group it is listed under, or null for none.</param>
public sealed record MenuEntry(string Id, MenuArea Area, int Order, string Path, Func<string> Text, string Icon, string? Permission = null, Func<string>? Group = null)
{
    /// <summary>Whether the page concerns the whole enterprise, so that whoever manages a part does not see it.</summary>
    public bool WholeEnterprise { get; init; }

    /// <summary>Whether the page is for whoever administers anything, since no single permission says it.</summary>
    public bool ForAdministrators { get; init; }

    /// <summary>Whether the super admin opens it also where powers are divided, and the post gives no permission.</summary>
    public bool OfSuperAdmin { get; init; }

    /// <summary>Whether the actor may open the page.</summary>
    public bool OpenTo(Actor actor) => (OfSuperAdmin && actor.IsSuperAdmin) || (ForAdministrators ? actor.Permissions.Count > 0 || actor is { IsSuperAdmin: true, ThreePowers: false } : Permission is null || AccessRules.Decide(actor, Permission, WholeEnterprise ? AccessTarget.Enterprise : null).Allowed);
}

/// <summary>The power a permission belongs to when an enterprise divides administration among three.</summary>
public enum Power
{
    /// <summary>系统管理员: runs the product.</summary>
    System,

    /// <summary>安全管理员: says who may do what.</summary>
    Security,

    /// <summary>审计管理员: sees what was done.</summary>
    Audit,
}

/// <summary>A permission a module defines; chosen once, never reused.</summary>
/// <param name="Id">Lower-case id, <c>noun.verb</c>.</param>
/// <param name="Text">Localised name.</param>
/// <param name="Group">Localised group in the permission tree.</param>
/// <param name="Sensitive">Whether it needs to be granted apart from roles that hold everything.</param>
public sealed record PermissionDefinition(string Id, Func<string> Text, Func<string> Group, bool Sensitive = false)
{
    /// <summary>The leaf of the tree it belongs to; its own when it shares none. A leaf has one permission to view and at most one to edit.</summary>
    public string Leaf { get; init; } = Id;

    /// <summary>Localised name of the leaf.</summary>
    public Func<string> LeafText { get; init; } = Text;

    /// <summary>Whether it is the leaf's permission to edit; otherwise to view.</summary>
    public bool Edits { get; init; }

    /// <summary>Permissions that come with it: editing implies viewing.</summary>
    public IReadOnlyList<string> Implies { get; init; } = [];

    /// <summary>Whether an enterprise may isolate it: then only a role that names it gives it.</summary>
    public bool Isolable { get; init; } = Sensitive;

    /// <summary>The power it belongs to.</summary>
    public Power Power { get; init; }

    /// <summary>One line on what it allows; null when the name says it.</summary>
    public Func<string>? Help { get; init; }
}

/// <summary>A module of the product, as the host sees it. Public class <c>XModule</c> in each module project.</summary>
public interface IModule
{
    /// <summary>Registers services, handlers, model part, policies.</summary>
    void Add(IServiceCollection services);

    /// <summary>Maps routes that are not pages.</summary>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>Menu entries.</summary>
    IEnumerable<MenuEntry> Menu => [];

    /// <summary>Permissions.</summary>
    IEnumerable<PermissionDefinition> Permissions => [];

    /// <summary>Localised text of one of the module's error codes or audit actions, or null when it is not the module's.</summary>
    string? TextOf(string code) => null;
}

/// <summary>The modules of this program: what they offer, found by the shell, the palette and the rules.</summary>
public sealed class ModuleCatalog(IReadOnlyList<IModule> modules)
{
    /// <summary>In order of registration.</summary>
    public IReadOnlyList<IModule> Modules { get; } = modules;

    /// <summary>Assemblies of the modules: pages, grains, events.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; } = modules.Select(m => m.GetType().Assembly).Distinct().ToList();

    /// <summary>All menu entries in order.</summary>
    public IReadOnlyList<MenuEntry> Menu { get; } = modules.SelectMany(m => m.Menu).OrderBy(e => e.Order).ToList();

    /// <summary>All permissions.</summary>
    public IReadOnlyList<PermissionDefinition> Permissions { get; } = modules.SelectMany(m => m.Permissions).ToList();

    /// <summary>The permission, or null.</summary>
    public PermissionDefinition? Permission(string id) => Permissions.FirstOrDefault(p => p.Id == id);

    /// <summary>These permissions that exist, with all they imply.</summary>
    public IReadOnlySet<string> Closure(IEnumerable<string> permissions)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(permissions);
        while (open.TryPop(out var id))
        {
            if (Permission(id) is not { } known || !all.Add(id)) continue;
            foreach (var implied in known.Implies) open.Push(implied);
        }

        return all;
    }

    /// <summary>The localised text of an error or action code; the code itself when no module knows it.</summary>
    public string TextOf(string code) => Modules.Select(m => m.TextOf(code)).FirstOrDefault(t => t is not null) ?? code;
}

/// <summary>Registration shared by modules.</summary>
public static class ModuleServices
{
    /// <summary>Registers every <see cref="IHandler{TUseCase,TAnswer}"/>, <see cref="IEventHandler{TEvent}"/>, <see cref="IAccessRule{TOn}"/>, <see cref="IReport"/> and <see cref="IModelPart"/> of a module's assembly.</summary>
    public static IServiceCollection AddParts(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var contract in type.GetInterfaces())
            {
                if (contract == typeof(IModelPart)) services.AddSingleton(contract, type);
                if (contract == typeof(IReport)) services.AddScoped(contract, type);
                if (!contract.IsGenericType) continue;
                var definition = contract.GetGenericTypeDefinition();
                if (definition == typeof(IHandler<,>) || definition == typeof(IEventHandler<>) || definition == typeof(IAccessRule<>))
                    services.AddScoped(contract, type);
            }
        }

        return services;
    }
}
