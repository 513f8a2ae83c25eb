using System.Security.Cryptography;
using System.Text;

namespace Smartcard.PublicEndpoints.Mail;

/// <summary>
/// The signature of SendGrid's event webhook: ECDSA with SHA-256, in DER, over the timestamp header's text followed by
/// the body as it came.
/// </summary>
/// <remarks>
/// .NET's own ECDSA, not the package's <c>RequestValidator</c>: that takes the body as text, so that bytes which are
/// not UTF-8 are checked as something other than what is read afterwards, and it relies on a curve written for it
/// (starkbank-ecdsa), whose check once let a signature of zeros pass (CVE-2021-43569). The timestamp is not held
/// against our clock: SendGrid repeats for a day what was not answered, and what is told twice changes nothing. Source:
/// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
/// </remarks>
internal static class SendGridSignature
{
    public const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    /// <param name="signature">Base64; anything else is not a valid signature.</param>
    public static bool IsValid(ECDsa key, string? signature, string? timestamp, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp))
        {
            return false;
        }

        try
        {
            byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp), .. body];
            return key.VerifyData(
                signed,
                Convert.FromBase64String(signature),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
