using System.Text.Json.Nodes;

namespace Huitang.Identity.Domain.Scim;

/// <summary>What an operation of a PATCH does.</summary>
internal enum PatchKind
{
    Add,
    Replace,
    Remove,
}

/// <summary>One operation, aimed at one attribute or at a whole extension.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Path">At what.</param>
/// <param name="Value">Value; null for none.</param>
internal sealed record PatchOperation(PatchKind Kind, PatchPath Path, JsonNode? Value);

/// <summary>PATCH (RFC 7644, 3.5.2) on a resource as JSON: pure, so that what it comes to is judged and written like a PUT.</summary>
internal static class ScimPatch
{
    /// <summary>Most operations in one request.</summary>
    public const int Most = 1_000;

    /// <summary>The operations of a body; those without path are taken apart into one for each attribute.</summary>
    public static Result<IReadOnlyList<PatchOperation>> Read(JsonObject body)
    {
        // Clients are about that leave it out; one that says something else means something else.
        if (body["schemas"] is { } schemas && !ScimJson.Many(schemas).Any(s => string.Equals(ScimJson.Text(s), ScimSchemas.PatchOp, StringComparison.OrdinalIgnoreCase))) return ScimErrors.InvalidSyntax;
        if (body["Operations"] is not JsonArray { Count: > 0 and <= Most } list) return ScimErrors.InvalidSyntax;
        var read = new List<PatchOperation>();
        foreach (var one in list)
        {
            if (one is not JsonObject operation || !Enum.TryParse<PatchKind>(ScimJson.Text(operation["op"]), true, out var kind) || !Enum.IsDefined(kind)) return ScimErrors.InvalidSyntax;
            var value = operation["value"];
            if (operation["path"] is { } text)
            {
                if (ScimJson.Text(text) is not { } written) return ScimErrors.InvalidSyntax;
                var path = FilterParser.Patch(written);
                if (path.Value is not { } aim) return path.Error!;
                if (kind != PatchKind.Remove && value is null) return ScimErrors.InvalidValue.With(written);
                read.Add(new PatchOperation(kind, aim, value));
                continue;
            }

            if (kind == PatchKind.Remove) return ScimErrors.NoTarget.With("");
            if (value is not JsonObject map) return ScimErrors.InvalidValue.With("value");
            foreach (var (name, part) in map)
            {
                if (name.Equals("schemas", StringComparison.OrdinalIgnoreCase)) continue;
                var path = FilterParser.Patch(name);
                if (path.Value is not { } aim) return path.Error!;
                read.Add(new PatchOperation(part is null ? PatchKind.Remove : kind, aim, part));
            }
        }

        return read;
    }

    /// <summary>Applies an operation to the resource; null when done.</summary>
    public static Error? Apply(JsonObject resource, PatchOperation operation, ScimType type)
    {
        var (path, value) = (operation.Path, operation.Value);
        if (type.SchemaOf(path.Attribute) is not { } schema) return ScimErrors.InvalidPath.With(path.Attribute.ToString());
        var extension = ReferenceEquals(schema, type.Extension);
        if (path.Attribute.Name.Length == 0) return Whole(resource, operation, type, schema);
        var found = schema.Find(path.Attribute.Name) ?? (extension ? null : ScimSchemas.CommonOf(path.Attribute.Name));
        if (found is not { } attribute) return schema.Ignored.Contains(path.Attribute.Name) ? null : ScimErrors.InvalidPath.With(path.Attribute.ToString());
        if (attribute.Mutability == "readOnly" || attribute.Name == "schemas") return ScimErrors.Mutability.With(attribute.Name);
        if (Wrong(attribute, path) is { } wrong) return wrong;

        var holder = resource;
        if (extension)
        {
            if (resource[schema.Id] is not JsonObject there)
            {
                if (operation.Kind == PatchKind.Remove) return null;
                resource[schema.Id] = there = ScimJson.New();
            }

            holder = there;
        }

        if (attribute.Multi) return Many(holder, operation, attribute);
        // Libraries add every value as a list, also where there can be but one.
        if (value is JsonArray { Count: 1 } only) value = ScimJson.Copy(only[0]);
        if (attribute.Type != "complex")
        {
            Put(holder, attribute.Name, operation.Kind, value);
            return null;
        }

        if (path.Sub is null && value is not JsonObject)
        {
            // A complex value given as one text is its value.
            if (operation.Kind == PatchKind.Remove) holder.Remove(attribute.Name);
            else if (attribute.Sub.Any(s => s.Name == "value")) holder[attribute.Name] = Fresh("value", value);
            else return ScimErrors.InvalidValue.With(attribute.Name);
            return null;
        }

        if (holder[attribute.Name] is not JsonObject inner) holder[attribute.Name] = inner = ScimJson.New();
        if (path.Sub is { } sub) Put(inner, sub, operation.Kind, value);
        else foreach (var (name, part) in (JsonObject)value!) Put(inner, name, operation.Kind, part);
        return null;
    }

