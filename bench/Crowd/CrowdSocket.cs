using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Huitang.Bench.Crowd;

/// <summary>Takes the text messages of one socket, in order.</summary>
internal interface IListener
{
    void Heard(ReadOnlySpan<byte> text);
}

/// <summary>A WebSocket client that costs next to nothing: no buffer while nothing comes, no parsing of its own, a mask of zeros.</summary>
internal sealed class CrowdSocket : IDisposable
{
    private readonly Socket _socket;

    private CrowdSocket(Socket socket) => _socket = socket;

    /// <summary>Messages received.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long Bytes { get; private set; }

    /// <param name="server">Address of the server.</param>
    /// <param name="from">The client's own address; several of 127.0.0.0/8 make room for more connections than there are ports.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<CrowdSocket> ConnectAsync(Uri server, IPAddress from, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), ct);
            var ask = $"GET /live HTTP/1.1\r\nHost: {server.Authority}\r\nOrigin: http://{server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: huitang.v1\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(ask), ct);
            var buffer = ArrayPool<byte>.Shared.Rent(4096);
            var have = 0;
            do
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(have), ct);
                if (read == 0) throw new IOException("closed during the handshake");
                have += read;
            }
            while (!buffer.AsSpan(0, have).EndsWith("\r\n\r\n"u8));
            var good = buffer.AsSpan(0, have).StartsWith("HTTP/1.1 101"u8);
            var said = good ? "" : Encoding.ASCII.GetString(buffer, 0, Math.Min(have, 60));
            ArrayPool<byte>.Shared.Return(buffer);
            return good ? new CrowdSocket(socket) : throw new IOException("refused: " + said);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Send(ReadOnlySpan<byte> text) => Send(0x81, text);

    /// <summary>Reads until the socket closes or the token fires.</summary>
    public async Task ReadAsync(IListener listener, CancellationToken ct)
    {
        byte[]? buffer = null;
        var have = 0;
        try
        {
            while (true)
            {
                if (buffer is null)
                {
                    await _socket.ReceiveAsync(Memory<byte>.Empty, ct);
                    buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
                }

                var read = await _socket.ReceiveAsync(buffer.AsMemory(have), ct);
                if (read == 0) return;
                have += read;
                var (taken, wanted, over) = Take(buffer.AsSpan(0, have), listener);
                if (over) return;
                have -= taken;
                if (have == 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                }
                else if (wanted > buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(wanted);
                    buffer.AsSpan(taken, have).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
                else if (taken > 0)
                {
                    buffer.AsSpan(taken, have).CopyTo(buffer);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed, by either side.
        }
        finally
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _socket.Dispose();

    private (int Taken, int Wanted, bool Over) Take(ReadOnlySpan<byte> data, IListener listener)
    {
        var at = 0;
        while (data.Length - at >= 2)
        {
            var rest = data[at..];
            var (head, length) = (2, rest[1] & 0x7F);
            if (length == 126)
            {
                head = 4;
                if (rest.Length < head) return (at, head, false);
                length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            }
            else if (length == 127)
            {
                head = 10;
                if (rest.Length < head) return (at, head, false);
                length = checked((int)BinaryPrimitives.ReadUInt64BigEndian(rest[2..]));
            }

            if (rest.Length < head + length) return (at, head + length, false);
            var payload = rest.Slice(head, length);
            switch (rest[0] & 0x0F)
            {
                case 1:
                    Messages++;
                    Bytes += length;
                    listener.Heard(payload);
                    break;
                case 8: return (at, 0, true);
                case 9: Send(0x8A, payload); break;
            }

            at += head + length;
        }

        return (at, 0, false);
    }

    private void Send(byte kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[payload.Length <= 1000 ? payload.Length + 8 : 0];
        if (frame.IsEmpty) frame = new byte[payload.Length + 8];
        frame[0] = kind;
        var head = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], checked((ushort)payload.Length));
            head = 4;
        }

        frame.Slice(head, 4).Clear();
        payload.CopyTo(frame[(head + 4)..]);
        try
        {
            lock (_socket) _socket.Send(frame[..(head + 4 + payload.Length)]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed: the reader notices.
        }
    }
}
