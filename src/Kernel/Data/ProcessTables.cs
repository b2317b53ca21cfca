using Microsoft.EntityFrameworkCore;

namespace Huitang.Kernel;

/// <summary>A key of the data-protection ring, shared by all processes on the database.</summary>
public sealed class KeyRingRow
{
    /// <summary>Row id.</summary>
    public Guid Id { get; init; }

    /// <summary>Name given by the ring.</summary>
    public required string Name { get; init; }

    /// <summary>The key element.</summary>
    public required string Xml { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>The version of a cluster's membership table; every change of membership moves it by compare-and-swap.</summary>
public sealed class ClusterVersionRow
{
    /// <summary>Cluster id.</summary>
    public required string Cluster { get; init; }

    /// <summary>Version, from 0.</summary>
    public int Version { get; set; }
}

/// <summary>A process in a cluster's membership table.</summary>
public sealed class ClusterSiloRow
{
    /// <summary>Cluster id.</summary>
    public required string Cluster { get; init; }

    /// <summary>Address and generation of the process.</summary>
    public required string Silo { get; init; }

    /// <summary>Grows with every change of the entry.</summary>
    public int Version { get; set; }

    /// <summary>The membership entry.</summary>
    public required string Entry { get; set; }

    /// <summary>Last sign of life.</summary>
    public DateTimeOffset AliveAt { get; set; }
}

/// <summary>Tables by which the processes of one installation work together; read and written in SQL by the host.</summary>
internal static class ProcessTables
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<KeyRingRow>(row => row.ToTable("key_ring", "kernel").HasKey(r => r.Id));
        model.Entity<ClusterVersionRow>(row => row.ToTable("cluster_version", "kernel").HasKey(r => r.Cluster));
        model.Entity<ClusterSiloRow>(row =>
        {
            row.ToTable("cluster_silo", "kernel").HasKey(r => new { r.Cluster, r.Silo });
            row.Property(r => r.Entry).HasColumnType("jsonb");
        });
    }
}
