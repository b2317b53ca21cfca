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
        // Not the log's notes, which mask: who may see what is for whoever shows it.
        List<AuditChange> changes = [];
        Note("name", before?.Name, Name);
        Note("phone", before?.Phone, Phone);
        Note("email", before?.Email, Email);
        Note("title", before?.Title, Title);
        Note("employee_number", before?.EmployeeNumber, EmployeeNumber);
        Note("entry_date", Day(before?.EntryDate), Day(EntryDate));
        Note("department", Named(before?.Department), Named(Department));
        Note("departments", All(before?.Further), All(Further));
        Note("account_type", before?.AccountType.ToString(), AccountType.ToString());
        Note("status", before?.Status?.ToString(), Status?.ToString());
        return changes;

        void Note(string field, string? from, string? to)
        {
            if (from != to) changes.Add(new AuditChange(field, from, to));
        }

        string? Named(Guid? id) => id is { } d ? department(d) : null;
        string? All(Guid[]? ids) => ids is { Length: > 0 } ? string.Join(", ", ids.Select(department)) : null;
        static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether both say the same.</summary>
    public bool Same(PersonState other) => this with { Further = [] } == other with { Further = [] } && Further.AsSpan().SequenceEqual(other.Further);
}
