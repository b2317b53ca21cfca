using System.Diagnostics;
using System.Text.Json;

namespace Huitang.Bench.Server;

/// <summary>A server of this program in a process of its own, so that its processor time and memory are its own. Takes orders on standard input, answers by a line that begins with a mark.</summary>
internal sealed class Child : IAsyncDisposable
{
    public const string Mark = "\u0001";

    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public static async Task<Child> StartAsync(CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var child = new Child(Process.Start(start)!);
        child.Url = new Uri(await child.AnswerAsync(ct));
        return child;
    }

    public async Task<string> AskAsync(string order, CancellationToken ct)
    {
        await _process.StandardInput.WriteLineAsync(order.AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
        return await AnswerAsync(ct);
    }

    public async Task<T> AskAsync<T>(string order, CancellationToken ct) => JsonSerializer.Deserialize<T>(await AskAsync(order, ct))!;

    public Task<Usage> UsageAsync(bool collect, CancellationToken ct) => AskAsync<Usage>(collect ? "collect" : "usage", ct);

    /// <summary>In the child: answers orders until the parent goes away.</summary>
    public static async Task ServeAsync(string url, Func<string[], Task<object>> perform)
    {
        Console.WriteLine(Mark + url);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                var answer = line switch { "usage" => Usage.Now(false), "collect" => Usage.Now(true), _ => await perform(line.Split(' ')) };
                Console.WriteLine(Mark + JsonSerializer.Serialize(answer, answer.GetType()));
            }
            catch (Exception e)
            {
                await Console.Error.WriteLineAsync(e.ToString());
                return;
            }
        }
    }

    /// <summary>Its input ends, so it ends; killed when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(patience.Token) is not null)
            {
                // What it says on the way out is of no interest.
            }

            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(true);
        }

        _process.Dispose();
    }

    private async Task<string> AnswerAsync(CancellationToken ct)
    {
        while (await _process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal)) return line[Mark.Length..];
            await Console.Error.WriteLineAsync("  server: " + line);
        }

        throw new InvalidOperationException("The server process ended.");
    }
}
