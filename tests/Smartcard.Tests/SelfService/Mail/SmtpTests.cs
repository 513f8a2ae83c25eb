using Microsoft.Extensions.Options;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>Mail by SMTP, against a server on loopback that says what it is told to say.</summary>
public sealed class SmtpTests
{
    private static readonly FinishedMail Mail = new(
        Guid.Parse("0192f0c8-0000-7000-8000-000000000001"),
        "amal@nhs.net",
        "Your unlock code",
        "482913\n",
        "<p>482913</p>");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_with_both_bodies_and_an_id_that_stays_the_same()
    {
        await using var server = new ScriptedMailServer();

        await server.Transport().SendAsync(Mail, _ct);
        await server.Transport().SendAsync(Mail, _ct);

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
    public async Task A_refusal_for_good_is_told_from_one_for_now_and_quotes_nobody()
    {
        await using var server = new ScriptedMailServer();
        server.Answers["RCPT"] = "550 5.1.1 no such mailbox amal";
        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => server.Transport().SendAsync(Mail, _ct));
        server.Answers["RCPT"] = "451 4.7.1 try again later, amal";
        var busy = await Assert.ThrowsAsync<MailDeferredException>(() => server.Transport().SendAsync(Mail, _ct));

        Assert.Equal(("The mail server answered 550.", "The mail server answered 451."), (refused.Message, busy.Message));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Encryption_that_the_server_does_not_offer_is_not_gone_without()
    {
        await using var server = new ScriptedMailServer();

        var failure = await Assert.ThrowsAsync<MailSetupException>(() => server.Transport(SmtpSecurity.StartTls).SendAsync(Mail, _ct));

        Assert.Contains("Mail:Smtp:Security StartTls", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task Encrypted_and_signed_in_to_a_server_that_is_trusted(SmtpSecurity security)
    {
        await using var server = new ScriptedMailServer
        {
            Certificate = ScriptedMailServer.SelfSigned(),
            IsTls = security == SmtpSecurity.Tls,
            SignIn = "\0smartcard\0s3cret",
        };

        await server.Transport(security, "smartcard", "s3cret", isTrusted: true).SendAsync(Mail, _ct);

        Assert.Contains("RCPT TO:<amal@nhs.net>", Assert.Single(server.Received), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task A_certificate_that_nobody_vouches_for_gets_neither_sign_in_nor_mail(SmtpSecurity security)
    {
        await using var server = new ScriptedMailServer
        {
            Certificate = ScriptedMailServer.SelfSigned(),
            IsTls = security == SmtpSecurity.Tls,
            SignIn = "\0smartcard\0s3cret",
        };

        var failure = await Assert.ThrowsAsync<MailSetupException>(() =>
            server.Transport(security, "smartcard", "s3cret").SendAsync(Mail, _ct));

        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_wrong_sign_in_is_our_fault_and_not_the_mails()
    {
        await using var server = new ScriptedMailServer { SignIn = "\0smartcard\0s3cret" };

        var wrong = await Assert.ThrowsAsync<MailSetupException>(() =>
            server.Transport(user: "smartcard", password: "guess").SendAsync(Mail, _ct));
        var none = await Assert.ThrowsAsync<MailSetupException>(() => server.Transport().SendAsync(Mail, _ct));

        Assert.Contains("Mail:Smtp:Password", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("it needs a sign-in", none.Message, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }
}

internal static class SmtpBench
{
    /// <param name="isTrusted">Whether this one certificate of the server's is trusted; otherwise the transport is as in a host.</param>
    public static SmtpTransport Transport(
        this ScriptedMailServer server,
        SmtpSecurity security = SmtpSecurity.None,
        string? user = null,
        string? password = null,
        bool isTrusted = false) =>
        new(
            Options.Create(
                new MailOptions
                {
                    Transport = MailTransportKind.Smtp,
                    From = "smartcards@trust.nhs.uk",
                    Smtp = new SmtpOptions
                    {
                        Host = "127.0.0.1",
                        Port = server.Port,
                        Security = security,
                        UserName = user,
                        Password = password,
                    },
                }))
        {
            Trust = isTrusted
                ? (_, certificate, _, _) => certificate?.GetCertHashString() == server.Certificate!.GetCertHashString()
                : null,
        };
}
