using System.Text.Json;
using System.Text.RegularExpressions;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;

namespace Smartcard.PublicEndpoints.Mail;

/// <summary>Reads what SendGrid tells of our mails: <c>delivered</c>, <c>deferred</c>, <c>bounce</c> and <c>dropped</c>.</summary>
/// <remarks>
/// The shape: an array of objects with <c>event</c>, <c>timestamp</c> (seconds since 1970), for some <c>status</c>, and
/// our custom arguments. Addresses and the receiving server's words are left where they are. Source:
/// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
/// </remarks>
internal static partial class SendGridEvents
{
    /// <summary>Events of one post; SendGrid sends what gathered in half a minute, at most 768 KB.</summary>
    public const int MaxEvents = 10_000;

    /// <returns>Null when it is no such array. Other events, and those of mails that are not ours, are left out.</returns>
    public static IReadOnlyList<DeliveryNews>? Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.GetArrayLength() > MaxEvents)
            {
                return null;
            }

            var news = new List<DeliveryNews>();
            foreach (var element in json.RootElement.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Object)
                {
                    return null;
                }

                if (DeliveryOf(TextOf(element, "event")) is { } delivery
                    && Guid.TryParse(TextOf(element, SendGridTransport.MailIdArgument), out var mail))
                {
                    news.Add(new DeliveryNews(new MailId(mail), delivery, TimeOf(element, now), StatusOf(TextOf(element, "status"))));
                }
            }

            return news;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a text with half a surrogate pair
        }
    }

    private static MailDelivery? DeliveryOf(string? name) => name switch
    {
        "delivered" => MailDelivery.Delivered,
        "deferred" => MailDelivery.Deferred,
        "bounce" => MailDelivery.Bounced,
        "dropped" => MailDelivery.Dropped,
        _ => null, // processed, and what there may come to be
    };

    /// <summary>Now, where the event names no time, or one that is not past.</summary>
    private static DateTimeOffset TimeOf(JsonElement element, DateTimeOffset now) =>
        element.TryGetProperty("timestamp", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds)
        && seconds >= 0 && seconds <= now.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : now;

    private static string? StatusOf(string? text) => text is not null && EnhancedStatus().IsMatch(text) ? text : null;

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>RFC 3463, 2: class, subject and detail.</summary>
    [GeneratedRegex(@"\A[245]\.[0-9]{1,3}\.[0-9]{1,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EnhancedStatus();
}
