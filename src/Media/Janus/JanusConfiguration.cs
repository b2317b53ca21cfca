using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Huitang.Media.Janus;

/// <summary>Writes the folder a Janus is started with. Nothing of the distribution's configuration is used.</summary>
public static class JanusConfiguration
{
    private static readonly string[] LibraryFolders =
        ["/usr/lib/x86_64-linux-gnu/janus", "/usr/lib/aarch64-linux-gnu/janus", "/usr/lib64/janus", "/usr/lib/janus", "/usr/local/lib/janus", "/opt/janus/lib/janus"];

    /// <summary>Folder of the plugins that belong to the program, or null when none is found.</summary>
    public static string? FindLibraries() => LibraryFolders.FirstOrDefault(f => Directory.Exists(Path.Combine(f, "plugins")));

    /// <summary>Writes all files into <paramref name="folder"/>; existing ones are replaced.</summary>
    /// <param name="folder">An existing folder, readable by the user Janus runs as.</param>
    /// <param name="libraries">Folder that holds plugins and transports.</param>
    /// <param name="settings">Addresses and media ports.</param>
    /// <param name="apiPort">TCP port of the API on 127.0.0.1.</param>
    /// <param name="apiSecret">Secret every request carries.</param>
    /// <param name="adminKey">Key that may create rooms.</param>
    public static void Write(string folder, string libraries, JanusSettings settings, int apiPort, string apiSecret, string adminKey)
    {
        foreach (var (name, text) in Files(libraries, settings, apiPort, apiSecret, adminKey))
            File.WriteAllText(Path.Combine(folder, name), text);
    }

    /// <summary>The files, by name.</summary>
    internal static IEnumerable<(string Name, string Text)> Files(string libraries, JanusSettings settings, int apiPort, string apiSecret, string adminKey)
    {
        var v6 = settings.IceAddress.AddressFamily == AddressFamily.InterNetworkV6;
        var nat = new StringBuilder($"  ice_enforce_list = {Quoted(settings.IceAddress.ToString())}\n  ignore_mdns = true\n");
        if (settings.PublicAddress is { } seen)
            nat.Append($"  nat_1_1_mapping = {Quoted(seen.ToString())}\n  keep_private_host = true\n");

        yield return ("janus.jcfg", $$"""
            general: {
              plugins_folder = {{Quoted(libraries + "/plugins")}}
              transports_folder = {{Quoted(libraries + "/transports")}}
              events_folder = {{Quoted(libraries + "/events")}}
              loggers_folder = {{Quoted(libraries + "/loggers")}}
              api_secret = {{Quoted(apiSecret)}}
              server_name = {{Quoted(settings.Node)}}
              session_timeout = 60
              reclaim_session_timeout = 10
              candidates_timeout = 45
              opaqueid_in_api = true
              debug_level = 3
              debug_timestamps = false
              debug_colors = false
            }
            media: {
              ipv6 = {{(v6 ? "true" : "false")}}
              rtp_port_range = {{Quoted(Number(settings.FirstMediaPort) + "-" + Number(settings.LastMediaPort))}}
              no_media_timer = 1
              slowlink_threshold = 4
              twcc_period = 100
            }
            nat: {
            {{nat.ToString().TrimEnd()}}
            }
            plugins: { disable = "libjanus_lua.so,libjanus_duktape.so,libjanus_voicemail.so,libjanus_recordplay.so,libjanus_videocall.so,libjanus_echotest.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_sip.so,libjanus_nosip.so" }
            transports: { disable = "libjanus_http.so,libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so" }
            loggers: { disable = "libjanus_jsonlog.so" }
            events: { broadcast = false }

            """);
        // No pings of the transport: with a long queue of events it seems to take a busy socket for a dead one. Ours, every 2 s, tell more.
        yield return ("janus.transport.websockets.jcfg", $$"""
            general: {
              json = "compact"
              ws = true
              ws_port = {{Number(apiPort)}}
              ws_ip = "127.0.0.1"
              wss = false
            }
            admin: { admin_ws = false }

            """);
        yield return ("janus.plugin.videoroom.jcfg", $$"""
            general: {
              admin_key = {{Quoted(adminKey)}}
              lock_rtp_forward = true
              string_ids = true
            }

            """);
        yield return ("janus.plugin.audiobridge.jcfg", $$"""
            general: {
              admin_key = {{Quoted(adminKey)}}
              lock_rtp_forward = true
              string_ids = true
              local_ip = "127.0.0.1"
            }

            """);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Names and addresses of ours only, but a quotation mark must never end a value.
    private static string Quoted(string value) => '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
