using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.MediaNodes.Data;

/// <summary>A media node of the installation; shared by all enterprises.</summary>
internal sealed class NodeRow
{
    public required string Id { get; init; }
    public required string Url { get; set; }
    public required string ApiSecret { get; set; }
    public required string AdminKey { get; set; }

    /// <summary>Last sign of life of whoever keeps it.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>Tables of this module.</summary>
internal sealed class NodeModel : IModelPart
{
    public void Configure(ModelBuilder model) => model.Entity<NodeRow>(row =>
    {
        row.ToTable("node", "media_nodes");
        row.HasKey(r => r.Id);
    });
}
