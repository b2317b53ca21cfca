using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Insights.Data;

/// <summary>The module's share of the model. Rows are written and read in SQL: these are hot paths.</summary>
internal sealed class InsightModel : IModelPart
{
    private const string Schema = "insights";

    public void Configure(ModelBuilder model)
    {
        model.Entity<RoomRow>(row =>
        {
            row.ToTable("room", Schema).HasKey(r => new { r.TenantId, r.Id });
            foreach (var sum in new[] { nameof(RoomRow.People), nameof(RoomRow.Micros), nameof(RoomRow.Devices) }) row.Property(sum).HasDefaultValue(sum == nameof(RoomRow.Micros) ? 0L : 0);
            row.Property(r => r.Guests).HasDefaultValue(false);
            row.HasIndex(r => new { r.TenantId, r.Day, r.OpenedAt });
            // Few rooms go over midnight: those of a day before that reach into a day are found here.
            row.HasIndex(r => new { r.TenantId, r.LastDay }).HasFilter("last_day is null or last_day > day");
            // How far those of a span reach, without looking at them.
            row.HasIndex(r => new { r.TenantId, r.Day, r.LastDay }).HasFilter("last_day is null or last_day > day");
        });
        model.Entity<StayRow>(row =>
        {
            row.ToTable("stay", Schema).HasKey(r => new { r.TenantId, r.Id });
            row.HasIndex(r => new { r.TenantId, r.RoomId });
            row.HasIndex(r => new { r.TenantId, r.FirstDay });
            // A department's media rooms are found in the index alone: its stretches lie apart, a page of the disk for each.
            row.HasIndex(r => new { r.TenantId, r.Path, r.FirstDay }).IncludeProperties(r => new { r.RoomId, r.Device });
            row.HasIndex(r => new { r.TenantId, r.LastDay }).HasFilter("last_day is null or last_day > first_day");
        });
        model.Entity<MomentRow>(row =>
        {
            row.ToTable("moment", Schema).HasKey(r => new { r.TenantId, r.Id });
            row.HasIndex(r => new { r.TenantId, r.Day });
            // The shares of a media room, told by MomentKind.Share.
            row.HasIndex(r => new { r.TenantId, r.RoomId }).HasFilter("kind = 2");
        });
        model.Entity<PathRow>(row =>
        {
            row.ToTable("path", Schema).HasKey(r => r.Id);
            row.Property(r => r.Id).UseIdentityAlwaysColumn();
            row.HasIndex(r => new { r.TenantId, r.Departments }).IsUnique();
            row.HasIndex(r => r.Departments).HasMethod("gin");
        });
        model.Entity<DirtyRow>(row =>
        {
            row.ToTable("dirty", Schema).HasKey(r => r.Id);
            row.Property(r => r.Id).UseIdentityAlwaysColumn();
            row.HasIndex(r => new { r.TenantId, r.Day });
        });
        model.Entity<DayRow>(row =>
        {
            row.ToTable("day", Schema).HasKey(r => new { r.TenantId, r.Department, r.Day });
            row.HasIndex(r => new { r.TenantId, r.Day });
        });
        model.Entity<HourRow>(row => row.ToTable("hour", Schema).HasKey(r => new { r.TenantId, r.Day, r.Department, r.Hour }));
        model.Entity<SpanRow>(row =>
        {
            row.ToTable("span", Schema).HasKey(r => new { r.TenantId, r.Department, r.First, r.Last });
            row.HasIndex(r => new { r.TenantId, r.First, r.Last });
        });
        model.Entity<CensusRow>(row => row.ToTable("census", Schema).HasKey(r => new { r.TenantId, r.Department, r.Day }));
        model.Entity<ZoneRow>(row => row.ToTable("zone", Schema).HasKey(r => r.TenantId));
        model.Entity<DifferenceRow>(row =>
        {
            row.ToTable("difference", Schema).HasKey(r => r.Id);
            row.HasIndex(r => new { r.TenantId, r.FoundAt });
        });
        model.Entity<UseRow>(row =>
        {
            row.ToTable("resource_use", Schema).HasKey(r => new { r.TenantId, r.Id });
            row.HasIndex(r => new { r.TenantId, r.Kind, r.Day });
        });
        model.Entity<NodeSampleRow>(row => row.ToTable("node_sample", Schema).HasKey(r => new { r.Node, r.At }));
    }
}

