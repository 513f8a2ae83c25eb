using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>What the outbox and SendGrid hold after each of its answers. S3.</summary>
public sealed class SendGridTests(OneBench one) : IClassFixture<OneBench>, IAsyncLifetime
{
    private readonly JourneyBench _bench = one.Bench;
    private StandInSendGrid _sendGrid = null!;

    public async ValueTask InitializeAsync()
    {
        _sendGrid = await StandInSendGrid.StartAsync();
        _bench.Mails.Through = _sendGrid.Transport(_bench.Time);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_sendGrid.Wrong);
        await _sendGrid.DisposeAsync();
        _bench.SaysNothingInTheLog();
        Assert.DoesNotContain(StandInSendGrid.Key, _bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SG.another", _bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_handed_over_with_what_tells_it_from_others_and_nothing_is_tracked()
    {
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();

        var mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Sent, null, MailDelivery.Unknown), (mail.State, mail.SealedCode, mail.Delivery));
        var sent = Assert.Single(_sendGrid.Received); // the stand-in takes no other shape
        Assert.Equal(LooseMails.Address, (string?)sent["personalizations"]![0]!["to"]![0]!["email"]);
        Assert.Equal((id.Value.ToString(), "1"), ArgumentsOf(sent));
        Assert.Equal("UnlockCode", (string?)sent["categories"]![0]);
        Assert.Equal("Your unlock code", (string?)sent["subject"]);
        Assert.All(
            sent["content"]!.AsArray(),
            content => Assert.Contains(LooseMails.Code, (string)content!["value"]!, StringComparison.Ordinal));
        Assert.False((bool)sent["mail_settings"]!["sandbox_mode"]!["enable"]!);
    }

    [Theory]
    [InlineData(StatusCodes.Status400BadRequest)]
    [InlineData(StatusCodes.Status413PayloadTooLarge)]
    [InlineData(StatusCodes.Status415UnsupportedMediaType)]
    [InlineData(StatusCodes.Status422UnprocessableEntity)]
    public async Task A_mail_that_is_refused_itself_is_given_up(int status)
    {
        _sendGrid.Status = status;
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        await _bench.SendMailsAsync();

        var mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Failed, 1, null), (mail.State, mail.Attempts, mail.SealedCode));
        Assert.Single(_sendGrid.Received);
        Assert.Contains($"Mail {id} was refused for good (SendGrid answered {status}.)", _bench.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCodes.Status401Unauthorized, "Error", "Mail:SendGrid:ApiKey")]
    [InlineData(StatusCodes.Status403Forbidden, "Error", "Mail:From is a verified sender")]
    [InlineData(StatusCodes.Status404NotFound, "Error", "Check Mail:SendGrid:Address")]
    [InlineData(StatusCodes.Status307TemporaryRedirect, "Error", "Check Mail:SendGrid:Address")]
    [InlineData(StatusCodes.Status200OK, "Error", "Check Mail:SendGrid:Address")]
    [InlineData(StatusCodes.Status408RequestTimeout, "Warning", "SendGrid answered 408.")]
    [InlineData(StatusCodes.Status429TooManyRequests, "Warning", "SendGrid answered 429.")]
    [InlineData(StatusCodes.Status500InternalServerError, "Warning", "SendGrid answered 500.")]
    [InlineData(StatusCodes.Status503ServiceUnavailable, "Warning", "SendGrid answered 503.")]
    [InlineData(0, "Warning", "HttpRequestException")]
    public async Task What_is_not_the_mails_fault_is_tried_again_under_the_same_id(int status, string level, string words)
    {
        _sendGrid.Status = status;
        _sendGrid.Headers["Location"] = _sendGrid.Address + "/v3/mail/send";
        var id = await _bench.AddCodeAsync();
        await _bench.SendMailsAsync();

        var waiting = await _bench.MailAsync(id);
        Assert.Equal((MailState.Waiting, 1, _bench.Time.GetUtcNow().AddSeconds(5)), (waiting.State, waiting.Attempts, waiting.DueAt));
        Assert.NotNull(waiting.SealedCode);
        Assert.Contains(
            _bench.Log.Lines,
            line =>
                line.StartsWith(level, StringComparison.Ordinal)
                && line.Contains(id.ToString(), StringComparison.Ordinal)
                && line.Contains(words, StringComparison.Ordinal));
        _sendGrid.Status = StatusCodes.Status202Accepted;
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        var sent = await _bench.MailAsync(id);
        Assert.Equal((MailState.Sent, 2, null), (sent.State, sent.Attempts, sent.SealedCode));
        Assert.Equal([(id.Value.ToString(), "1"), (id.Value.ToString(), "2")], _sendGrid.Received.Select(ArgumentsOf));
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_told_to_whoever_reads_the_log_and_loses_nothing()
    {
        _bench.Mails.Through = _sendGrid.Transport(_bench.Time, key: "SG.another.key");
        var id = await _bench.AddTellingAsync();

        await _bench.SendMailsAsync();

        Assert.Equal(MailState.Waiting, (await _bench.MailAsync(id)).State);
        Assert.Empty(_sendGrid.Received);
        _bench.Mails.Through = _sendGrid.Transport(_bench.Time);
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        Assert.Single(_sendGrid.Received);
    }

    [Theory]
    [InlineData("Retry-After", "120")]
    [InlineData("Retry-After", "date")]
    [InlineData("X-RateLimit-Reset", "seconds")]
    public async Task Too_many_requests_wait_as_long_as_SendGrid_says(string header, string value)
    {
        var until = DateTimeOffset.FromUnixTimeSeconds(_bench.Time.GetUtcNow().AddSeconds(120).ToUnixTimeSeconds());
        _sendGrid.Status = StatusCodes.Status429TooManyRequests;
        _sendGrid.Headers[header] = value switch
        {
            "date" => until.ToString("R", CultureInfo.InvariantCulture),
            "seconds" => until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            _ => value,
        };
        var id = await _bench.AddCodeAsync();
        await _bench.SendMailsAsync();

        Assert.Equal(until, (await _bench.MailAsync(id)).DueAt, TimeSpan.FromSeconds(1));
        _sendGrid.Status = StatusCodes.Status202Accepted;
        _bench.Time.Advance(TimeSpan.FromSeconds(118));
        await _bench.SendMailsAsync();
        Assert.Single(_sendGrid.Received);
        _bench.Time.Advance(TimeSpan.FromSeconds(3));
        await _bench.SendMailsAsync();
        Assert.Equal((MailState.Sent, 2), ((await _bench.MailAsync(id)).State, _sendGrid.Received.Count));
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("2147483647")]
    public async Task A_wait_beyond_the_use_of_a_code_gives_it_up_at_once(string seconds)
    {
        _sendGrid.Status = StatusCodes.Status429TooManyRequests;
        _sendGrid.Headers["Retry-After"] = seconds;
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();

        Assert.Equal((MailState.Failed, null), ((await _bench.MailAsync(id)).State, (await _bench.MailAsync(id)).SealedCode));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    public async Task A_wait_that_cannot_be_read_is_ours_to_choose(string value)
    {
        _sendGrid.Status = StatusCodes.Status429TooManyRequests;
        _sendGrid.Headers["Retry-After"] = value;
        _sendGrid.Headers["X-RateLimit-Reset"] = value;
        var id = await _bench.AddCodeAsync();

        await _bench.SendMailsAsync();

        Assert.Equal(_bench.Time.GetUtcNow().AddSeconds(5), (await _bench.MailAsync(id)).DueAt);
        _sendGrid.Status = StatusCodes.Status202Accepted;
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
    }

    [Fact]
    public async Task One_that_says_nothing_is_left_after_45_seconds()
    {
        _sendGrid.Status = -1;
        var id = await _bench.AddCodeAsync();
        var sending = _bench.SendMailsAsync();
        await Patience.EndOfAsync(_sendGrid.IsSilent, "the server to be asked", TestContext.Current.CancellationToken);

        _bench.Time.Advance(TimeSpan.FromSeconds(45));
        await Patience.EndOfAsync(sending, "the sender to leave a server that says nothing", TestContext.Current.CancellationToken);

        Assert.Equal((MailState.Waiting, 1), ((await _bench.MailAsync(id)).State, (await _bench.MailAsync(id)).Attempts));
        _sendGrid.Status = StatusCodes.Status202Accepted;
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
    }

    [Fact]
    public async Task Accepted_with_the_answer_lost_is_settled_by_the_webhook_before_a_second_copy_goes()
    {
        _sendGrid.Status = 0;
        var id = await _bench.AddCodeAsync();
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Waiting, (await _bench.MailAsync(id)).State);

        await _bench.NoteAsync(new DeliveryNews(id, MailDelivery.Delivered, _bench.Time.GetUtcNow(), null));
        _sendGrid.Status = StatusCodes.Status202Accepted;
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await _bench.SendMailsAsync();

        var mail = await _bench.MailAsync(id);
        Assert.Equal((MailState.Sent, MailDelivery.Delivered, null), (mail.State, mail.Delivery, mail.SealedCode));
        Assert.Single(_sendGrid.Received);
    }

    [Fact]
    public async Task In_the_sandbox_a_checked_mail_counts_as_handed_over()
    {
        _bench.Mails.Through = _sendGrid.Transport(_bench.Time, isSandbox: true);
        _sendGrid.Status = StatusCodes.Status200OK;
        var id = await _bench.AddTellingAsync();

        await _bench.SendMailsAsync();

        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
        Assert.True((bool)Assert.Single(_sendGrid.Received)["mail_settings"]!["sandbox_mode"]!["enable"]!);
    }

    private static (string?, string?) ArgumentsOf(JsonObject mail) =>
        (
            (string?)mail["personalizations"]![0]!["custom_args"]!["smartcard_mail_id"],
            (string?)mail["personalizations"]![0]!["custom_args"]!["smartcard_attempt"]);
}
