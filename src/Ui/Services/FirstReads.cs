using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;

namespace Huitang.Ui;

/// <summary>
/// What a page shows first is read once: for the page that is sent, which leaves it for the live page that takes its place a moment later. So a page comes with its content,
/// and stays as it is when it comes alive.
/// </summary>
public sealed class FirstReads(FirstReadStore store)
{
    /// <summary>How long a page waits for its content before it is sent without.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    /// <summary>Where the sent page left what it read; travels within the page, protected as all of its state. Null when it left nothing.</summary>
    [PersistentState]
    public string? Ticket { get; set; }

    /// <summary>Reads, or takes what the sent page has read.</summary>
    /// <param name="page">The renderer of the page.</param>
    /// <param name="question">What is asked, compared by value.</param>
    /// <param name="ask">Asks it.</param>
    public Task<T> ReadAsync<T>(RendererInfo page, object question, Func<Task<T>> ask)
    {
        if (page.IsInteractive) return Ticket is { } ticket && store.Take(ticket, question) is Task<T> read ? read : ask();
        Ticket ??= Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var asked = ask();
        store.Keep(Ticket, question, asked);
        return asked;
    }

    /// <summary>Waits until the page has its content: when it is live as long as it takes, before it is sent only a moment.</summary>
    /// <returns>Whether it is there.</returns>
    public static async Task<bool> ThereAsync(RendererInfo page, Task content)
    {
        if (!page.IsInteractive && await Task.WhenAny(content, Task.Delay(Patience)) != content) return false;
        await content;
        return true;
    }
}

/// <summary>What sent pages have read, until their live ones come for it.</summary>
public sealed class FirstReadStore(TimeProvider time)
{
    private const int Most = 500;

    // A page that does not come alive within this is read anew when it does.
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string Ticket, object Question), (Task Read, DateTimeOffset At)> _kept = new();

    /// <summary>How much is kept.</summary>
    internal int Count => _kept.Count;

    /// <summary>Keeps what was read, or is being read.</summary>
    public void Keep(string ticket, object question, Task read)
    {
        var now = time.GetUtcNow();
        foreach (var (key, (_, at)) in _kept)
        {
            if (now - at > Good) _kept.TryRemove(key, out _);
        }

        if (_kept.Count < Most) _kept[(ticket, question)] = (read, now);
    }

    /// <summary>Takes it out; null when there is none, it is too old or did not come to an end well.</summary>
    public Task? Take(string ticket, object question) =>
        _kept.TryRemove((ticket, question), out var kept) && time.GetUtcNow() - kept.At <= Good && kept.Read is { IsFaulted: false, IsCanceled: false } ? kept.Read : null;
}
