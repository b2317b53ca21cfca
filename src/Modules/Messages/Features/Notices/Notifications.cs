using System.Collections.Concurrent;
using System.Globalization;
using Huitang.Kernel;
using Huitang.Messages.Contracts;
using Huitang.Messages.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Huitang.Messages.Features.Notices;

/// <summary>Notices over the table, rung through the bell.</summary>
internal sealed class Notifications(AppDb db, NoticeBell bell, TimeProvider time) : INotifications
{
    public async Task AddAsync(UserId user, NewNotice notice, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (notice.Key is { } key && await db.Notices.SingleOrDefaultAsync(n => n.UserId == user && n.Key == key, ct) is { } older)
        {
            (older.TextZh, older.TextEn, older.Path, older.At, older.ReadAt) = (notice.TextZh, notice.TextEn, notice.Path, now, null);
            return;
        }

        db.Notices.Add(new NoticeRow
        {
            Id = Ids.New(time), UserId = user, Kind = notice.Kind, Key = notice.Key,
            TextZh = notice.TextZh, TextEn = notice.TextEn, Path = notice.Path, At = now,
        });
    }

    public ValueTask AnnounceAsync(IEnumerable<UserId> users) => bell.RingAsync(users);
}

/// <summary>The bell's list. It has a scope of its own: whoever asks for it acts in no tenant yet.</summary>
internal sealed class NotificationFeed(IServiceScopeFactory scopes, NoticeBell bell, TimeProvider time) : INotificationFeed
{
    public Task<int> UnreadAsync(Actor actor, CancellationToken ct) =>
        WithAsync(actor, db => db.Notices.CountAsync(n => n.UserId == actor.User && n.ReadAt == null, ct));

    public async Task<IReadOnlyList<BellItem>> LatestAsync(Actor actor, int most, CancellationToken ct)
    {
        var rows = await WithAsync(actor, db => db.Notices.AsNoTracking().Where(n => n.UserId == actor.User).OrderByDescending(n => n.At).Take(Math.Clamp(most, 1, 100)).ToListAsync(ct));
        var chinese = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";
        return rows.Select(n => new BellItem(n.Id, chinese ? n.TextZh : n.TextEn, n.Path, n.At, n.ReadAt is null)).ToList();
    }

    public async Task MarkReadAsync(Actor actor, CancellationToken ct)
    {
        DateTimeOffset? now = time.GetUtcNow();
        await WithAsync(actor, db => db.Notices.Where(n => n.UserId == actor.User && n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), ct));
        await bell.RingAsync([actor.User]);
    }

    private async Task<T> WithAsync<T>(Actor actor, Func<AppDb, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = actor;
        return await read(scope.ServiceProvider.GetRequiredService<AppDb>());
    }
}

/// <summary>Who listens for which user, in this process.</summary>
internal sealed class NoticeBell(ILogger<NoticeBell> log) : INoticeBell
{
    private readonly ConcurrentDictionary<UserId, ConcurrentDictionary<Listener, byte>> _listeners = new();

    public IDisposable Subscribe(UserId user, Func<Task> ring)
    {
        var listener = new Listener(this, user, ring);
        _listeners.GetOrAdd(user, _ => new())[listener] = 0;
        return listener;
    }

    /// <summary>Calls everybody who listens for one of the users; a listener that throws does not silence the others.</summary>
    public async ValueTask RingAsync(IEnumerable<UserId> users)
    {
        foreach (var user in users)
        {
            if (!_listeners.TryGetValue(user, out var listeners)) continue;
            foreach (var listener in listeners.Keys)
            {
                try
                {
                    await listener.Ring();
                }
                catch (Exception e)
                {
                    log.LogDebug(e, "A page could not be told of a notice");
                }
            }
        }
    }

    private sealed class Listener(NoticeBell bell, UserId user, Func<Task> ring) : IDisposable
    {
        public Func<Task> Ring { get; } = ring;

        public void Dispose()
        {
            if (bell._listeners.TryGetValue(user, out var listeners)) listeners.TryRemove(this, out _);
        }
    }
}
