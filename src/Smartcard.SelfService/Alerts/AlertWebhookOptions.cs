using System.Diagnostics.CodeAnalysis;

namespace Smartcard.SelfService.Alerts;

/// <summary>Where alerts are posted to; configuration section <c>Alerts:Webhook</c>.</summary>
public sealed class AlertWebhookOptions
{
    private const string Prefix = "whsec_";

    /// <summary>Of the secret, as Standard Webhooks wants it.</summary>
    private const int ShortestBytes = 24;

    private const int LongestBytes = 64;

    /// <summary>
    /// An https address. http is taken on this very machine alone, for development. Default: none, so that nothing is
    /// posted.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>What posts are signed with: <c>whsec_</c>, and base64 of 24 to 64 random bytes.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The address without what may be a secret in it; null where none is set.</summary>
    public string? Host => TryReadUrl(out var url) ? url.Host : null;

    /// <summary>An address may hold a secret too.</summary>
    public override string ToString() => Host ?? "";

    public bool TryReadUrl([NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(Url, UriKind.Absolute, out url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0;

    /// <returns>Null where it is not one.</returns>
    internal byte[]? ReadSecret()
    {
        var bytes = new byte[Secret.Length];
        return Secret.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(Secret[Prefix.Length..], bytes, out var length)
            && length is >= ShortestBytes and <= LongestBytes
                ? bytes[..length]
                : null;
    }

    /// <summary>Without the settings themselves: both may be secret.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (Url.Length == 0)
        {
            if (Secret.Length > 0)
            {
                yield return "Alerts:Webhook:Secret is set, and Alerts:Webhook:Url is not. Write the address too, "
                    + "for example https://alerts.trust.nhs.uk/smartcard.";
            }

            yield break;
        }

        if (!TryReadUrl(out _))
        {
            yield return "Alerts:Webhook:Url is not an address that alerts can be posted to. Write it with https and without a user name, "
                + "for example https://alerts.trust.nhs.uk/smartcard. http works for a receiver on this machine only.";
        }

        if (ReadSecret() is null)
        {
            yield return (Secret.Length == 0 ? "Alerts:Webhook:Secret is empty" : "Alerts:Webhook:Secret cannot be read")
                + ". Write whsec_ and the base64 of 24 to 64 random bytes. This makes one: echo \"whsec_$(openssl rand -base64 32)\".";
        }
    }
}
