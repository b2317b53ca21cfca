using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Huitang.Audit;

/// <summary>
/// An object in canonical JSON: keys in ordinal order, integers only, no white space, UTF-8. What is written is stored and hashed as these very bytes and never written anew, so a verifier
/// needs no JSON library of the same make. Entries without a value are left out.
/// </summary>
internal sealed class CanonicalMap
{
    // Chinese stays readable in the stored bytes; they are data, never put into a page unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = false, SkipValidation = false };

    private readonly SortedDictionary<string, object> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether nothing was put in.</summary>
    public bool Empty => _entries.Count == 0;

    /// <summary>Puts a value: text, whole number, truth, map, or a list of them. Null leaves the key out.</summary>
    public CanonicalMap Put(string key, object? value)
    {
        if (value is not null) _entries[key] = value;
        return this;
    }

    /// <summary>The bytes.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(writer, this);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(Clean(text)); break;
            case Guid id: writer.WriteStringValue(id); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case CanonicalMap map:
                writer.WriteStartObject();
                foreach (var (key, entry) in map._entries)
                {
                    writer.WritePropertyName(key);
                    Write(writer, entry);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable<object?> list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            default: throw new ArgumentException($"{value.GetType().Name} has no canonical form; only text, whole numbers, truths, lists and maps have.");
        }
    }

    /// <summary>Text without what neither JSON nor the database can hold: halves of characters become the replacement character, NUL is dropped.</summary>
    public static string Clean(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) text = text.Replace("\0", "", StringComparison.Ordinal);
        return text.Any(char.IsSurrogate) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }
}
