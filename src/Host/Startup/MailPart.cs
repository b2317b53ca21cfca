using System.Net.Sockets;
using Huitang.Kernel;

namespace Huitang.Host.Startup;

/// <summary>Whether mail leaves the house: the mail server of the configuration is reached, or mails wait in a folder.</summary>
internal sealed class MailPart(IConfiguration configuration) : ISystemPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<PartStatus> LookAsync(CancellationToken ct)
    {
        if (configuration["Mail:Host"] is not { Length: > 0 } host)
        {
            var folder = configuration["Mail:PickupFolder"] ?? "";
            return new("mail", PartState.Limited, () => Texts.part_mail, Problem: () => string.Format(Texts.mail_pickup, folder), Remedy: () => Texts.remedy_mail_pickup);
        }

        var port = configuration.GetValue("Mail:Port", 0) is var set and > 0 ? set : configuration["Mail:Security"]?.ToUpperInvariant() switch { "TLS" => 465, "NONE" => 25, _ => 587 };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Patience);
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, port, limit.Token);
            return new("mail", PartState.Up, () => Texts.part_mail, () => $"{host}:{port}");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            var message = e is SocketException ? e.Message : "";
            return new("mail", PartState.Down, () => Texts.part_mail, Problem: () => string.Format(Texts.problem_mail, $"{host}:{port}", message), Remedy: () => Texts.remedy_mail);
        }
    }
}
