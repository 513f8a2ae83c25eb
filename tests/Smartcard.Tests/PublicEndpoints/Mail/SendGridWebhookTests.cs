using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.PublicEndpoints.Mail;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Mail;

namespace Smartcard.Tests.PublicEndpoints.Mail;

/// <summary>
/// What SendGrid tells of mails, at the front door: believed with its signature and noted once, without an address or a
/// word of its own.
/// </summary>
public sealed class SendGridWebhookTests : IAsyncLifetime
{
    private const string Timestamp = "1763874000";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly KeptMails _mails = new();
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await MailHost.StartAsync(
            _mails,
            $"--Mail:SendGrid:WebhookPublicKey={Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo())}");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _key.Dispose();
    }

    [Theory]
    [InlineData("delivered", MailDelivery.Delivered, null)]
    [InlineData("deferred", MailDelivery.Deferred, null)]
    [InlineData("bounce", MailDelivery.Bounced, "5.1.1")]
    [InlineData("dropped", MailDelivery.Dropped, "5.1.1")]
    public async Task Is_noted_on_the_mail_that_its_argument_names(string name, MailDelivery delivery, string? status)
    {
        var id = await SentAsync();

        using var answer = await PostAsync(new JsonArray(Event(name, id, status)).ToJsonString());

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var mail = await _host.MailAsync(id);
        Assert.Equal(
            (delivery, status, (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(1763873999)),
            (mail.Delivery, mail.DeliveryStatus, mail.DeliveryAt));
        var stolen = await _host.StolenAsync();
        Assert.DoesNotContain("words of the server", stolen, StringComparison.Ordinal);
        Assert.DoesNotContain("words of the server", _host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("amal.hughes", _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_sixty_posts_without_a_valid_signature_no_more_of_the_minute_are_read()
    {
        using var client = _host.Client();
        for (var post = 0; post < 60; post++)
        {
            using var refused = await client.PostAsync("/webhooks/sendgrid", new StringContent("[]"), _ct);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var answer = await client.PostAsync("/webhooks/sendgrid", new StringContent("[]"), _ct);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(60, _host.Log.Text.Split("had no valid signature").Length - 1);
    }

    [Fact]
    [OnPostgres]
    public async Task Repeated_unordered_unknown_and_strange_events_are_taken_and_change_nothing()
    {
        var id = await SentAsync();
        using var first = await PostAsync(new JsonArray(Event("bounce", id, "5.1.1")).ToJsonString());
        var before = (await _host.CountsAsync(), (await _host.MailAsync(id)).Version);

        using var answer = await PostAsync(
            new JsonArray(
                Event("bounce", id, "5.1.1"),
                Event("delivered", id),
                Event("deferred", id, "4.2.1"),
                Event("processed", id),
                Event("open", id),
                Event("bounce", MailId.New(), "5.1.1"),
                new JsonObject(),
                new JsonObject { ["event"] = 5 },
                new JsonObject { ["event"] = "bounce" },
                new JsonObject { ["event"] = "bounce", ["smartcard_mail_id"] = "no id" },
                new JsonObject { ["event"] = "bounce", ["smartcard_mail_id"] = new JsonArray() }
            ).ToJsonString());

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(before, (await _host.CountsAsync(), (await _host.MailAsync(id)).Version));
        Assert.Equal((MailDelivery.Bounced, "5.1.1"), ((await _host.MailAsync(id)).Delivery, (await _host.MailAsync(id)).DeliveryStatus));
    }

    [Theory]
    [InlineData("\"550 5.1.1 amal.hughes@trust.nhs.uk\"", "1763873999")]
    [InlineData("\"9.1.1\"", "1763873999")]
    [InlineData("511", "99999999999999999999")]
    [InlineData("null", "-1")]
    [InlineData("\"5.1.1 \"", "\"yesterday\"")]
    public async Task A_status_that_is_more_than_a_code_is_left_and_a_time_that_cannot_be_is_now(string status, string time)
    {
        var id = await SentAsync();

        using var answer = await PostAsync($$"""[{"event":"bounce","smartcard_mail_id":"{{id.Value}}","status":{{status}},"timestamp":{{time}}}]""");

        var mail = await _host.MailAsync(id);
        Assert.Equal((MailDelivery.Bounced, null), (mail.Delivery, mail.DeliveryStatus));
        Assert.Equal(
            time == "1763873999" ? DateTimeOffset.FromUnixTimeSeconds(1763873999) : _host.Time.GetUtcNow(),
            mail.DeliveryAt!.Value,
            TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Only_the_key_that_is_set_signs_and_only_the_very_bytes_and_time()
    {
        var id = await SentAsync();
        var body = new JsonArray(Event("bounce", id, "5.1.1")).ToJsonString();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] zeros = [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]; // r = s = 0
        (string? Signature, string? Timestamp, string Body)[] forged =
        [
            (null, Timestamp, body),
            (Sign(body), null, body),
            ("", Timestamp, body),
            ("no base64!", Timestamp, body),
            ("AAAA", Timestamp, body),
            (Convert.ToBase64String(zeros), Timestamp, body),
            (Sign(body, other), Timestamp, body),
            (Sign(body), "1763874001", body),
            (Sign(body), Timestamp, body + " "),
            (Sign(body), Timestamp, body.Replace("bounce", "dropped", StringComparison.Ordinal)),
            (
                Convert.ToBase64String(
                    _key.SignData(
                        Encoding.UTF8.GetBytes(Timestamp + body),
                        HashAlgorithmName.SHA256,
                        DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
                Timestamp,
                body),
        ];

        foreach (var (signature, timestamp, sent) in forged)
        {
            using var refused = await PostAsync(sent, signature, timestamp);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        }

        Assert.Equal(MailDelivery.Unknown, (await _host.MailAsync(id)).Delivery);
        Assert.Equal(
            forged.Length,
            _host.Log.Lines.Count(line =>
                line.StartsWith("Warning Smartcard.PublicEndpoints.Mail.SendGridWebhook", StringComparison.Ordinal)));
        using var believed = await PostAsync(body);
        Assert.Equal(HttpStatusCode.NoContent, believed.StatusCode);
        Assert.Equal(MailDelivery.Bounced, (await _host.MailAsync(id)).Delivery);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("null")]
    [InlineData("[{\"event\":\"\\ud800\"}]")]
    public async Task What_is_no_list_of_events_is_refused_with_a_reason(string body)
    {
        using var answer = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("JSON array", await answer.Content.ReadAsStringAsync(_ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_much_as_SendGrid_sends_is_taken_and_more_is_not()
    {
        var id = await SentAsync();
        var many = new JsonArray([
            .. Enumerable.Range(0, 2000).Select(_ => (JsonNode)Event("delivered", MailId.New())),
            Event("delivered", id),
        ]).ToJsonString();
        Assert.InRange(many.Length, 400_000, SendGridWebhook.MaxBody);
        using var taken = await PostAsync(many);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        Assert.Equal(MailDelivery.Delivered, (await _host.MailAsync(id)).Delivery);

        using var tooLarge = await PostAsync("[" + new string(' ', SendGridWebhook.MaxBody) + "]");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);

        using var tooMany = await PostAsync("[" + string.Join(',', Enumerable.Repeat("{}", SendGridEvents.MaxEvents + 1)) + "]");
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_webhook()
    {
        await using var host = await HostBench.StartAsync();
        using var client = host.Client();

        using var answer = await client.PostAsync(SendGridWebhook.Path, new StringContent("[]"), _ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_whole_host_sends_by_SendGrid_with_neither_key_nor_code_nor_address_in_any_log_line()
    {
        await using var sendGrid = await StandInSendGrid.StartAsync();
        await using var host = await MailHost.StartAsync(
            null,
            "--Mail:Transport=SendGrid",
            "--Mail:From=smartcards@trust.nhs.uk",
            $"--Mail:SendGrid:ApiKey={StandInSendGrid.Key}",
            $"--Mail:SendGrid:Address={sendGrid.Address}");
        var (sent, refused) = (await host.AddCodeAsync(), await host.AddCodeAsync());
        await host.DoAsync(async services =>
        {
            var sender = services.GetRequiredService<Smartcard.SelfService.Mail.MailSender>();
            await sender.SendAsync(sent, _ct);
            sendGrid.Status = StatusCodes.Status400BadRequest;
            await sender.SendAsync(refused, _ct);
            return true;
        });

        Assert.Equal((MailState.Sent, MailState.Failed), ((await host.MailAsync(sent)).State, (await host.MailAsync(refused)).State));
        Assert.Equal(2, sendGrid.Received.Count);
        Assert.Empty(sendGrid.Wrong);
        foreach (var secret in new[] { StandInSendGrid.Key, LooseMails.Code, "amal.hughes" })
        {
            Assert.DoesNotContain(secret, host.Log.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>A mail that was handed over.</summary>
    private async Task<MailId> SentAsync()
    {
        var id = await _host.AddTellingAsync();
        await _host.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _host.MailAsync(id)).State);
        return id;
    }

    /// <summary>As SendGrid writes it, a second before the post.</summary>
    private static JsonObject Event(string name, MailId mail, string? status = null)
    {
        var told = new JsonObject
        {
            ["email"] = LooseMails.Address,
            ["timestamp"] = 1763873999,
            ["smtp-id"] = "<14c5d75ce93.dfd.64b469@ismtpd-555>",
            ["event"] = name,
            ["category"] = new JsonArray("Unlocked"),
            ["sg_event_id"] = "sg_event_id",
            ["sg_message_id"] = "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
            ["reason"] = $"words of the server about {LooseMails.Address}",
            ["response"] = "words of the server",
            ["attempt"] = "5",
            ["smartcard_mail_id"] = mail.Value.ToString(),
            ["smartcard_attempt"] = "1",
        };
        if (status is not null)
        {
            told["status"] = status;
        }

        return told;
    }

    private string Sign(string body, ECDsa? key = null) =>
        Convert.ToBase64String(
            (key ?? _key).SignData(
                Encoding.UTF8.GetBytes(Timestamp + body),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence));

    private Task<HttpResponseMessage> PostAsync(string body) => PostAsync(body, Sign(body), Timestamp);

    private async Task<HttpResponseMessage> PostAsync(string body, string? signature, string? timestamp)
    {
        using var client = _host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, SendGridWebhook.Path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (
            var (name, value) in new[]
            {
                (SendGridSignature.SignatureHeader, signature),
                (SendGridSignature.TimestampHeader, timestamp),
            })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await client.SendAsync(request, _ct);
    }
}
