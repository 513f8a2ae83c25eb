using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage.Telemetry;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>Lets in only a helper that was paired: <c>Authorization: Bearer</c> with the token that it paired with.</summary>
internal sealed class HelperSessionFilter(HelperSessions helpers, HelperLimiter limiter, TurnTelemetry telemetry) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    public static ConnectedHelper HelperOf(HttpContext http) => (ConnectedHelper)http.Items[typeof(ConnectedHelper)]!;

    public static ProblemHttpResult NotPaired() => TypedResults.Problem(
        "This helper is not paired, or another one has replaced it. Pair it with the code that the chat shows.",
        statusCode: StatusCodes.Status401Unauthorized,
        type: HelperProblems.Base + "helper-not-paired");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var header = context.HttpContext.Request.Headers.Authorization.ToString();
        var helper = header.StartsWith(Scheme, StringComparison.Ordinal) && header.Length <= 200
            ? await helpers.FindAsync(header[Scheme.Length..], context.HttpContext.RequestAborted)
            : null;
        if (helper is null)
        {
            return NotPaired();
        }

        if (!limiter.Allows(helper.Id))
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem(
                "This helper calls too often. Wait a second, then carry on.",
                statusCode: StatusCodes.Status429TooManyRequests,
                type: HelperProblems.Base + "too-many-calls");
        }

        context.HttpContext.Items[typeof(ConnectedHelper)] = helper;
        using var followed = telemetry.Follow(span: null, helper.Journey.Value);
        return await next(context);
    }
}
