using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using SendGrid;
using SendGrid.Helpers.Mail;
using SendGrid.Helpers.Reliability;
using Address = SendGrid.Helpers.Mail.EmailAddress;

namespace Smartcard.SelfService.Mail;

/// <summary>Sends through SendGrid's v3 mail send API.</summary>
/// <remarks>
/// What SendGrid answers in words is never read: it may quote addresses. Status codes:
/// https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses
/// </remarks>
public sealed class SendGridTransport(IHttpClientFactory clients, IOptions<MailOptions> options, TimeProvider time) : IMailTransport
{
    /// <summary>Name of its HTTP client.</summary>
    public const string ClientName = "sendgrid";

    /// <summary>
    /// Custom arguments, which come back in each event of the webhook. The prefix keeps them apart from SendGrid's own
    /// fields, such as <c>attempt</c>.
    /// </summary>
    public const string MailIdArgument = "smartcard_mail_id";

    public const string AttemptArgument = "smartcard_attempt";

    /// <summary>Longest wait that is read from an answer; every mail is given up sooner than that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        var settings = options.Value.SendGrid;
        using var http = clients.CreateClient(ClientName);
        var client = new SendGridClient(http, new SendGridClientOptions
        {
            ApiKey = settings.ApiKey,
            Host = settings.Address,
            HttpErrorAsException = false,
            ReliabilitySettings = new ReliabilitySettings(), // no retries: the outbox tries again, and knows until when
        });
        Judge(await client.SendEmailAsync(MessageOf(mail), cancellationToken), settings);
    }

    private SendGridMessage MessageOf(FinishedMail mail)
    {
        var message = new SendGridMessage
        {
            From = new Address(options.Value.From),
            Subject = mail.Subject,
            PlainTextContent = mail.Text,
            HtmlContent = mail.Html,
        };
        message.AddTo(new Address(mail.To));
        message.AddCategory(mail.Kind.ToString());
        message.AddCustomArg(MailIdArgument, mail.Id.ToString());
        message.AddCustomArg(AttemptArgument, mail.Attempt.ToString(CultureInfo.InvariantCulture));
        message.AddHeader("Auto-Submitted", "auto-generated");
        // Links hold tokens, which are nobody else's to see, and nobody can unsubscribe from codes. Said in each mail,
        // since an account may have them on.
        message.SetClickTracking(enable: false, enableText: false);
        message.SetOpenTracking(enable: false, substitutionTag: null);
        message.SetSubscriptionTracking(enable: false);
        message.SetGoogleAnalytics(enable: false);
        message.SetSandBoxMode(options.Value.SendGrid.Sandbox);
        return message;
    }

    private void Judge(Response answer, SendGridOptions settings)
    {
        var status = (int)answer.StatusCode;
        switch (answer.StatusCode)
        {
            case HttpStatusCode.Accepted:
            // The sandbox answers so to a mail that it has checked. Otherwise 200 is not SendGrid's word for a mail that it took.
            case HttpStatusCode.OK when settings.Sandbox:
                return;
            case HttpStatusCode.Unauthorized:
                throw new MailSetupException($"SendGrid answered {status}. Check that the key in Mail:SendGrid:ApiKey is still in use.");
            case HttpStatusCode.Forbidden:
                throw new MailSetupException(
                    $"SendGrid answered {status}. Check that the key in Mail:SendGrid:ApiKey may send mails (Mail "
                    + "Send), and that Mail:From is a verified sender there.");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
            case >= HttpStatusCode.InternalServerError:
                throw new MailDeferredException($"SendGrid answered {status}.", NotBefore(answer));
            case HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.ProxyAuthenticationRequired:
            case < HttpStatusCode.BadRequest:
                throw new MailSetupException(
                    $"{settings.Address} answered {status}, which SendGrid would not do. Check Mail:SendGrid:Address, "
                    + "and any proxy in between.");
            default:
                throw new MailRefusedException($"SendGrid answered {status}.");
        }
    }

    private DateTimeOffset? NotBefore(Response answer)
    {
        var now = time.GetUtcNow();
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - now,
            _ when answer.StatusCode == HttpStatusCode.TooManyRequests => UntilReset(answer, now),
            _ => TimeSpan.Zero,
        };
        return wait <= TimeSpan.Zero ? null : now + (wait < LongestWait ? wait : LongestWait);
    }

    /// <summary><c>X-RateLimit-Reset</c>: seconds since 1970.</summary>
    private static TimeSpan UntilReset(Response answer, DateTimeOffset now) =>
        answer.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds - now.ToUnixTimeSeconds(), (long)LongestWait.TotalSeconds))
            : TimeSpan.Zero;
}
