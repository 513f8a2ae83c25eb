using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;

namespace Smartcard.SelfService.Alerts;

/// <summary>Posts news of an alert to the receiver that is configured, signed as Standard Webhooks says.</summary>
/// <remarks>
/// Nothing of the answer is read but its status and when to come again. Source:
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
/// </remarks>
public sealed class AlertWebhook(IHttpClientFactory clients, IOptions<AlertOptions> options, AlertDigest digest, TimeProvider time)
{
    /// <summary>Name of its HTTP client.</summary>
    internal const string ClientName = "alerts";

    /// <summary>Of an answer's body no more is taken in, to keep the connection.</summary>
    internal const int MostOfAnswer = 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether this host has somewhere to post to.</summary>
    public bool IsSet => options.Value.Webhook.Host is not null;

    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/>: the host stops.</exception>
    public async Task<AlertAnswer> PostAsync(AlertDelivery delivery, CancellationToken cancellationToken)
    {
        var settings = options.Value.Webhook;
        if (!settings.TryReadUrl(out var url) || settings.ReadSecret() is not { } secret)
        {
            return new AlertAnswer(AlertProblem.NotConfigured);
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var http = clients.CreateClient(ClientName);
        try
        {
            using var request = RequestOf(delivery, url, secret);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AlertAnswer(AlertProblem.TimedOut);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new AlertAnswer(AlertProblem.Unreachable);
        }
    }

    private HttpRequestMessage RequestOf(AlertDelivery delivery, Uri url, byte[] secret)
    {
        var body = AlertBody.Of(delivery, digest.Page);
        var (id, timestamp) = (AlertBody.IdOf(delivery), time.GetUtcNow().ToUnixTimeSeconds());
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = content,
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", AlertBody.Sign(secret, id, timestamp, body) },
                { "User-Agent", "Smartcard" },
            },
        };
    }

    private AlertAnswer Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new AlertAnswer(null, status),
            >= 300 and < 400 => new AlertAnswer(AlertProblem.Redirected, status, NotBefore(response)),
            _ => new AlertAnswer(AlertProblem.Refused, status, NotBefore(response)),
        };
    }

    private DateTimeOffset? NotBefore(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => time.GetUtcNow() + (wait < AlertDelivery.TriedFor ? wait : AlertDelivery.TriedFor * 2),
        { Date: { } date } => date,
        _ => null,
    };
}
