using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Huitang.Host.Startup;

namespace Huitang.Host.Cli;

/// <summary>Options of the command line that several commands share, and what they say together.</summary>
internal sealed class ServeSettings
{
    public const int UsualPort = 8480;

    public Option<string> Data { get; } = new("--data") { Description = Texts.cli_data, DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HUITANG_DATA") ?? "data" };

    public Option<string?> Database { get; } = new("--database") { Description = Texts.cli_database, DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HUITANG_DATABASE") };

    public Option<string?> Listen { get; } = new("--listen") { Description = Texts.cli_listen };

    public Option<string?> PublicUrl { get; } = new("--public-url") { Description = Texts.cli_public_url };

    public Option<string?> Certificate { get; } = new("--https-cert") { Description = Texts.cli_https_cert };

    public Option<string?> CertificateKey { get; } = new("--https-key") { Description = Texts.cli_https_key };

    public Option<bool> TrialCertificate { get; } = new("--https-trial") { Description = Texts.cli_https_trial };

    public Option<string[]> Proxy { get; } = new("--proxy") { Description = Texts.cli_proxy, DefaultValueFactory = _ => [] };

    public Option<string?> SiloAddress { get; } = new("--silo-address") { Description = Texts.cli_silo_address };

    public Option<string?> MediaAddress { get; } = new("--media-address") { Description = Texts.cli_media_address };

    public Option<bool> NoMedia { get; } = new("--no-media") { Description = Texts.cli_no_media };

    public Option<bool> Demo { get; } = new("--demo") { Description = Texts.cli_demo };

    /// <summary>Reads the options; mistakes are told by their exact name.</summary>
    public HuitangOptions Read(ParseResult parsed, string database)
    {
        var data = Path.GetFullPath(parsed.GetValue(Data)!);
        var certificate = parsed.GetValue(Certificate);
        var key = parsed.GetValue(CertificateKey);
        foreach (var file in new[] { certificate, key }.OfType<string>().Where(f => !File.Exists(f)))
            throw new StartupProblem(string.Format(Texts.file_missing, file), Texts.check_option);
        if (key is not null && certificate is null) throw new StartupProblem(string.Format(Texts.option_needs, "--https-key", "--https-cert"), Texts.check_option);

        var endpoint = Endpoint(parsed.GetValue(Listen));
        if (parsed.GetValue(TrialCertificate) && certificate is null) (certificate, key) = TrialCertificateFile.Ensure(Path.Combine(data, "https"), endpoint.Address, TimeProvider.System);
        var external = parsed.GetValue(Database) is { Length: > 0 };
        return new HuitangOptions
        {
            Database = database,
            DataFolder = data,
            Urls = [$"{(certificate is null ? "http" : "https")}://{endpoint}"],
            PublicUrl = PublicUrlOf(parsed.GetValue(PublicUrl)),
            CertificateFile = certificate,
            CertificateKeyFile = key,
            Proxies = parsed.GetValue(Proxy)!.Select(ProxyOf).ToList(),
            Cluster = external,
            SiloAddress = Address("--silo-address", parsed.GetValue(SiloAddress)) ?? IPAddress.Loopback,
            MediaAddress = Address("--media-address", parsed.GetValue(MediaAddress)) ?? (IPAddress.IsLoopback(endpoint.Address) ? null : Outward(endpoint.Address)),
            LocalMedia = !parsed.GetValue(NoMedia),
        };
    }

    private static IPEndPoint Endpoint(string? listen)
    {
        if (listen is null) return new IPEndPoint(IPAddress.Loopback, FreePortFrom(UsualPort));
        if (IPEndPoint.TryParse(listen, out var endpoint) && (endpoint.Port > 0 || listen.EndsWith(":0", StringComparison.Ordinal))) return endpoint;
        if (IPAddress.TryParse(listen, out var address)) return new IPEndPoint(address, UsualPort);
        throw new StartupProblem(string.Format(Texts.option_wrong, "--listen", listen), Texts.listen_form);
    }

    private static int FreePortFrom(int first)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port).ToHashSet();
        return Enumerable.Range(first, 20).FirstOrDefault(port => !taken.Contains(port));
    }

    private static IPAddress? Address(string option, string? text) => text switch
    {
        null => null,
        _ when IPAddress.TryParse(text, out var address) => address,
        _ => throw new StartupProblem(string.Format(Texts.option_wrong, option, text), Texts.check_option),
    };

    // Listening on everything says nothing about where browsers can send media to; the machine's first address is the best guess.
    private static IPAddress? Outward(IPAddress listened) =>
        !listened.Equals(IPAddress.Any) && !listened.Equals(IPAddress.IPv6Any)
            ? listened
            : NetworkInterface.GetAllNetworkInterfaces()
                .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses)
                .Select(a => a.Address)
                .FirstOrDefault(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(a) && a.GetAddressBytes()[0] != 127);

    private static string? PublicUrlOf(string? text) => text switch
    {
        null => null,
        _ when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" => text,
        _ => throw new StartupProblem(string.Format(Texts.option_wrong, "--public-url", text), Texts.check_option),
    };

    private static string ProxyOf(string text) => IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _)
        ? text
        : throw new StartupProblem(string.Format(Texts.option_wrong, "--proxy", text), Texts.check_option);
}
