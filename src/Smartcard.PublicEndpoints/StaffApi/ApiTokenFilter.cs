using Smartcard.Domain.Systems;
using Smartcard.SelfService.Systems;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>Lets in only who shows a good token, <c>Authorization: Bearer</c>, with one of the scopes that the call needs.</summary>
/// <remarks>It comes before anything of the body is read.</remarks>
internal sealed class ApiTokenFilter(ApiTokens tokens, ApiTokenGuard guard, ApiLimits limits)
{
    private const string Scheme = "Bearer ";
    private const int Longest = 200;

    public static ApiToken TokenOf(HttpContext http) => (ApiToken)http.Items[typeof(ApiToken)]!;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var header = http.Request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length <= Longest
            ? header[Scheme.Length..].Trim()
            : "";
        ApiTokenText.TryHash(shown, out var hash);
        if (!guard.IsOpenFor(http, hash ?? ""))
        {
            http.Response.Headers.RetryAfter = "60";
            return ApiProblem.Of(
                StatusCodes.Status429TooManyRequests, "too-many-tries", "Too many calls had a wrong token. Wait a minute, then try again.");
        }

        if (await tokens.FindAsync(shown, http.RequestAborted) is not { } token)
        {
            guard.CountFailure(http, hash ?? "");
            http.Response.Headers.WWWAuthenticate = shown.Length == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
            return ApiProblem.Of(
                StatusCodes.Status401Unauthorized,
                "token-wrong",
                "Send `Authorization: Bearer` with an API token. This one is missing, wrong, expired or revoked.");
        }

        if (!limits.Allows(token.Id))
        {
            http.Response.Headers.RetryAfter = "1";
            return ApiProblem.Of(
                StatusCodes.Status429TooManyRequests, "too-many-calls", "This token calls too often. Wait a second, then carry on.");
        }

        var needed = http.GetEndpoint()?.Metadata.GetMetadata<NeededScopes>()
            ?? throw new InvalidOperationException("A call of the API does not say which scope it needs.");
        if ((token.Scopes & needed.AnyOf) == 0)
        {
            return MissingScope(http, needed.AnyOf);
        }

        http.Items[typeof(ApiToken)] = token;
        return await next(context);
    }

    /// <param name="anyOf">Each of these would do.</param>
    public static IResult MissingScope(HttpContext http, ApiScopes anyOf)
    {
        string[] names = [.. NamesOf(anyOf)];
        http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{names[0]}\"";
        return ApiProblem.Of(
            StatusCodes.Status403Forbidden,
            "scope-missing",
            $"This token does not have the scope `{string.Join("` or `", names)}`. Ask an RA administrator for one that has.");
    }

    private static IEnumerable<string> NamesOf(ApiScopes scopes) => Enum.GetValues<ApiScopes>()
        .Where(scope => scope != ApiScopes.None && scopes.HasFlag(scope))
        .OrderByDescending(scope => scope)
        .Select(scope => scope.ToString().ToLowerInvariant());
}

/// <param name="AnyOf">A token needs one of them.</param>
internal sealed record NeededScopes(ApiScopes AnyOf);
