namespace Smartcard.Server.Telemetry;

/// <summary>
/// One line for each request, with its route's template instead of its path: some paths hold a token, and so do some
/// queries.
/// </summary>
/// <remarks>
/// It stands in for ASP.NET Core's own request lines and the scope with the path that they open, which
/// <see cref="Setup.TelemetrySetup"/> switches off.
/// </remarks>
internal sealed class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var began = time.GetTimestamp();
        using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new("RequestId", http.TraceIdentifier) });
        try
        {
            await next(http);
        }
        finally
        {
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no page)";
            if (!http.Request.Path.StartsWithSegments("/health"))
            {
                logger.RequestDone(
                    Known(http.Request.Method),
                    route,
                    http.Response.StatusCode,
                    (long)time.GetElapsedTime(began).TotalMilliseconds);
            }
        }
    }

    private static string Known(string method) =>
        method is "GET" or "POST" or "HEAD" or "PUT" or "DELETE" or "OPTIONS" or "PATCH" or "CONNECT"
            ? method
            : "OTHER";
}
