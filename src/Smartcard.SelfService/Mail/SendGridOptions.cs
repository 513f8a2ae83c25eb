using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Smartcard.SelfService.Mail;

/// <summary>SendGrid, for <see cref="MailTransportKind.SendGrid"/>; configuration section <c>Mail:SendGrid</c>.</summary>
public sealed partial class SendGridOptions
{
    /// <summary>A key that may send mails and needs to do nothing else, e.g. <c>SG.abc.def</c>.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Scheme and host of the API; <c>https://api.eu.sendgrid.com</c> keeps mails in the European Union. http is taken
    /// on this very machine alone, for tests.
    /// </summary>
    public string Address { get; set; } = "https://api.sendgrid.com";

    /// <summary>SendGrid checks mails and delivers none. Default false.</summary>
    public bool Sandbox { get; set; }

    /// <summary>
    /// The verification key of the signed event webhook, as SendGrid shows it: base64 of a SubjectPublicKeyInfo. Null
    /// or empty = the webhook is not there.
    /// </summary>
    public string? WebhookPublicKey { get; set; }

    public override string ToString() => Address;

    /// <summary>The key of the webhook; null when none is set. The caller disposes of it.</summary>
    /// <exception cref="CryptographicException">The setting is not such a key.</exception>
    /// <exception cref="FormatException">The setting is not base64.</exception>
    public ECDsa? ReadWebhookKey()
    {
        if (string.IsNullOrWhiteSpace(WebhookPublicKey))
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(WebhookPublicKey), out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with the settings for sending, each in a sentence that says what to write instead.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (!KeyShape().IsMatch(ApiKey ?? ""))
        {
            yield return (
                string.IsNullOrWhiteSpace(ApiKey)
                    ? "Mail:SendGrid:ApiKey is empty, but mails go through SendGrid"
                    : "Mail:SendGrid:ApiKey is not a SendGrid key"
            ) + ". Use a key that starts with SG., like SG.abc.def. SendGrid shows it once under Settings, API Keys.";
        }

        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            || address.PathAndQuery != "/" || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            yield return $"Mail:SendGrid:Address is '{Address}'. Write only https and the host, for example https://api.sendgrid.com.";
        }
    }

    /// <summary>
    /// What is wrong with the webhook's key, which counts whatever mails go by now: SendGrid may still tell of earlier
    /// ones.
    /// </summary>
    internal string? WebhookMistake()
    {
        try
        {
            using var key = ReadWebhookKey();
            return null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return "Mail:SendGrid:WebhookPublicKey cannot be read. Copy the whole verification key from SendGrid, "
                + "under Mail Settings, Event Webhook, Signature Verification. It starts like MFkwEwYHKoZIzj0CAQYI.";
        }
    }

    [GeneratedRegex(@"\ASG\.[A-Za-z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyShape();
}
