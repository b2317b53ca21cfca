namespace Huitang.Ui;

/// <summary>A node of <see cref="AppTree"/>.</summary>
/// <param name="Id">Id; <see cref="Guid.Empty"/> is the root.</param>
/// <param name="Parent">Node above; <see cref="Guid.Empty"/> right below the root.</param>
/// <param name="Text">Name.</param>
/// <param name="Depth">0 right below the root, -1 for the root itself.</param>
/// <param name="Children">Nodes right below.</param>
/// <param name="Note">At the right: a count.</param>
public sealed record AppTreeItem(Guid Id, Guid Parent, string Text, int Depth, int Children, string? Note = null);

/// <summary>Where a node was dropped.</summary>
/// <param name="What">What was dragged.</param>
/// <param name="On">On what.</param>
/// <param name="Before">Whether before it, in place of into it.</param>
public sealed record AppTreeDrop(Guid What, Guid On, bool Before);
