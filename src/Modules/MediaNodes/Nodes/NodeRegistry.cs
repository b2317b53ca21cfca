using Huitang.Media;
using Huitang.MediaNodes.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huitang.MediaNodes.Nodes;

/// <summary>Keeps this process connected to every node the installation knows.</summary>
internal sealed class NodeRegistry(NpgsqlDataSource data, IMediaServer media, TimeProvider time, ILogger<NodeRegistry> log) : BackgroundService, IMediaNodeRegistry
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    // A node that nobody vouched for in this time is not tried any more.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, MediaNodeAddress> _used = [];

    public async Task RegisterAsync(MediaNodeAddress node, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            insert into media_nodes.node(id, url, api_secret, admin_key, seen_at) values ($1, $2, $3, $4, $5)
            on conflict (id) do update set url = excluded.url, api_secret = excluded.api_secret, admin_key = excluded.admin_key, seen_at = excluded.seen_at
            """);
        foreach (var value in new object[] { node.Node, node.Url.ToString(), node.ApiSecret, node.AdminKey, time.GetUtcNow() }) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(ct);
        await UseAsync(node, ct);
    }

    public async Task RemoveAsync(string node, CancellationToken ct)
    {
        await using var command = data.CreateCommand("delete from media_nodes.node where id = $1");
        command.Parameters.AddWithValue(node);
        await command.ExecuteNonQueryAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var node in await KnownAsync(stoppingToken)) await UseAsync(node, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The list of media nodes could not be read");
            }

            await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<MediaNodeAddress>> KnownAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select id, url, api_secret, admin_key from media_nodes.node where seen_at > $1");
        command.Parameters.AddWithValue(time.GetUtcNow() - Forgotten);
        var nodes = new List<MediaNodeAddress>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) nodes.Add(new MediaNodeAddress(reader.GetString(0), new Uri(reader.GetString(1)), reader.GetString(2), reader.GetString(3)));
        return nodes;
    }

    private async Task UseAsync(MediaNodeAddress node, CancellationToken ct)
    {
        lock (_used)
        {
            if (_used.GetValueOrDefault(node.Node) == node) return;
            _used[node.Node] = node;
        }

        await media.UseNodeAsync(node, ct);
    }
}
