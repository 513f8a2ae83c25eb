namespace Smartcard.Look;

/// <summary>The pages of the host, all in one look.</summary>
public static class Pages
{
    /// <summary>A page whose body is a component.</summary>
    public static IResult Show<TPage, TModel>(PageFrame frame, TModel model)
        where TPage : PageOf<TModel> => new PageResult(frame, Rendering.Of<TPage, TModel>(model));

    /// <summary>A part of a page alone.</summary>
    public static IResult Part<TPart, TModel>(TModel model)
        where TPart : PageOf<TModel> => new PartResult(Rendering.Of<TPart, TModel>(model));
}

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
        && System.Net.IPAddress.IsLoopback(address)
        && !Forwarding.Any(http.Request.Headers.ContainsKey)
        && http.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]";
}
