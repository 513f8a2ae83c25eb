using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Helper.Window;

/// <summary>
/// Lets only the person's own browser at the helper's page: whoever opens it with the key gets a cookie, and the key is
/// used up.
/// </summary>
/// <param name="keyStays">For demonstrations, whose address is printed and linked: the key may be used again.</param>
internal sealed class WindowAccess(bool keyStays)
{
    private const string Cookie = "smartcard-helper";
    private static readonly string[] OwnNames = ["127.0.0.1", "localhost"];

    private readonly string _cookie = RandomNumberGenerator.GetHexString(64);
    private bool _keyUsed;

    public string Key { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>
    /// Refuses other names than this machine's own (against rebinding), other sites' requests, and whoever has no
    /// cookie.
    /// </summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action "
            + "'none'; base-uri 'none'; frame-ancestors 'none'";

        if (!OwnNames.Contains(http.Request.Host.Host) || IsForeign(http.Request))
        {
            await RefuseAsync(http, "Only the reader helper's own window can use this page.");
            return;
        }

        if (http.Request.Path == "/" && http.Request.Query.TryGetValue("key", out var key) && UseKey(key.ToString()))
        {
            http.Response.Cookies.Append(
                Cookie,
                _cookie,
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Path = "/",
                });
        }
        else if (!Same(http.Request.Cookies[Cookie], _cookie))
        {
            await RefuseAsync(http, "This address has already been used. Close this page and open the reader helper again.");
            return;
        }

        await next(http);
    }

    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return HttpMethods.IsPost(request.Method)
            ? origin != $"http://{request.Host}"
            : origin.Length > 0 && origin != $"http://{request.Host}";
    }

    private static Task RefuseAsync(HttpContext http, string words)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(words);
    }

    private bool UseKey(string key)
    {
        if ((_keyUsed && !keyStays) || !Same(key, Key))
        {
            return false;
        }

        _keyUsed = true;
        return true;
    }

    private static bool Same(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(expected));
}
