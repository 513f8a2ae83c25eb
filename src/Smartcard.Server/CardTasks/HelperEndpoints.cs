using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.CardTasks;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Server.CardTasks;

/// <summary>The reader helper's side of the host; see docs/card-tasks.http for each call.</summary>
internal static class HelperEndpoints
{
    private const long MaxBodyBytes = 16 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public static void MapHelper(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/helper").WithTags("Reader helper").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodyBytes));
        group.MapPost("/sessions", PairAsync).AddEndpointFilter<ReadableHelperBody>().AddEndpointFilter<MeasuredCall>();

        var tasks = group.MapGroup("/tasks").AddEndpointFilter<HelperSessionFilter>().AddEndpointFilter<ReadableHelperBody>();
        tasks.MapGet("/next", NextAsync);
        tasks.MapGet("/{id:guid}", LookAsync);

        var calls = tasks.MapGroup("/{id:guid}").AddEndpointFilter<MeasuredCall>();
        calls.MapPost("/progress", ProgressAsync);
        calls.MapPost("/authorise", AuthoriseAsync);
        calls.MapPost("/card-response", CardResponseAsync);
        calls.MapPost("/confirm", ConfirmAsync);
        calls.MapPost("/result", ResultAsync);
    }

    private static async Task<Results<Created<HelperSession>, ProblemHttpResult>> PairAsync(
        HelperBody<HelperSessionRequest> body, HttpContext http, PairingGuard guard, HelperSessions helpers, CancellationToken cancellationToken)
    {
        var request = body.Value;
        if (string.IsNullOrWhiteSpace(request.PairingCode) || request.PairingCode.Length > 32)
        {
            return Problem(StatusCodes.Status400BadRequest, "pairing-code-missing", "Send the code that the chat shows, 8 letters and digits.");
        }

        if (request.Token is not { Length: HelperSessionRequest.TokenLength } token || !token.All(char.IsAsciiHexDigit))
        {
            return Problem(
                StatusCodes.Status400BadRequest, "token-missing", "Send a token: 64 random hexadecimal digits. Use the same token if you try again.");
        }

        if (!guard.IsOpenFor(http, token))
        {
            return Problem(StatusCodes.Status429TooManyRequests, "too-many-tries", "Too many wrong codes came from this helper, or very many from your network. Wait a minute, then try again.");
        }

        if (await helpers.PairAsync(request.PairingCode, token, cancellationToken) is { } session)
        {
            return TypedResults.Created((string?)null, session);
        }

        guard.CountFailure(http, token);
        return Problem(StatusCodes.Status404NotFound, "pairing-code-unknown", "That code is not known, was used already or is too old. Ask for a new one in the chat.");
    }

    private static async Task<Results<Ok<CardTask>, NoContent, ProblemHttpResult>> NextAsync(
        HttpContext http, HelperWork work, int? wait, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWait.TotalSeconds));
        return await work.NextAsync(HelperSessionFilter.HelperOf(http), longest, cancellationToken) switch
        {
            WorkFound.Task found => TypedResults.Ok(found.Work),
            WorkFound.Replaced => HelperSessionFilter.NotPaired(),
            WorkFound.JourneyOver => Problem(StatusCodes.Status410Gone, "journey-over", "This journey has ended."),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LookAsync(
        Guid id, HttpContext http, HelperWork work, CancellationToken cancellationToken) =>
        await work.IsWantedAsync(HelperSessionFilter.HelperOf(http), id, cancellationToken) switch
        {
            true => TypedResults.NoContent(),
            false => Problem(StatusCodes.Status410Gone, "task-over", "This task is no longer wanted."),
            null => NoSuchTask(),
        };

    private static async Task<IResult> ProgressAsync(
        Guid id, HelperBody<CardTaskProgress> progress, HttpContext http, CardTaskCalls calls, CancellationToken cancellationToken) =>
        ResultOf(
            await calls.ProgressAsync(HelperSessionFilter.HelperOf(http), id, progress.Value, cancellationToken),
            _ => TypedResults.NoContent());

    private static async Task<IResult> AuthoriseAsync(
        Guid id, HelperBody<AuthoriseRequest> request, HttpContext http, CardTaskCalls calls, CancellationToken cancellationToken) =>
        ResultOf(
            await calls.AuthoriseAsync(HelperSessionFilter.HelperOf(http), id, request.Value, cancellationToken),
            answer => TypedResults.Ok(new AuthoriseResponse(answer)));

    private static async Task<IResult> CardResponseAsync(
        Guid id, HelperBody<CardResponseRequest> request, HttpContext http, CardTaskCalls calls, CancellationToken cancellationToken) =>
        ResultOf(
            await calls.AcceptCardResponseAsync(HelperSessionFilter.HelperOf(http), id, request.Value, cancellationToken),
            challenge => TypedResults.Ok(new CardResponseAccepted(challenge)));

    private static async Task<IResult> ConfirmAsync(
        Guid id, HelperBody<ConfirmRequest> request, HttpContext http, CardTaskCalls calls, CancellationToken cancellationToken) =>
        ResultOf(
            await calls.ConfirmAsync(HelperSessionFilter.HelperOf(http), id, request.Value, cancellationToken),
            answer => TypedResults.Ok(new AuthoriseResponse(answer)));

    private static async Task<IResult> ResultAsync(
        Guid id, HelperBody<CardTaskResult> result, HttpContext http, CardTaskCalls calls, CancellationToken cancellationToken) =>
        await calls.ReportAsync(HelperSessionFilter.HelperOf(http), id, result.Value, cancellationToken) switch
        {
            ReportVerdict.Accepted or ReportVerdict.Repeated => TypedResults.NoContent(),
            ReportVerdict.NoSuchTask => NoSuchTask(),
            _ => Refused(),
        };

    private static IResult ResultOf<T>(CardTaskAnswer<T> answer, Func<T, IResult> given) => answer switch
    {
        CardTaskAnswer<T>.Given { Value: var value } => given(value),
        CardTaskAnswer<T>.NoSuchTask => NoSuchTask(),
        _ => Refused(),
    };

    private static ProblemHttpResult NoSuchTask() => Problem(StatusCodes.Status404NotFound, "task-unknown", "This helper has no such task.");

    private static ProblemHttpResult Refused() =>
        Problem(StatusCodes.Status409Conflict, "task-refused", "The host refuses this step. Nothing more will be done with this task; the chat says how to go on.");

    private static ProblemHttpResult Problem(int status, string type, string detail) =>
        TypedResults.Problem(detail, statusCode: status, type: $"https://smartcard.invalid/problems/{type}");
}
