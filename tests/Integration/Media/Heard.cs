using System.Threading.Channels;
using Huitang.Media;

namespace Huitang.Integration.Media;

/// <summary>What a leg told, to be waited for.</summary>
internal sealed class Heard
{
    private readonly Channel<MediaLegEvent> _events = Channel.CreateUnbounded<MediaLegEvent>();

    public Task Take(MediaLegEvent value)
    {
        _events.Writer.TryWrite(value);
        return Task.CompletedTask;
    }

    /// <summary>The next event of the kind; others before it are passed over.</summary>
    public async Task<T> NextAsync<T>(int seconds = 10) where T : MediaLegEvent
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            while (true)
            {
                if (await _events.Reader.ReadAsync(end.Token) is T found) return found;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No {typeof(T).Name} within {seconds} s");
        }
    }

    /// <summary>Whether nothing of the kind has come so far.</summary>
    public bool Silent => _events.Reader.Count == 0;
}
