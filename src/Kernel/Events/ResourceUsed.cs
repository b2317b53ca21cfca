namespace Huitang.Kernel;

/// <summary>A resource other than a meeting was used: a meeting room, a connector, a phone line, a webinar. Told once it is over, by the module that owns the resource.</summary>
/// <param name="Id">Id of the use.</param>
/// <param name="Kind">Kind of use, such as <c>rooms.meeting</c>: see the kinds of the dashboards.</param>
/// <param name="Resource">Id of the resource.</param>
/// <param name="Name">Its name at the time.</param>
/// <param name="Model">Model of the device, or null.</param>
/// <param name="Version">Version of its software, or null.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended.</param>
public sealed record ResourceUsed(Guid Id, string Kind, string Resource, string Name, string? Model, string? Version, DateTimeOffset From, DateTimeOffset To) : IEvent;
