namespace Huitang.Insights.Domain;

/// <summary>A media room, as far as figures need it.</summary>
/// <param name="Id">Media room.</param>
/// <param name="Day">Day it opened; the day it counts on.</param>
/// <param name="Type">Index in <see cref="Buckets.Types"/>.</param>
/// <param name="Creator">Number of the creator; null when unknown.</param>
/// <param name="Path">Departments of the creator at the time.</param>
/// <param name="OpenedAt">When it opened.</param>
/// <param name="ClosedAt">When it closed; null while open.</param>
internal sealed record RoomFact(Guid Id, DateOnly Day, short Type, int? Creator, int Path, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt);

/// <summary>One stretch of somebody in a media room.</summary>
/// <param name="Room">Media room.</param>
/// <param name="Person">By what people are told apart.</param>
/// <param name="Guest">Whether it is somebody without an account.</param>
/// <param name="Ordinal">Number of the account; null for guests.</param>
/// <param name="Path">Departments at the time.</param>
/// <param name="Device">Index in <see cref="Buckets.Devices"/>.</param>
/// <param name="FirstDay">Day it began.</param>
/// <param name="LastDay">Last day it touched; null while in.</param>
/// <param name="JoinedAt">When it began.</param>
/// <param name="LeftAt">When it ended; null while in.</param>
internal sealed record StayFact(Guid Room, Guid Person, bool Guest, int? Ordinal, int Path, short Device, DateOnly FirstDay, DateOnly? LastDay, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt)
{
    /// <summary>Whether it touches the day. Somebody still in is known to have been there on the first day; later ones count when they leave.</summary>
    public bool Touches(DateOnly day) => FirstDay <= day && (LastDay ?? FirstDay) >= day;
}

/// <summary>Something somebody did at a moment: shared a screen, signed in.</summary>
/// <param name="Ordinal">Number of the account; null for guests.</param>
/// <param name="Path">Departments at the time.</param>
/// <param name="At">When.</param>
internal sealed record MomentFact(int? Ordinal, int Path, DateTimeOffset At);

/// <summary>Everything the figures of a day are made of.</summary>
/// <param name="Day">The day.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When the next one begins.</param>
/// <param name="Rooms">Media rooms that opened on the day, or were still open in it.</param>
/// <param name="Stays">Stretches of the media rooms that opened on the day, and those that touch it.</param>
/// <param name="Shares">Screens that began to be shared on the day.</param>
/// <param name="SignIns">Sign-ins of the day.</param>
/// <param name="Paths">Departments from the top down, by path number.</param>
internal sealed record DayFacts(
    DateOnly Day, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<RoomFact> Rooms, IReadOnlyList<StayFact> Stays,
    IReadOnlyList<MomentFact> Shares, IReadOnlyList<MomentFact> SignIns, IReadOnlyDictionary<int, Guid[]> Paths);

/// <summary>What one media room comes to.</summary>
/// <param name="Room">Media room.</param>
/// <param name="People">Distinct people, guests among them.</param>
/// <param name="Micros">Time of everybody in it, in microseconds; stretches that go on count when they end.</param>
/// <param name="Guests">Whether anybody without an account was in it.</param>
/// <param name="Devices">A bit for each class of <see cref="Buckets.Devices"/>.</param>
internal readonly record struct RoomSums(Guid Room, int People, long Micros, bool Guests, int Devices);
