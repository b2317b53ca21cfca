using System.Text.Json;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Invitations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Huitang.Meetings;

/// <summary>The tables of planning.</summary>
internal static class MeetingTables
{
    extension(AppDb db)
    {
        /// <summary>Meetings as planned.</summary>
        public DbSet<Meeting> Meetings => db.Set<Meeting>();

        /// <summary>Dates of meetings.</summary>
        public DbSet<Occurrence> Occurrences => db.Set<Occurrence>();

        /// <summary>Hosts and invitees.</summary>
        public DbSet<PlannedPerson> PlannedPeople => db.Set<PlannedPerson>();

        /// <summary>Guests.</summary>
        public DbSet<PlannedGuest> PlannedGuests => db.Set<PlannedGuest>();

        /// <summary>Calendar feeds.</summary>
        public DbSet<CalendarFeed> CalendarFeeds => db.Set<CalendarFeed>();

        /// <summary>Events whose mails were queued.</summary>
        public DbSet<SentInvitation> SentInvitations => db.Set<SentInvitation>();
    }
}

/// <summary>Mapping of planning.</summary>
internal sealed class MeetingsModel : IModelPart
{
    /// <summary>Schema of the module.</summary>
    public const string Schema = "meetings";

    /// <summary>The index that keeps codes unique; named, since a clash on it means another draw.</summary>
    public const string CodeIndex = "ux_meeting_code_in_use";

    /// <summary>The index that gives everybody one personal room at most.</summary>
    public const string RoomIndex = "ux_meeting_personal_room";

    /// <inheritdoc/>
    public void Configure(ModelBuilder model)
    {
        model.Entity<Meeting>(Meeting);
        model.Entity<Occurrence>(row =>
        {
            row.ToTable("occurrence", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.Property(r => r.Subject).HasMaxLength(MeetingLimits.SubjectBytes);
            row.Property(r => r.Location).HasMaxLength(MeetingLimits.LocationWidth);
            row.HasIndex(r => new { r.MeetingId, r.StartAt });
            row.HasIndex(r => new { r.TenantId, r.EndAt });
        });
        model.Entity<PlannedPerson>(row =>
        {
            row.ToTable("planned_person", Schema);
            row.HasKey(r => new { r.MeetingId, r.UserId, r.Role });
            row.Property(r => r.Name).HasMaxLength(200);
            row.HasIndex(r => new { r.TenantId, r.UserId });
        });
        model.Entity<PlannedGuest>(row =>
        {
            row.ToTable("planned_guest", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.Property(r => r.Name).HasMaxLength(64);
            row.Property(r => r.Phone).HasMaxLength(24);
            row.Property(r => r.Mail).HasMaxLength(254);
            row.HasIndex(r => r.MeetingId);
        });
        model.Entity<CalendarFeed>(row =>
        {
            row.ToTable("calendar_feed", Schema);
            row.HasKey(r => r.UserId);
            row.HasIndex(r => r.TokenHash).IsUnique();
        });
        model.Entity<SentInvitation>(row =>
        {
            row.ToTable("sent_invitation", Schema);
            row.HasKey(r => r.EventId);
            row.Property(r => r.EventId).ValueGeneratedNever();
        });
    }

    private static void Meeting(EntityTypeBuilder<Meeting> row)
    {
        row.ToTable("meeting", Schema);
        row.HasKey(r => r.Id);
        row.Property(r => r.Id).ValueGeneratedNever();
        row.Property(r => r.Code).HasMaxLength(MeetingCode.Length).IsFixedLength();
        row.Property(r => r.Subject).HasMaxLength(MeetingLimits.SubjectBytes);
        row.Property(r => r.Location).HasMaxLength(MeetingLimits.LocationWidth);
        row.Property(r => r.CreatorName).HasMaxLength(200);
        row.Property(r => r.TimeZone).HasMaxLength(64);
        row.Property(r => r.Password).HasMaxLength(6);
        row.Property(r => r.LinkKey).HasMaxLength(32);
        row.Property(r => r.CancelReason).HasMaxLength(MeetingLimits.Reason);
        // A setting added later takes its default when older rows are read.
        row.Property(r => r.Settings).HasColumnType("jsonb").HasConversion(
            s => JsonSerializer.Serialize(s, JsonSerializerOptions.Web),
            s => JsonSerializer.Deserialize<MeetingSettings>(s, JsonSerializerOptions.Web)!);
        row.Property(r => r.Version).IsConcurrencyToken();
        row.Ignore(r => r.Recurrence);
        row.HasMany(r => r.Occurrences).WithOne().HasForeignKey(o => o.MeetingId);
        row.HasMany(r => r.People).WithOne().HasForeignKey(p => p.MeetingId);
        row.HasMany(r => r.Guests).WithOne().HasForeignKey(g => g.MeetingId);
        // Codes are unique across enterprises: whoever types one has not said which enterprise it is of.
        row.HasIndex(r => r.Code).IsUnique().HasFilter("code_released_at is null").HasDatabaseName(CodeIndex);
        row.HasIndex(r => r.CreatorId).IsUnique().HasFilter("type = 5").HasDatabaseName(RoomIndex);
        row.HasIndex(r => new { r.TenantId, r.CreatorId });
        row.HasIndex(r => new { r.TenantId, r.LastEndAt });
    }
}

/// <summary>The right to read somebody's meetings as a calendar, by a secret address.</summary>
internal sealed class CalendarFeed : IOwned
{
    /// <summary>Whose meetings.</summary>
    public UserId UserId { get; init; }

    /// <inheritdoc/>
    public TenantId TenantId { get; set; }

    /// <summary>SHA-256 of the secret; the secret itself is shown once.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>When the address was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
