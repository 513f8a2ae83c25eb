using System.Net;

namespace Smartcard.Look.Access;

/// <summary>Pages that are for whoever sits at this machine.</summary>
public static class LocalOnly
{
    /// <summary>A proxy on this machine asks for somebody else. Many say so.</summary>
    private static readonly string[] Forwarding =
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Forwarded",
        "Via",
    ];

    public static bool Allows(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !Forwarding.Any(http.Request.Headers.ContainsKey)
        && http.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]";
}
