using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Helper.Window;

/// <summary>
/// Lets only the person's own browser at the helper's page: whoever opens it with a key gets a cookie, and the key is
/// used up.
/// </summary>
/// <param name="keyStays">For demonstrations, whose address is printed and linked: there is one key, which may be used again.</param>
internal sealed class WindowAccess(bool keyStays)
{
    /// <summary>Of windows that were wanted and did not open, only the last few can still.</summary>
    private const int MostKeys = 5;

    private static readonly string[] OwnNames = ["127.0.0.1", "localhost"];

    private readonly string _cookie = RandomNumberGenerator.GetHexString(64);
    private readonly Lock _lock = new();
    private readonly List<string> _keys = [];

    /// <summary>How often a window was opened with a key of its own: where there is a newer one, the older is not needed.</summary>
    public int Windows { get; private set; }

    /// <summary>Called when a window was opened with a key of its own.</summary>
    public Action? Opened { get; set; }

    /// <summary>A key for one more window.</summary>
    public string NewKey()
    {
        lock (_lock)
        {
            if (!keyStays || _keys.Count == 0)
            {
                _keys.Add(RandomNumberGenerator.GetHexString(32, lowercase: true));
            }

            if (_keys.Count > MostKeys)
            {
                _keys.RemoveAt(0);
            }

            return _keys[^1];
        }
    }

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
                CookieOf(http),
                _cookie,
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Path = "/",
                });
        }
        else if (!Same(http.Request.Cookies[CookieOf(http)], _cookie))
        {
            await RefuseAsync(http, "This address has already been used. Close this page and open the reader helper again.");
            return;
        }

        await next(http);
    }

    /// <summary>Cookies know no ports, and there may be another helper on this machine.</summary>
    private static string CookieOf(HttpContext http) => $"smartcard-helper-{http.Connection.LocalPort}";

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

    private bool UseKey(string given)
    {
        lock (_lock)
        {
            if (_keys.Find(key => Same(given, key)) is not { } used)
            {
                return false;
            }

            if (keyStays)
            {
                return true;
            }

            _keys.Remove(used);
            Windows++;
        }

        Opened?.Invoke();
        return true;
    }

    private static bool Same(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(expected));
}
