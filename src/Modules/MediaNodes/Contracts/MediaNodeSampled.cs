using Huitang.Kernel;

namespace Huitang.MediaNodes.Contracts;

/// <summary>How a media node did in the last minute; told by the process that keeps it. Nodes belong to no enterprise.</summary>
/// <param name="Node">Node.</param>
/// <param name="At">When.</param>
/// <param name="Up">Whether it answered.</param>
/// <param name="Cpu">Processor time it took, 1 being a whole core.</param>
/// <param name="Memory">Memory it held, in bytes.</param>
public sealed record MediaNodeSampled(string Node, DateTimeOffset At, bool Up, double Cpu, long Memory) : IEvent;