    private static Error? Whole(JsonObject resource, PatchOperation operation, ScimType type, ScimSchema schema)
    {
        if (operation.Path.Where is not null || operation.Path.Sub is not null) return ScimErrors.InvalidPath.With(operation.Path.Attribute.ToString());
        var names = operation.Value is JsonObject map ? map.ToList() : operation.Kind == PatchKind.Remove ? schema.Attributes.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)null)).ToList() : null;
        if (names is null) return ScimErrors.InvalidValue.With(schema.Id);
        foreach (var (name, value) in names)
        {
            if (FilterParser.Patch(name).Value is not { Where: null } inner) return ScimErrors.InvalidPath.With(name);
            if (Apply(resource, new PatchOperation(value is null ? PatchKind.Remove : operation.Kind, inner with { Attribute = inner.Attribute with { Schema = schema.Id } }, value), type) is { } refusal) return refusal;
        }

        return null;
    }

    private static Error? Wrong(ScimAttribute attribute, PatchPath path)
    {
        bool Known(string name) => attribute.Sub.Any(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) || name.Equals("display", StringComparison.OrdinalIgnoreCase) || (attribute.Name == "name" && IsOtherName(name));
        if (path.Where is not null && !attribute.Multi) return ScimErrors.InvalidPath.With(path.Attribute.ToString());
        if (path.Sub is { } sub && !Known(sub)) return ScimErrors.InvalidPath.With(path.Attribute + "." + sub);
        return path.Where is { } where && ScimMatch.Names(where).FirstOrDefault(n => n.Schema is not null || n.Sub is not null || !Known(n.Name)) is { } unknown ? ScimErrors.UnknownAttribute.With(unknown.ToString()) : null;
    }

    private static bool IsOtherName(string name) => name.Equals("middleName", StringComparison.OrdinalIgnoreCase) || name.StartsWith("honorific", StringComparison.OrdinalIgnoreCase);

    private static Error? Many(JsonObject holder, PatchOperation operation, ScimAttribute attribute)
    {
        var (kind, path, value) = (operation.Kind, operation.Path, operation.Value);
        var list = ScimJson.Many(holder[attribute.Name]).Select(e => ScimJson.Copy(e)!).ToList();
        var hit = path.Where is { } where ? list.Where(e => ScimMatch.Fits(e, where)).ToList() : path.Sub is not null ? [.. list] : null;
        if (hit is null)
        {
            var given = ScimJson.Many(value).Select(v => v is JsonObject ? ScimJson.Copy(v)! : Fresh("value", v)).ToList();
            if (kind == PatchKind.Replace) list = given;
            else if (kind == PatchKind.Remove) list = value is null ? [] : [.. list.Where(e => !given.Exists(g => SameValue(e, g)))];
            else
            {
                given.RemoveAll(g => list.Exists(e => JsonNode.DeepEquals(e, g)));
                Primary(list, given);
                list.AddRange(given);
            }
        }
        else if (kind == PatchKind.Remove)
        {
            if (path.Sub is { } sub) foreach (var element in hit.OfType<JsonObject>()) element.Remove(sub);
            else list.RemoveAll(hit.Contains);
        }
        else
        {
            if (hit.Count == 0)
            {
                // RFC 7644, 3.5.2.3: what is not there cannot be replaced; adding makes a value that fits.
                if (kind == PatchKind.Replace && path.Where is not null) return ScimErrors.NoTarget.With(path.Attribute.ToString());
                var made = ScimJson.New();
                foreach (var (name, demanded) in path.Where is null ? [] : ScimMatch.Demands(path.Where)) made[name] = demanded is bool flag ? JsonValue.Create(flag) : JsonValue.Create(Convert.ToString(demanded, System.Globalization.CultureInfo.InvariantCulture));
                list.Add(made);
                hit = [made];
            }

            if (path.Sub is null && value is not JsonObject) return ScimErrors.InvalidValue.With(attribute.Name);
            foreach (var element in hit.OfType<JsonObject>())
            {
                if (path.Sub is { } sub) Put(element, sub, kind, value);
                else foreach (var (name, part) in (JsonObject)value!) Put(element, name, kind, part);
            }

            Primary([.. list.Except(hit)], hit);
        }

        list.RemoveAll(e => e is JsonObject { Count: 0 });
        if (list.Count == 0) holder.Remove(attribute.Name);
        else holder[attribute.Name] = new JsonArray([.. list.Select(e => e.Parent is null ? e : ScimJson.Copy(e))]);
        return null;
    }

    // At most one value is the primary one; a new one takes it from the others.
    private static void Primary(IEnumerable<JsonNode> others, IReadOnlyList<JsonNode> changed)
    {
        if (!changed.Any(c => c is JsonObject map && ScimJson.Flag(map["primary"]) == true)) return;
        foreach (var other in others.OfType<JsonObject>().Where(o => o.ContainsKey("primary"))) other["primary"] = false;
    }

    private static bool SameValue(JsonNode a, JsonNode b) => a is JsonObject x && b is JsonObject y && ScimJson.Text(x["value"]) is { } value && string.Equals(value, ScimJson.Text(y["value"]), StringComparison.OrdinalIgnoreCase);

    private static JsonObject Fresh(string name, JsonNode? value)
    {
        var made = ScimJson.New();
        made[name] = ScimJson.Copy(value);
        return made;
    }

    private static void Put(JsonObject into, string name, PatchKind kind, JsonNode? value)
    {
        if (kind == PatchKind.Remove || value is null) into.Remove(name);
        else into[name] = ScimJson.Copy(value);
    }
}
