using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Huitang.Host.Cli;

/// <summary>A certificate of our own making, for trying the product over a network: browsers warn about it once, then give camera access.</summary>
internal static class TrialCertificateFile
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);
    private static readonly TimeSpan Enough = TimeSpan.FromDays(7);

    /// <summary>Paths of certificate and key; made anew when missing, for another address, or near their end.</summary>
    public static (string Certificate, string Key) Ensure(string folder, IPAddress address, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var (certificateFile, keyFile) = (Path.Combine(folder, "trial.pem"), Path.Combine(folder, "trial.key"));
        var names = Names(address);
        if (File.Exists(certificateFile) && File.Exists(keyFile))
        {
            using var old = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (old.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + Enough && names.All(name => old.MatchesHostname(name))) return (certificateFile, keyFile);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Huitang trial", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var ip)) alternatives.AddIpAddress(ip);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var made = request.CreateSelfSigned(time.GetUtcNow().AddHours(-1), time.GetUtcNow() + Life);
        File.WriteAllText(certificateFile, made.ExportCertificatePem());
        using (var file = new FileStream(keyFile, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        using (var writer = new StreamWriter(file))
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    private static List<string> Names(IPAddress address)
    {
        var names = new List<string> { "localhost", "127.0.0.1" };
        if (Uri.CheckHostName(Dns.GetHostName()) == UriHostNameType.Dns) names.Add(Dns.GetHostName());
        var addresses = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
                .Where(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
            : [address];
        names.AddRange(addresses.Select(a => a.ToString()));
        return names.Distinct().ToList();
    }
}
