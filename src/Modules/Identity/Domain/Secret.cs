using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huitang.Identity.Domain;

/// <summary>Text that must not appear in logs, audit entries or traces.</summary>
[JsonConverter(typeof(Hidden))]
internal readonly record struct Secret(string? Text)
{
    /// <summary>The text; empty when none was given.</summary>
    [JsonIgnore]
    public string Value => Text ?? "";

    public override string ToString() => "***";

    private sealed class Hidden : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue("***");
    }
}
