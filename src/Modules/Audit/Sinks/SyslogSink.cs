using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Huitang.Audit.Sinks;

/// <summary>Syslog by RFC 5424, facility "log audit": a datagram each over UDP, counted octets (RFC 6587) over TCP. UDP cannot tell whether anything arrived.</summary>
internal sealed class SyslogSink(SinkOptions options) : ISink
{
    // Log audit (13), informational (6).
    private const int Priority = (13 * 8) + 6;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private TcpClient? _tcp;
    private UdpClient? _udp;

    public async Task SendAsync(IReadOnlyList<Pushed> some, CancellationToken ct)
    {
        try
        {
            if (options.Protocol == "tcp")
            {
                if (_tcp is null)
                {
                    _tcp = new TcpClient();
                    await _tcp.ConnectAsync(options.Host!, options.Port, ct);
                }

                // A receiver that went away closed its side: seen before more is sent into nothing.
                if (_tcp.Client.Poll(0, SelectMode.SelectRead) && _tcp.Client.Available == 0) throw new IOException("The syslog receiver closed the connection.");
                var stream = _tcp.GetStream();
                foreach (var one in some)
                {
                    var line = Line(one);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line.Length} ")), ct);
                    await stream.WriteAsync(line, ct);
                }

                await stream.FlushAsync(ct);
                return;
            }

            _udp ??= new UdpClient(options.Host!, options.Port);
            foreach (var one in some) await _udp.SendAsync(Line(one), ct);
        }
        catch
        {
            _tcp?.Dispose();
            _udp?.Dispose();
            (_tcp, _udp) = (null, null);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp?.Dispose();
        _udp?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One message. The structured data carry what proves the record; the message is the record.</summary>
    public static byte[] Line(Pushed one) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"<{Priority}>1 {one.At.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Printable(Environment.MachineName)} huitang {Environment.ProcessId} {one.Kind} [audit@32473 id=\"{one.Id}\" hash=\"{one.Hash}\"] \uFEFF{one.Content.ToJsonString(Json)}"));

    private static string Printable(string name) => string.Concat(name.Where(c => c is > ' ' and < '\u007f')) is { Length: > 0 } host ? host : "-";
}
