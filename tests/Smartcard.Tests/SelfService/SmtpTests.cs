using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService;

/// <summary>Mail by SMTP, against a server on loopback that says what it is told to say.</summary>
public sealed class SmtpTests
{
    private static readonly FinishedMail Mail = new(Guid.Parse("0192f0c8-0000-7000-8000-000000000001"), "amal@nhs.net", "Your unlock code", "482913\n", "<p>482913</p>");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_with_both_bodies_and_an_id_that_stays_the_same()
    {
        await using var server = new ScriptedMailServer();

        await TransportTo(server).SendAsync(Mail, _ct);
        await TransportTo(server).SendAsync(Mail, _ct);

        Assert.Equal(2, server.Received.Count);
        Assert.All(server.Received, text =>
        {
            Assert.Contains("RCPT TO:<amal@nhs.net>", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Message-Id: <0192f0c8000070008000000000000001@smartcard>", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Subject: Your unlock code", text, StringComparison.Ordinal);
            Assert.Contains("Auto-Submitted: auto-generated", text, StringComparison.Ordinal);
            Assert.Contains("<p>482913</p>", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_server_that_breaks_off_once_it_has_accepted_has_the_mail_once()
    {
        await using var server = new ScriptedMailServer { OnQuit = null };

        await TransportTo(server).SendAsync(Mail, _ct);

        Assert.Single(server.Received);
    }

    [Fact]
    public async Task A_refusal_for_good_is_told_from_one_for_now()
    {
        await using var never = new ScriptedMailServer { OnRecipient = "550 5.1.1 no such mailbox amal" };
        await using var later = new ScriptedMailServer { OnRecipient = "451 4.7.1 try again later" };
        await using var gone = new ScriptedMailServer { OnData = null };

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => TransportTo(never).SendAsync(Mail, _ct));
        var busy = await Assert.ThrowsAnyAsync<Exception>(() => TransportTo(later).SendAsync(Mail, _ct));
        var broken = await Assert.ThrowsAnyAsync<Exception>(() => TransportTo(gone).SendAsync(Mail, _ct));

        Assert.DoesNotContain("amal", refused.Message, StringComparison.Ordinal);
        Assert.IsNotType<MailRefusedException>(busy);
        Assert.IsNotType<MailRefusedException>(broken);
    }

    [Fact]
    public async Task Encryption_that_the_server_does_not_offer_is_not_gone_without()
    {
        await using var server = new ScriptedMailServer();

        await Assert.ThrowsAnyAsync<Exception>(() => TransportTo(server, SmtpSecurity.StartTls).SendAsync(Mail, _ct));

        Assert.Empty(server.Received);
    }

    private static SmtpTransport TransportTo(ScriptedMailServer server, SmtpSecurity security = SmtpSecurity.None) => new(Options.Create(new MailOptions
    {
        Transport = MailTransportKind.Smtp,
        From = "smartcards@trust.nhs.uk",
        Smtp = new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = security },
    }));
}

/// <summary>As much of RFC 5321 as a client needs; an answer of null breaks the connection instead.</summary>
internal sealed class ScriptedMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public ScriptedMailServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    public string? OnRecipient { get; init; } = "250 2.1.5 ok";

    public string? OnData { get; init; } = "354 go on";

    public string? OnQuit { get; init; } = "221 2.0.0 bye";

    /// <summary>Whole conversations whose mail was accepted: envelope and content.</summary>
    public List<string> Received { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await ConverseAsync(client);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var said = new StringBuilder();
        await writer.WriteLineAsync("220 loopback ESMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            var answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
            {
                "EHLO" => "250-loopback\r\n250 8BITMIME",
                "RCPT" => OnRecipient,
                "DATA" => OnData,
                "QUIT" => OnQuit,
                _ => "250 2.0.0 ok",
            };
            if (answer is null)
            {
                return;
            }

            await writer.WriteLineAsync(answer);
            if (answer.StartsWith("354", StringComparison.Ordinal))
            {
                while (await reader.ReadLineAsync() is { } content && content != ".")
                {
                    said.AppendLine(content);
                }

                Received.Add(said.ToString());
                await writer.WriteLineAsync("250 2.0.0 accepted");
            }

            if (answer == OnQuit)
            {
                return;
            }
        }
    }
}
