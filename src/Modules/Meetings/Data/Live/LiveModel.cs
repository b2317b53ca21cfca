using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Meetings.Data;

/// <summary>Tables of running and past meetings.</summary>
internal sealed class LiveModel : IModelPart
{
    public const string Schema = "meetings";

    public void Configure(ModelBuilder model)
    {
        model.HasSequence<long>("epoch", Schema);
        model.Entity<MediaRoomRow>(row =>
        {
            row.ToTable("media_room", Schema);
            row.HasKey(r => r.Id);
            row.HasIndex(r => new { r.TenantId, r.OpenedAt });
            row.HasIndex(r => r.MeetingId);
        });
        model.Entity<ParticipationRow>(row =>
        {
            row.ToTable("participation", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.State).HasColumnType("jsonb");
            row.Property(r => r.Quality).HasColumnType("jsonb");
            row.HasIndex(r => r.MediaRoomId);
            row.HasIndex(r => new { r.TenantId, r.UserId, r.JoinedAt });
        });
        model.Entity<LiveMeetingRow>(row =>
        {
            row.ToTable("live_meeting", Schema);
            row.HasKey(r => r.MeetingId);
            row.Property(r => r.State).HasColumnType("jsonb");
            row.Property(r => r.Place).HasColumnType("jsonb");
        });
        model.Entity<LiveEventRow>(row =>
        {
            row.ToTable("live_event", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).UseIdentityAlwaysColumn();
            row.HasIndex(r => new { r.MediaRoomId, r.At });
        });
        model.Entity<QualityChunkRow>(row =>
        {
            row.ToTable("quality_chunk", Schema);
            row.HasKey(r => new { r.ParticipationId, r.Number });
            row.HasIndex(r => r.MediaRoomId);
        });
        model.Entity<JoinTicketRow>(row =>
        {
            row.ToTable("join_ticket", Schema);
            row.HasKey(r => r.Hash);
            row.Property(r => r.Arrival).HasColumnType("jsonb");
            row.HasIndex(r => r.ExpiresAt);
        });
    }
}

/// <summary>The live tables of the context.</summary>
internal static class LiveTables
{
    extension(AppDb db)
    {
        public DbSet<MediaRoomRow> MediaRooms => db.Set<MediaRoomRow>();
        public DbSet<ParticipationRow> Participations => db.Set<ParticipationRow>();
        public DbSet<LiveMeetingRow> LiveMeetings => db.Set<LiveMeetingRow>();
        public DbSet<LiveEventRow> LiveEvents => db.Set<LiveEventRow>();
        public DbSet<QualityChunkRow> QualityChunks => db.Set<QualityChunkRow>();
        public DbSet<JoinTicketRow> JoinTickets => db.Set<JoinTicketRow>();
    }
}
