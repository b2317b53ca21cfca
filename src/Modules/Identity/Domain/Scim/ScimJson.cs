using System.Text.Json;
using System.Text.Json.Nodes;

namespace Huitang.Identity.Domain.Scim;

/// <summary>Objects whose names are compared without case, as SCIM wants it.</summary>
internal static class ScimJson
{
    private static readonly JsonNodeOptions Options = new() { PropertyNameCaseInsensitive = true };

    /// <summary>An empty object.</summary>
    public static JsonObject New() => new(Options);

    /// <summary>The object in a body; refused when it is none, names something twice or holds text that cannot be kept.</summary>
    public static Result<JsonObject> Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 20 });
            return json.RootElement.ValueKind == JsonValueKind.Object && Copy(json.RootElement) is JsonObject read ? read : ScimErrors.InvalidSyntax;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not JSON, half a surrogate pair, or a name twice.
            return ScimErrors.InvalidSyntax;
        }
    }

    /// <summary>A copy in which names are compared without case.</summary>
    public static JsonNode? Copy(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => Fill(New(), map.Select(p => KeyValuePair.Create(p.Key, Copy(p.Value)))),
        JsonArray list => new JsonArray(Options, [.. list.Select(Copy)]),
        _ => node.DeepClone(),
    };

    /// <summary>Text of a value; null when it is none.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A truth, also one in quotes as some directories write it; null when it is none.</summary>
    public static bool? Flag(JsonNode? node) => node is not JsonValue value ? null : value.TryGetValue<bool>(out var flag) ? flag : Text(node) is { } text && bool.TryParse(text.Trim(), out var said) ? said : null;

    /// <summary>The values of an attribute that may have several; a single one counts too.</summary>
    public static IReadOnlyList<JsonNode> Many(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.OfType<JsonNode>()],
        _ => [node],
    };

    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return Fill(New(), element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Copy(p.Value))));
            case JsonValueKind.Array:
                return new JsonArray(Options, [.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return element.GetString() is { } text && ScimText.Sound(text) ? JsonValue.Create(text) : throw new JsonException();
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    private static JsonObject Fill(JsonObject into, IEnumerable<KeyValuePair<string, JsonNode?>> pairs)
    {
        foreach (var (name, value) in pairs) into.Add(name, value);
        return into;
    }
}
