using System.Security.Cryptography;
using System.Text;
using Huitang.Meetings.Contracts;
using Huitang.Meetings.Live.Protocol;
using Microsoft.Extensions.Configuration;

namespace Huitang.Meetings.Live.Sockets;

/// <summary>STUN and TURN for browsers. TURN names are short-lived, made from a secret shared with the TURN server (coturn's <c>use-auth-secret</c>).</summary>
internal sealed class IceServers(IConfiguration configuration, TimeProvider time)
{
    private static readonly TimeSpan Good = TimeSpan.FromHours(12);

    private readonly string[] _urls = configuration.GetSection("Ice:Urls").Get<string[]>() ?? [];
    private readonly string? _secret = configuration["Ice:TurnSecret"];

    public IReadOnlyList<IceServer> For(ParticipantId who)
    {
        if (_urls.Length == 0) return [];
        if (_secret is null) return [new IceServer(_urls, null, null)];
        var user = $"{(time.GetUtcNow() + Good).ToUnixTimeSeconds()}:{who}";
#pragma warning disable CA5350 // The TURN REST convention fixes HMAC-SHA1.
        var password = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(_secret), Encoding.UTF8.GetBytes(user)));
#pragma warning restore CA5350
        return [new IceServer(_urls, user, password)];
    }
}
