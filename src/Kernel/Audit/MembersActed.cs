namespace Huitang.Kernel;

/// <summary>Something a person did that is no use case: coming into a meeting, muting somebody from within it.</summary>
/// <param name="Action">Action id, with a text of the module that tells of it.</param>
/// <param name="At">When.</param>
/// <param name="User">Account, or null for a guest.</param>
/// <param name="Guest">What a guest is known by; null for accounts.</param>
/// <param name="Name">Name at the time.</param>
/// <param name="Ip">Address.</param>
/// <param name="Device">Device, for people.</param>
/// <param name="ObjectType">Kind of the object, such as <c>meeting</c>.</param>
/// <param name="ObjectId">Its id.</param>
/// <param name="ObjectName">Its name at the time.</param>
/// <param name="ObjectCode">Its number, such as the meeting code.</param>
/// <param name="Changes">What changed.</param>
public sealed record MemberAct(
    string Action, DateTimeOffset At, Guid? User, Guid? Guest, string Name, string? Ip, string? Device, string ObjectType, string ObjectId, string? ObjectName, string? ObjectCode, IReadOnlyList<AuditChange> Changes);

/// <summary>Members acted; told in the same transaction as the facts, kept in the log of member activities.</summary>
/// <param name="Acts">What they did, in order.</param>
public sealed record MembersActed(IReadOnlyList<MemberAct> Acts) : IEvent;
