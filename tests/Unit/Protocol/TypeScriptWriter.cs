using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huitang.Unit.Protocol;

/// <summary>Writes TypeScript types for records as System.Text.Json writes them: camelCase, nulls left out, unions told apart by a discriminator.</summary>
internal sealed class TypeScriptWriter
{
    private readonly NullabilityInfoContext _nullability = new();
    private readonly List<Type> _found = [];

    /// <summary>The file for the given roots and all they mention, in order of first mention.</summary>
    public string Write(IEnumerable<Type> roots)
    {
        foreach (var root in roots) Mention(root);
        var text = new StringBuilder("// Generated from the C# records of the live protocol. Do not edit: run the unit tests with HUITANG_WRITE_PROTOCOL=1.\n");
        for (var i = 0; i < _found.Count; i++) text.Append('\n').Append(Declare(_found[i]));
        return text.ToString();
    }

    private string Declare(Type type)
    {
        if (type.IsEnum)
        {
            var members = string.Join(", ", Enum.GetValues(type).Cast<object>().Select(v => $"{v}: {Convert.ToInt32(v, null)}"));
            return $"export const {type.Name} = {{ {members} }} as const;\nexport type {type.Name} = (typeof {type.Name})[keyof typeof {type.Name}];\n";
        }
        if (type.GetCustomAttribute<JsonPolymorphicAttribute>() is not { } union) return $"export interface {type.Name} {Body(type, null)}\n";
        var cases = type.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(c => "\n  | " + Body(c.DerivedType, $"{union.TypeDiscriminatorPropertyName}: '{c.TypeDiscriminator}'"));
        return $"export type {type.Name} ={string.Concat(cases)};\n";
    }

    private string Body(Type type, string? first)
    {
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name != "EqualityContract").Select(Member);
        if (first is not null) return "{ " + string.Join("; ", members.Prepend(first)) + " }";
        return "{\n" + string.Concat(members.Select(m => $"  {m};\n")) + "}";
    }

    private string Member(PropertyInfo property)
    {
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var optional = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && _nullability.Create(property).ReadState == NullabilityState.Nullable);
        return $"{name}{(optional ? "?" : "")}: {NameOf(property.PropertyType)}{(optional ? " | null" : "")}";
    }

    private string NameOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "string";
        if (type == typeof(bool)) return "boolean";
        if (type == typeof(int) || type == typeof(long) || type == typeof(double)) return "number";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return $"readonly {NameOf(type.GetGenericArguments()[0])}[]";
        if (type.Namespace?.StartsWith("Huitang", StringComparison.Ordinal) != true) throw new NotSupportedException($"No TypeScript for {type}");
        Mention(type);
        return type.Name;
    }

    private void Mention(Type type)
    {
        if (!_found.Contains(type)) _found.Add(type);
    }
}
