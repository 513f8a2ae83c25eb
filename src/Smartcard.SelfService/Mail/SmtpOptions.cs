using System.Net;

namespace Smartcard.SelfService.Mail;

/// <summary>The mail server, for <see cref="MailTransportKind.Smtp"/>; configuration section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    public string Host { get; set; } = "";

    /// <summary>Default 587; 1 to 65535.</summary>
    public int Port { get; set; } = 587;

    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Null or empty = no sign-in.</summary>
    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>Whether the mail server is on this very machine.</summary>
    internal bool IsOnThisMachine =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    public override string ToString() => $"{Host}:{Port} {Security}";

    /// <summary>What is wrong, each in a sentence that says what to write instead.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (string.IsNullOrWhiteSpace(Host))
        {
            yield return "Mail:Smtp:Host is empty, but mails go by SMTP. Write the name of the mail server, for example smtp.trust.nhs.uk.";
        }

        if (Port is < 1 or > 65535)
        {
            yield return $"Mail:Smtp:Port is {Port}. Write a port from 1 to 65535, for example 587.";
        }

        if (!Enum.IsDefined(Security))
        {
            yield return $"Mail:Smtp:Security is {Security}: write StartTls, Tls or None.";
        }

        if (!string.IsNullOrEmpty(UserName) && string.IsNullOrEmpty(Password))
        {
            yield return "Mail:Smtp:UserName is set and Mail:Smtp:Password is not. Set both, for example UserName "
                + "smartcard with its Password from your secret store. If the server does not need a sign-in, set neither.";
        }

        if (string.IsNullOrEmpty(UserName) && !string.IsNullOrEmpty(Password))
        {
            yield return "Mail:Smtp:Password is set and Mail:Smtp:UserName is not. Set both, for example UserName "
                + "smartcard. If the server does not need a sign-in, set neither.";
        }
    }
}

public enum SmtpSecurity
{
    StartTls,
    Tls,

    /// <summary>No encryption: for a mail server on this very machine.</summary>
    None,
}
