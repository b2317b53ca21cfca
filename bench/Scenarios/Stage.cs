using Huitang.Bench.Server;
using Huitang.TestKit;

namespace Huitang.Bench.Scenarios;

/// <summary>A throw-away database and the product on it, in a process of its own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly PostgresServer _postgres;

    private Stage(PostgresServer postgres, Child product) => (_postgres, Product) = (postgres, product);

    public Child Product { get; }

    public static async Task<Stage> SetAsync(bool media, CancellationToken ct)
    {
        var postgres = await PostgresServer.StartAsync();
        try
        {
            return new Stage(postgres, await Child.StartAsync(ct, "host", await postgres.CreateDatabaseAsync(), media ? "media" : "no-media"));
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public Task<Guid[]> MeetingsAsync(int count, int people, CancellationToken ct) => Product.AskAsync<Guid[]>($"meetings {count} {people}", ct);

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