/// <summary>A media room.</summary>
internal sealed class RoomRow
{
    public TenantId TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid MeetingId { get; init; }
    public required string Subject { get; init; }
    public required string Code { get; init; }
    public short Type { get; init; }
    public Guid CreatorId { get; init; }
    public required string CreatorName { get; init; }
    public int? Creator { get; init; }
    public int Path { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public DateOnly Day { get; init; }
    public DateOnly? LastDay { get; init; }

    /// <summary>What its stretches come to; put there with the figures of its day, so that lists can be sorted by it.</summary>
    public int People { get; init; }
    public long Micros { get; init; }
    public bool Guests { get; init; }

    /// <summary>A bit for each class of devices that were in it.</summary>
    public int Devices { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>One stretch of somebody in a media room.</summary>
internal sealed class StayRow
{
    public TenantId TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid RoomId { get; init; }
    public Guid Person { get; init; }
    public bool Guest { get; init; }
    public int? Ordinal { get; init; }
    public int Path { get; init; }
    public short Device { get; init; }
    public DateTimeOffset JoinedAt { get; init; }
    public DateTimeOffset? LeftAt { get; init; }
    public DateOnly FirstDay { get; init; }
    public DateOnly? LastDay { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>What sort of moment.</summary>
internal enum MomentKind
{
    /// <summary>Somebody signed in.</summary>
    SignIn = 1,

    /// <summary>Somebody began to share their screen.</summary>
    Share = 2,
}

/// <summary>Something somebody did at a moment.</summary>
internal sealed class MomentRow
{
    public TenantId TenantId { get; init; }
    public Guid Id { get; init; }
    public MomentKind Kind { get; init; }
    public Guid? RoomId { get; init; }
    public int? Ordinal { get; init; }
    public int Path { get; init; }
    public DateTimeOffset At { get; init; }
    public DateOnly Day { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>Departments from the top down, as somebody had them: figures of the past do not change when the tree is rearranged.</summary>
internal sealed class PathRow
{
    public int Id { get; init; }
    public TenantId TenantId { get; init; }
    public Guid[] Departments { get; init; } = [];
}

/// <summary>A day whose figures are no longer those of its facts. Only ever added by whoever writes facts, taken away by whoever rolled the day up.</summary>
internal sealed class DirtyRow
{
    public long Id { get; init; }
    public TenantId TenantId { get; init; }
    public DateOnly Day { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The media room whose facts changed: the figures of everybody's departments in it are concerned. Null with <see cref="Path"/>: every department's may be.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>The path of departments a moment belongs to: only theirs are concerned.</summary>
    public int? Path { get; init; }
}

/// <summary>The figures of a day for a department with all below it; the department of zeros is the enterprise.</summary>
internal sealed class DayRow
{
    public TenantId TenantId { get; init; }
    public Guid Department { get; init; }
    public DateOnly Day { get; init; }
    public int Meetings { get; init; }
    public int Started { get; init; }
    public int Attendances { get; init; }
    public int GuestAttendances { get; init; }
    public int Persons { get; init; }
    public int PersonsInternal { get; init; }
    public int PersonsExternal { get; init; }
    public long Micros { get; init; }
    public int Shares { get; init; }
    public int SignIns { get; init; }
    public int Users { get; init; }
    public int Active { get; init; }
    public int PeakMeetings { get; init; }
    public int PeakPeople { get; init; }
    public int[] ByDuration { get; init; } = [];
    public int[] BySize { get; init; } = [];
    public int[] ByType { get; init; } = [];
    public int[] ByDevice { get; init; } = [];
    public byte[] UserSet { get; init; } = [];
    public byte[] ActiveSet { get; init; } = [];
    public byte[] Vector { get; init; } = [];
    public byte[]? Course { get; init; }
    public DateTimeOffset RolledAt { get; init; }
}

/// <summary>The figures of an hour, counted from the day's start; for the enterprise and the departments at the top.</summary>
internal sealed class HourRow
{
    public TenantId TenantId { get; init; }
    public Guid Department { get; init; }
    public DateOnly Day { get; init; }
    public short Hour { get; init; }
    public int Meetings { get; init; }
    public int Joins { get; init; }
    public int Shares { get; init; }
    public long Micros { get; init; }
    public int PeakMeetings { get; init; }
    public int PeakPeople { get; init; }
}

/// <summary>The people of a third of a month, a month or a quarter that is over.</summary>
internal sealed class SpanRow
{
    public TenantId TenantId { get; init; }
    public Guid Department { get; init; }
    public DateOnly First { get; init; }
    public DateOnly Last { get; init; }
    public int Users { get; init; }
    public int Active { get; init; }
    public byte[] UserSet { get; init; } = [];
    public byte[] ActiveSet { get; init; } = [];
    public byte[] Vector { get; init; } = [];
    public int Meetings { get; init; }
    public int Attendances { get; init; }
    public long Micros { get; init; }
    public int Shares { get; init; }

    /// <summary>The figures of its days (<see cref="Domain.DayPack"/>); none for quarters, which are made of months.</summary>
    public byte[] Days { get; init; } = [];
}

/// <summary>How many accounts a department with all below it had at the end of a day.</summary>
internal sealed class CensusRow
{
    public TenantId TenantId { get; init; }
    public Guid Department { get; init; }
    public DateOnly Day { get; init; }
    public int Headcount { get; init; }
    public int Activated { get; init; }
}

/// <summary>The zone by which an enterprise's days were cut.</summary>
internal sealed class ZoneRow
{
    public TenantId TenantId { get; init; }
    public required string Zone { get; init; }
}

/// <summary>A figure that was not that of its facts.</summary>
internal sealed class DifferenceRow
{
    public Guid Id { get; init; }
    public TenantId TenantId { get; init; }
    public DateTimeOffset FoundAt { get; init; }
    public DateOnly Day { get; init; }
    public Guid Department { get; init; }
    public required string Figure { get; init; }
    public required string Stored { get; init; }
    public required string Computed { get; init; }
    public required string Cause { get; init; }

    /// <summary>Media room or participation it is about; zeros for figures of a department.</summary>
    public Guid Object { get; init; }
    public DateTimeOffset? RepairedAt { get; init; }
}

/// <summary>A use of a resource other than a meeting: a room, a connector, a phone line.</summary>
internal sealed class UseRow
{
    public TenantId TenantId { get; init; }
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Resource { get; init; }
    public required string ResourceName { get; init; }
    public string? Model { get; init; }
    public string? Version { get; init; }
    public DateTimeOffset BeganAt { get; init; }
    public DateTimeOffset EndedAt { get; init; }
    public DateOnly Day { get; init; }
}

/// <summary>How a media node was doing at a moment.</summary>
internal sealed class NodeSampleRow
{
    public required string Node { get; init; }
    public DateTimeOffset At { get; init; }
    public bool Up { get; init; }
    public double Cpu { get; init; }
    public long Memory { get; init; }
}
