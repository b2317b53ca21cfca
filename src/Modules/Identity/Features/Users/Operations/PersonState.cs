using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>The fields of somebody that operations change, as they are kept for the way back.</summary>
internal sealed record PersonState
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Title { get; init; }

    public string? EmployeeNumber { get; init; }

    public DateOnly? EntryDate { get; init; }

    public Guid? Department { get; init; }

    /// <summary>Further departments, in order of their ids.</summary>
    public Guid[] Further { get; init; } = [];

    public AccountType AccountType { get; init; } = AccountType.Free;

    public DateTimeOffset? PremiumAt { get; init; }

    public UserStatus? Status { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static PersonState From(string json) => JsonSerializer.Deserialize<PersonState>(json, Json)!;

    /// <summary>What differs, field by field, as people read it; departments by the given names.</summary>
    public IReadOnlyList<AuditChange> Differences(PersonState? before, Func<Guid, string> department)
    {
        var notes = new AuditNotes();
        notes.Changed("name", before?.Name, Name);
        notes.Changed("phone", before?.Phone, Phone);
        notes.Changed("email", before?.Email, Email);
        notes.Changed("title", before?.Title, Title);
        notes.Changed("employee_number", before?.EmployeeNumber, EmployeeNumber);
        notes.Changed("entry_date", Day(before?.EntryDate), Day(EntryDate));
        notes.Changed("department", Named(before?.Department), Named(Department));
        notes.Changed("departments", All(before?.Further), All(Further));
        notes.Changed("account_type", before?.AccountType, AccountType);
        notes.Changed("status", before?.Status, Status);
        return [.. notes.Changes];

        string? Named(Guid? id) => id is { } d ? department(d) : null;
        string? All(Guid[]? ids) => ids is { Length: > 0 } ? string.Join(", ", ids.Select(department)) : null;
        static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether both say the same.</summary>
    public bool Same(PersonState other) => this with { Further = [] } == other with { Further = [] } && Further.AsSpan().SequenceEqual(other.Further);
}
