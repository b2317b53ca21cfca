namespace Huitang.Messages.Sending;

/// <summary>How the connection to the mail server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>STARTTLS when offered, TLS on port 465.</summary>
    Auto,

    /// <summary>STARTTLS or nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In the clear; only for a relay on the same machine.</summary>
    None,
}

/// <summary>Settings of outgoing mail, section <c>Mail</c>.</summary>
internal sealed class MailOptions
{
    /// <summary>Name or address of the mail server; without it mails go to the pickup folder.</summary>
    public string? Host { get; set; }

    /// <summary>Port; 0 takes the usual one for <see cref="Security"/>.</summary>
    public int Port { get; set; }

    /// <summary>Name to sign in with, if the server asks for one.</summary>
    public string? User { get; set; }

    /// <summary>Password of <see cref="User"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Sender's address.</summary>
    public string From { get; set; } = "huitang@localhost";

    /// <summary>Sender's name.</summary>
    public string FromName { get; set; } = "会堂 Huitang";

    /// <summary>Protection of the connection.</summary>
    public MailSecurity Security { get; set; }

    /// <summary>Folder for .eml files when no server is set. The host points it into the data folder.</summary>
    public string PickupFolder { get; set; } = Path.Combine("data", "mail");
}
