using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Huitang.Bench.Server;

/// <summary>The baseline: Kestrel and nothing else. A text "count size" is answered by that many messages of that many bytes, so that it can send what the product sent.</summary>
internal static class EchoHost
{
    private static readonly byte[] Content = new byte[1 << 20];

    public static async Task<int> RunAsync()
    {
        Content.AsSpan().Fill((byte)'x');
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
        app.Run(async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            try
            {
                await ServeAsync(socket, http.RequestAborted);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                // The client is gone.
            }
        });
        await app.StartAsync();
        await Child.ServeAsync(app.Urls.First(), _ => throw new NotSupportedException());
        await app.StopAsync();
        return 0;
    }

    private static async Task ServeAsync(WebSocket socket, CancellationToken ct)
    {
        while (true)
        {
            // As in the product: no buffer while nothing comes.
            if ((await socket.ReceiveAsync(Memory<byte>.Empty, ct)).MessageType == WebSocketMessageType.Close) return;
            var buffer = ArrayPool<byte>.Shared.Rent(4096);
            var read = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            var fits = Utf8Parser.TryParse(buffer.AsSpan(0, read.Count), out int count, out var at) & Utf8Parser.TryParse(buffer.AsSpan(Math.Min(at + 1, read.Count), Math.Max(0, read.Count - at - 1)), out int size, out _);
            ArrayPool<byte>.Shared.Return(buffer);
            if (!fits) return;
            for (var i = 0; i < count; i++) await socket.SendAsync(Content.AsMemory(0, size), WebSocketMessageType.Text, true, ct);
        }
    }
}
