using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Huitang.Kernel;
using Huitang.Ui;

namespace Huitang.Audit.Features;

/// <summary>Words of the logs in the current language.</summary>
internal sealed partial class AuditWords(ModuleCatalog catalog, IErrorTexts errors)
{
    /// <summary>Acts of members that are no use cases of their own log.</summary>
    private static readonly string[] Live = ["meeting.join", "meeting.leave", "meeting.share_start", "meeting.share_stop", "meeting.take_host", "meeting.ask_camera"];

    // In this order, as browsers also name those they descend from.
    private static readonly string[] Versions = ["MicroMessenger/", "Edg/", "OPR/", "Firefox/", "Chrome/", "Version/"];

    /// <summary>Ways of signing in.</summary>
    public static readonly string[] Methods = ["password", "totp", "recoverycode", "passkey", "firstrun", "resetmail"];

    /// <summary>Actions that a log can hold, with their names, in the order of the names; only those of a category when it is given.</summary>
    public IReadOnlyList<AppOption<string?>> Actions(AuditLogKind log, string? category) => All(log).Where(action => category is null || CategoryOf(action) == category)
        .Select(action => new AppOption<string?>(action, Action(action))).OrderBy(option => option.Text, StringComparer.CurrentCulture).ToList();

    /// <summary>Categories of a log's actions.</summary>
    public IReadOnlyList<AppOption<string?>> Categories(AuditLogKind log) => All(log).Select(CategoryOf).Distinct()
        .Select(category => new AppOption<string?>(category, Category(category))).OrderBy(option => option.Text, StringComparer.CurrentCulture).ToList();

    /// <summary>An action.</summary>
    public string Action(string action) => catalog.TextOf(action);

    /// <summary>Category of an action.</summary>
    public static string CategoryOf(string action) => action.Split('.')[0];

    /// <summary>A category.</summary>
    public static string Category(string category) => Texts.ResourceManager.GetString("category_" + category, CultureInfo.CurrentUICulture) ?? Texts.category_other;

    /// <summary>How it ended.</summary>
    public string Outcome(Act act) => act.Outcome switch
    {
        AuditOutcome.Done when act.Reason is { } reason => Reason(reason)!,
        AuditOutcome.Done => Texts.outcome_done,
        AuditOutcome.Failed => Texts.outcome_failed,
        AuditOutcome.Open => Texts.outcome_open,
        _ when Reason(act.Reason) is { } reason => string.Format(CultureInfo.CurrentCulture, Texts.outcome_failed_for, reason),
        // Values of the refusal were not kept.
        _ => string.Format(CultureInfo.CurrentCulture, Texts.outcome_refused, Placeholder().Replace(errors.For(new Error(act.Outcome, ErrorKind.Invalid)), "…")),
    };

    /// <summary>What the outcome means.</summary>
    public static StatusKind Kind(Act act) => act.Outcome switch
    {
        AuditOutcome.Done when act.Reason is not null => StatusKind.Planned,
        AuditOutcome.Done => StatusKind.Good,
        AuditOutcome.Failed => StatusKind.Bad,
        AuditOutcome.Open => StatusKind.Planned,
        _ => StatusKind.Warning,
    };

    /// <summary>Who acted.</summary>
    public static string Actor(Act act) => act switch
    {
        { ActorKind: ActorKind.System } => Texts.actor_system,
        { ActorName: { Length: > 0 } name } => act.ActorKind == ActorKind.Anonymous ? string.Format(CultureInfo.CurrentCulture, Texts.actor_guest, name) : name,
        { Erased: true } => Texts.erased,
        { ActorKind: ActorKind.Anonymous, Log: AuditLogKind.Member } => Texts.actor_guest_nameless,
        _ => Texts.actor_anonymous,
    };

    /// <summary>What was acted on.</summary>
    public static string? Object(Act act) => act switch
    {
        { ObjectName: { Length: > 0 } name } => name,
        { ObjectType: "user", Erased: true } => Texts.erased,
        { ObjectType: "log" } => Texts.audit_title_all,
        _ => act.ObjectCode ?? act.ObjectId,
    };

    /// <summary>Kind of the object, for people.</summary>
    public static string? ObjectType(string? type) => type is null ? null : Texts.ResourceManager.GetString("object_" + type, CultureInfo.CurrentUICulture) ?? Texts.object_other;

    /// <summary>Way of signing in.</summary>
    public static string? Method(string? method) => method is null ? null : Texts.ResourceManager.GetString("method_" + method, CultureInfo.CurrentUICulture) ?? method;

    /// <summary>True reason of a refusal.</summary>
    public static string? Reason(string? reason) => reason is null ? null : Texts.ResourceManager.GetString("reason_" + reason, CultureInfo.CurrentUICulture) ?? reason;

