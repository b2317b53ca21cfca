using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Huitang.Kernel;
using Huitang.Ui;

namespace Huitang.Audit.Features;

/// <summary>Words of the administrator log in the current language.</summary>
internal sealed partial class AuditWords(ModuleCatalog catalog, IErrorTexts errors)
{
    /// <summary>All actions of this program, with their names, in the order of the names.</summary>
    public IReadOnlyList<AppOption<string?>> Actions() => catalog.Assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Select(type => type.GetCustomAttribute<AuditedAttribute>()?.Action)
        .OfType<string>().Distinct()
        .Select(action => new AppOption<string?>(action, Action(action)))
        .OrderBy(option => option.Text, StringComparer.CurrentCulture)
        .ToList();

    /// <summary>An action.</summary>
    public string Action(string action) => catalog.TextOf(action);

    /// <summary>How it ended.</summary>
    public string Outcome(string outcome) => outcome switch
    {
        AuditOutcome.Done => Texts.outcome_done,
        AuditOutcome.Failed => Texts.outcome_failed,
        AuditOutcome.Open => Texts.outcome_open,
        // Values of the refusal were not kept.
        _ => string.Format(CultureInfo.CurrentCulture, Texts.outcome_refused, Placeholder().Replace(errors.For(new Error(outcome, ErrorKind.Invalid)), "…")),
    };

    /// <summary>What the outcome means.</summary>
    public static StatusKind Kind(string outcome) => outcome switch
    {
        AuditOutcome.Done => StatusKind.Good,
        AuditOutcome.Failed => StatusKind.Bad,
        AuditOutcome.Open => StatusKind.Planned,
        _ => StatusKind.Warning,
    };

    /// <summary>Who acted.</summary>
    public static string Actor(AuditLine line) => line.ActorKind switch
    {
        ActorKind.System => Texts.actor_system,
        ActorKind.Anonymous => Texts.actor_anonymous,
        _ => line.Actor,
    };

    /// <summary>What was acted on.</summary>
    public static string? Object(AuditLine line) => string.IsNullOrEmpty(line.ObjectName) ? line.ObjectId : line.ObjectName;

    /// <summary>Kind of the object, for people.</summary>
    public static string? ObjectType(string? type) => type is null ? null : Texts.ResourceManager.GetString("object_" + type, CultureInfo.CurrentUICulture) ?? type;

    /// <summary>Name of a field that changed.</summary>
    public static string Field(string field) => Texts.ResourceManager.GetString("field_" + field, CultureInfo.CurrentUICulture) ?? field;

    /// <summary>A value of a field: yes and no, moments on the reader's clock, anything else as it was.</summary>
    public static string Value(string? value, Func<DateTimeOffset, string> moment) => value switch
    {
        null or "" => "–",
        "True" => Texts.yes,
        "False" => Texts.no,
        [_, _, _, _, '-', .., 'Z'] when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => moment(at),
        _ => value,
    };

    /// <summary>Page of the object, or null when it has none.</summary>
    public static string? Link(AuditLine line) => line.ObjectType switch
    {
        "meeting" when Guid.TryParse(line.ObjectId, out var id) => $"/console/upcoming/{id}",
        "user" when line.ObjectName is { Length: > 0 } name => $"/console/users?q={Uri.EscapeDataString(name)}",
        _ => null,
    };

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();
}
