using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>What the outbox and the mail server hold after each way in which SMTP can go wrong. S3.</summary>
public sealed class SmtpFaultTests : IClassFixture<OneBench>, IAsyncDisposable
{
    private readonly ScriptedMailServer _server = new();
    private readonly JourneyBench _bench;

    public SmtpFaultTests(OneBench one)
    {
        _bench = one.Bench;
        _bench.Mails.Through = _server.Transport();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("CONNECT", "421 4.3.2 amal.hughes not now")]
    [InlineData("CONNECT", "554 5.3.2 amal.hughes no mail here")]
    [InlineData("CONNECT", null)]
    [InlineData("EHLO", "421 4.3.2 amal.hughes not now")]
    [InlineData("EHLO", "550 5.7.1 amal.hughes not you")]
    [InlineData("MAIL", "451 4.3.0 amal.hughes not now")]
    [InlineData("MAIL", "550 5.7.1 not this sender, amal.hughes")]
    [InlineData("RCPT", "450 4.2.1 amal.hughes is busy")]
    [InlineData("RCPT", "421 4.3.2 amal.hughes not now")]
    [InlineData("RCPT", null)]
    [InlineData("DATA", "451 4.3.0 amal.hughes not now")]
    [InlineData("DATA", null)]
    [InlineData("CONTENT", "452 4.3.1 amal.hughes has a full disk")]
    public async Task Is_tried_again_and_arrives_once_when_the_fault_is_over(string step, string? answer)
    {
        var usual = _server.Answers.GetValueOrDefault(step);
        _server.Answers[step] = answer;
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();

        var mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Waiting, 1, _bench.Time.GetUtcNow().AddSeconds(5)), (mail.State, mail.Attempts, mail.DueAt));
        Assert.NotNull(mail.SealedCode);
        Assert.Empty(_server.Received);
        _ = usual is null ? _server.Answers.TryRemove(step, out _) : _server.Answers.TryUpdate(step, usual, answer);
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Sent, 2, null), (mail.State, mail.Attempts, mail.SealedCode));
        Assert.Contains(LooseMails.Code, Assert.Single(_server.Received), StringComparison.Ordinal);
        _bench.SaysNothingInTheLog();
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no amal.hughes here")]
    [InlineData("RCPT", "552 5.2.2 amal.hughes has a full mailbox")]
    [InlineData("DATA", "554 5.7.1 amal.hughes: no")]
    [InlineData("CONTENT", "554 5.7.1 looks like spam, amal.hughes")]
    public async Task Is_given_up_when_the_mail_itself_is_refused_for_good(string step, string answer)
    {
        _server.Answers[step] = answer;
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        await _bench.SendMailsAsync();

        var mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Failed, 1, null), (mail.State, mail.Attempts, mail.SealedCode));
        Assert.Empty(_server.Received);
        Assert.Contains($"refused for good (The mail server answered {answer[..3]}.)", _bench.Log.Text, StringComparison.Ordinal);
        _bench.SaysNothingInTheLog();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_until_the_code_would_be_of_no_more_use()
    {
        using var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var port = ((IPEndPoint)gone.LocalEndpoint).Port;
        gone.Stop();
        _bench.Mails.Through = new SmtpTransport(
            Options.Create(
                new MailOptions
                {
                    From = "smartcards@trust.nhs.uk",
                    Smtp = new SmtpOptions
                    {
                        Host = "127.0.0.1",
                        Port = port,
                        Security = SmtpSecurity.None,
                    },
                }));
        var code = await _bench.AddCodeAsync();
        var telling = await _bench.AddTellingAsync();

        for (var minutes = 0; minutes < 11; minutes++)
        {
            await _bench.SendMailsAsync();
            _bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var (lost, waiting) = (await _bench.MailAsync(code), await _bench.MailAsync(telling));
        Assert.Equal((MailState.Failed, null), (lost.State, lost.SealedCode));
        Assert.Equal(MailState.Waiting, waiting.State);
        Assert.InRange(waiting.Attempts, 6, 11);
        _bench.Mails.Through = _server.Transport();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _bench.MailAsync(telling)).State);
        Assert.Single(_server.Received);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData("CONTENT")]
    public async Task A_server_that_says_nothing_is_left_after_45_seconds(string step)
    {
        var usual = _server.Answers[step];
        _server.Answers[step] = ScriptedMailServer.Silence;
        var id = await _bench.AddCodeAsync();
        var sending = _bench.SendMailsAsync();
        await Patience.EndOfAsync(_server.IsSilent, "the server to be asked", TestContext.Current.CancellationToken);

        _bench.Time.Advance(TimeSpan.FromSeconds(44));
        Assert.False(sending.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        await Patience.EndOfAsync(sending, "the sender to leave a server that says nothing", TestContext.Current.CancellationToken);

        var mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Waiting, 1), (mail.State, mail.Attempts));
        Assert.NotNull(mail.SealedCode);
        _server.Answers[step] = usual;
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
        // One that fell silent after the whole mail may have kept it.
        Assert.Equal(step == "CONTENT" ? 2 : 1, _server.Received.Count);
    }

    [Fact]
    public async Task Accepted_and_then_cut_off_is_accepted_once()
    {
        _server.Answers["QUIT"] = null;
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        await _bench.SendMailsAsync();

        Assert.Equal((MailState.Sent, 1), ((await _bench.MailAsync(id)).State, (await _bench.MailAsync(id)).Attempts));
        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task Cut_off_before_the_answer_comes_a_second_time_under_the_same_id()
    {
        _server.Answers["CONTENT"] = null;
        var id = await _bench.AddCodeAsync();
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Waiting, (await _bench.MailAsync(id)).State);

        _server.Answers["CONTENT"] = "250 2.0.0 accepted";
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();

        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
        Assert.Equal(2, _server.Received.Count); // nobody can know whether the first was kept: rather twice than never
        Assert.All(
            _server.Received,
            text => Assert.Contains($"Message-Id: <{id.Value:N}@smartcard>", text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_untrusted_certificate_is_an_error_that_says_what_to_look_at_and_costs_no_mail()
    {
        await using var server = new ScriptedMailServer { Certificate = ScriptedMailServer.SelfSigned() };
        _bench.Mails.Through = server.Transport(SmtpSecurity.StartTls);
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();

        Assert.Equal(MailState.Waiting, (await _bench.MailAsync(id)).State);
        Assert.Empty(server.Received);
        Assert.Contains(
            _bench.Log.Lines,
            line =>
                line.StartsWith("Error", StringComparison.Ordinal)
                && line.Contains("for the name in Mail:Smtp:Host", StringComparison.Ordinal));
        _bench.Mails.Through = server.Transport(SmtpSecurity.StartTls, isTrusted: true);
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
        Assert.Single(server.Received);
    }
}
