using Huitang.Kernel;

namespace Huitang.Messages.Contracts;

/// <summary>A notice within the product, in the languages of the product; the reader's language is chosen when it is shown.</summary>
/// <param name="Kind">Stable id of what it is about, such as <c>meeting.invited</c>.</param>
/// <param name="TextZh">One line in Chinese.</param>
/// <param name="TextEn">One line in English.</param>
/// <param name="Path">Page it leads to, starting with a slash, or null.</param>
/// <param name="Key">Same user and key: the newer notice takes the older one's place; null never replaces.</param>
public sealed record NewNotice(string Kind, string TextZh, string TextEn, string? Path = null, string? Key = null);

/// <summary>Notices to people inside the product; they read them through the bell in the header.</summary>
public interface INotifications
{
    /// <summary>Adds a notice to the current save and tells the open pages of the person once <see cref="AnnounceAsync"/> is called or they next look.</summary>
    Task AddAsync(UserId user, NewNotice notice, CancellationToken ct);

    /// <summary>Tells open pages of these people, in this process, that something new is there. Call after the save.</summary>
    ValueTask AnnounceAsync(IEnumerable<UserId> users);
}

/// <summary>In-process bell: pages subscribe, and are called when something new came for their user.</summary>
public interface INoticeBell
{
    /// <summary>Calls <paramref name="ring"/> on each announcement for the user until the answer is disposed. Called from any thread.</summary>
    IDisposable Subscribe(UserId user, Func<Task> ring);
}
