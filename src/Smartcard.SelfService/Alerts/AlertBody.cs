using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Smartcard.Domain.Alerts;

namespace Smartcard.SelfService.Alerts;

/// <summary>The body of a post, and its signature; docs/alerts.md describes both for whoever receives them.</summary>
/// <param name="Version">Another one when a field goes or changes its meaning.</param>
/// <param name="Id">The same at each attempt, so that a receiver can tell a repetition.</param>
/// <param name="Type"><c>alert.raised</c>, <c>alert.cleared</c> or <c>alert.test</c>.</param>
/// <param name="Timestamp">When that happened.</param>
/// <param name="Alert">The same for raised and cleared.</param>
internal sealed record AlertBody(
    int Version,
    string Id,
    string Type,
    string Timestamp,
    string Alert,
    string Condition,
    string Since,
    long Value,
    long Threshold,
    string Unit,
    string Page)
{
    public static byte[] Of(AlertDelivery delivery, string page) => JsonSerializer.SerializeToUtf8Bytes(
        new AlertBody(
            1,
            IdOf(delivery),
            delivery.Change switch
            {
                AlertChange.Raised => "alert.raised",
                AlertChange.Cleared => "alert.cleared",
                AlertChange.Test => "alert.test",
                var other => throw new InvalidOperationException($"There is no name for {other}."),
            },
            Iso(delivery.CreatedAt),
            delivery.AlertId.Value.ToString(),
            delivery.Condition.ToWord(),
            Iso(delivery.Since),
            delivery.Value,
            delivery.Threshold,
            delivery.Condition.UnitOf(),
            page),
        JsonSerializerOptions.Web);

    public static string IdOf(AlertDelivery delivery) => delivery.Id.Value.ToString();

    /// <returns><c>v1,</c> and base64 of HMAC-SHA256 over id, timestamp and body, with dots between.</returns>
    public static string Sign(byte[] secret, string id, long timestamp, byte[] body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, (byte[])[.. head, .. body]));
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