    /// <summary>Browser with its main version, and system.</summary>
    public static string Client(string? userAgent)
    {
        var name = Devices.NameOf(userAgent);
        if (userAgent is null) return name;
        var version = Versions.Where(sign => userAgent.Contains(sign, StringComparison.Ordinal))
            .Select(sign => new string(userAgent[(userAgent.IndexOf(sign, StringComparison.Ordinal) + sign.Length)..].TakeWhile(char.IsAsciiDigit).ToArray())).FirstOrDefault(digits => digits.Length > 0);
        return version is not null && name.Split(" · ") is [var browser, var system] ? $"{browser} {version} · {system}" : name;
    }

    /// <summary>Class of the network.</summary>
    public static string Place(NetworkPlace place) => place switch { NetworkPlace.Internal => Texts.place_internal, NetworkPlace.External => Texts.place_external, _ => Texts.place_unknown };

    /// <summary>On what ground the actor might.</summary>
    public string Ground(Act act)
    {
        var permission = act.Permission is null or RequiresAttribute.SignedIn or RequiresAttribute.Nobody ? null : catalog.Permissions.FirstOrDefault(p => p.Id == act.Permission)?.Text() ?? act.Permission;
        return act.Ground switch
        {
            AuditGround.System => Texts.ground_system,
            AuditGround.SuperAdmin => permission is null ? Texts.ground_super : string.Format(CultureInfo.CurrentCulture, Texts.ground_super_for, permission),
            AuditGround.Permission => string.Format(CultureInfo.CurrentCulture, Texts.ground_permission, permission ?? "–"),
            AuditGround.PermissionInScope => string.Format(CultureInfo.CurrentCulture, Texts.ground_permission_in_scope, permission ?? "–"),
            AuditGround.Own => Texts.ground_own,
            AuditGround.Open => Texts.ground_open,
            _ => string.Format(CultureInfo.CurrentCulture, Texts.ground_none, permission ?? "–"),
        };
    }

    /// <summary>Name of a field that changed; live controls name a person before it.</summary>
    public static string Field(string field)
    {
        var cut = field.LastIndexOf(": ", StringComparison.Ordinal);
        var name = cut < 0 ? field : field[(cut + 2)..];
        var text = name.Length == 0 ? name : Texts.ResourceManager.GetString($"field_{char.ToLowerInvariant(name[0])}{name[1..]}", CultureInfo.CurrentUICulture) ?? name;
        return cut < 0 ? text : $"{field[..cut]}: {text}";
    }

    /// <summary>A value of a field: yes and no, moments on the reader's clock, known words in the reader's language, anything else as it was.</summary>
    public static string Value(string? value, Func<DateTimeOffset, string> moment) => value switch
    {
        null or "" => "–",
        "True" => Texts.yes,
        "False" => Texts.no,
        [_, _, _, _, '-', .., 'Z'] when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => moment(at),
        _ when value.All(char.IsAsciiLetter) => Texts.ResourceManager.GetString("value_" + value, CultureInfo.CurrentUICulture) ?? value,
        _ => value,
    };

    /// <summary>Page of the object, or null when it has none.</summary>
    public static string? Link(Act act) => act.ObjectType switch
    {
        "meeting" when Guid.TryParse(act.ObjectId, out var id) => $"/console/upcoming/{id}",
        "user" when act.ObjectName is { Length: > 0 } name => $"/console/users?q={Uri.EscapeDataString(name)}",
        _ => null,
    };

    /// <summary>Interfaces of objects that access rules decide about.</summary>
    private IEnumerable<Type> Owned() => catalog.Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetInterfaces())
        .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAccessRule<>)).Select(contract => contract.GetGenericArguments()[0]).Distinct();

    private IEnumerable<string> All(AuditLogKind log)
    {
        var owned = Owned().ToList();
        return catalog.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<AuditedAttribute>() is not null)
            .Where(type => Belongs(log, type.GetCustomAttribute<AuditedAttribute>()!.Log, type, owned))
            .Select(type => type.GetCustomAttribute<AuditedAttribute>()!.Action)
            .Concat(log == AuditLogKind.Member ? Live : []).Concat(log == AuditLogKind.Administrator ? ["audit.prune", "audit.erase", "demo.seed"] : []).Distinct();
    }

    private static bool Belongs(AuditLogKind log, AuditLogKind explicitly, Type type, List<Type> owned)
    {
        if (explicitly != AuditLogKind.ByRights) return explicitly == log;
        if (log == AuditLogKind.SignIn) return false;
        var free = type.GetCustomAttribute<RequiresAttribute>()?.Permission is null or RequiresAttribute.Nobody or RequiresAttribute.SignedIn;
        // An access rule lets people do to their own what administrators do to any: such actions stand in both logs.
        return log == AuditLogKind.Administrator ? !free : free || owned.Any(on => on.IsAssignableFrom(type));
    }

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();
}
