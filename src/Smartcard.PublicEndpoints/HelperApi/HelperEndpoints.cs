using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Smartcard.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.PublicEndpoints.HelperApi.Description;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>
/// The reader helper's side of the host; docs/card-tasks.http shows each call, <see cref="HelperApiDocument"/>
/// describes it.
/// </summary>
internal static class HelperEndpoints
{
    private const string NoTask = "This helper does not have that task.";
    private const string TooOld = "helper-too-old";
    private const long MaxBodyBytes = 16 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public static void MapHelper(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/helper").WithTags("Reader helper").WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        group.MapPost("/sessions", PairAsync).AddEndpointFilter<ReadableHelperBody>().AddEndpointFilter<MeasuredCall>()
            .Says("PairHelper", "Pairs a helper with a journey, by the code that the chat shows and a random token of the helper's own.")
            .Takes<HelperSessionRequest>()
            .Answers(Status201Created, "Paired, now or before with the same code and token.")
            .Refuses(Status400BadRequest, "pairing-code-missing", "There is no code.")
            .Refuses(Status400BadRequest, "token-missing", "The token is not 64 hexadecimal digits.")
            .Refuses(
                Status403Forbidden,
                TooOld,
                "This helper is too old. `version` is the one to install. The code still works for a newer helper.")
            .Refuses(Status404NotFound, "pairing-code-unknown", "The code is not known, was used by another helper, or is too old.")
            .Refuses(Status429TooManyRequests, "too-many-tries", "Too many wrong codes came from this helper or network: wait a minute.");

        var tasks = group.MapGroup("/tasks").AddEndpointFilter<HelperSessionFilter>().AddEndpointFilter<ReadableHelperBody>();
        tasks.MapGet("/next", NextAsync)
            .Says("NextTask", "The next task of the journey. After 204, ask again at once.")
            .OfPairedHelper()
            .Answers(Status200OK, "The task to do.")
            .Answers(Status204NoContent, "There was none for as long as was asked to wait.")
            .Refuses(Status410Gone, "journey-over", "The journey has ended: there is nothing more to do.");
        tasks.MapGet("/{id:guid}", LookAsync)
            .Says("LookAtTask", "Whether a task is still wanted, and a sign of life of the helper.")
            .OfPairedHelper()
            .Answers(Status204NoContent, "It is.")
            .Refuses(Status404NotFound, "task-unknown", NoTask)
            .Refuses(Status410Gone, "task-over", "It is not: do nothing more to the card for it.");

        var calls = tasks.MapGroup("/{id:guid}").AddEndpointFilter<MeasuredCall>();
        calls.MapPost("/progress", ProgressAsync)
            .Says("ReportProgress", "Says where the helper is, for the chat to tell the person.")
            .Takes<CardTaskProgress>()
            .OfTask()
            .Produces(Status204NoContent)
            .Answers(Status204NoContent, "Taken.");
        calls
            .MapPost("/authorise", AuthoriseAsync)
            .Says(
                "AuthoriseReset",
                "Reset: releases it. Gives the host's answer to the card's challenge. Another challenge for the same task is refused.")
            .Takes<AuthoriseRequest>()
            .OfTask()
            .Produces<AuthoriseResponse>()
            .Answers(Status200OK, "The release. The same challenge has the same answer until the card has answered.");
        calls
            .MapPost("/card-response", CardResponseAsync)
            .Says(
                "ShowCardResponse",
                "Reset: shows the host what the card answered, before the new passcode is sent to the card.")
            .Takes<CardResponseRequest>()
            .OfTask()
            .Produces<CardResponseAccepted>()
            .Answers(Status200OK, "It is the right card. Send the passcode to it.");
        calls
            .MapPost("/confirm", ConfirmAsync)
            .Says("ConfirmReset", "Reset: after the passcode is set, the host's answer to the card's second challenge.")
            .Takes<ConfirmRequest>().OfTask()
            .Produces<AuthoriseResponse>().Answers(Status200OK, "The answer, for this challenge alone.");
        calls.MapPuks();
        calls.MapPost("/result", ResultAsync)
            .Says("ReportResult", "Ends the task.")
            .Takes<CardTaskResult>().OfTask()
            .Produces(Status204NoContent).Answers(Status204NoContent, "The task has ended, now or before with the same result.");
    }

    /// <summary>What any call about a task may get.</summary>
    internal static RouteHandlerBuilder OfTask(this RouteHandlerBuilder call) =>
        call.OfPairedHelper()
            .Refuses(Status404NotFound, "task-unknown", NoTask)
            .Refuses(Status409Conflict, "task-refused", "The host refuses this step: do nothing more to the card for this task.");

    private static async Task<Results<Created<HelperSession>, ProblemHttpResult>> PairAsync(
        HelperBody<HelperSessionRequest> body,
        HttpContext http,
        PairingGuard guard,
        HelperSessions helpers,
        CancellationToken cancellationToken)
    {
        var request = body.Value;
        if (string.IsNullOrWhiteSpace(request.PairingCode) || request.PairingCode.Length > 32)
        {
            return Problem(Status400BadRequest, "pairing-code-missing", "Send the code that the chat shows: 8 letters and digits.");
        }

        if (request.Token is not { Length: HelperSessionRequest.TokenLength } token || !token.All(char.IsAsciiHexDigit))
        {
            return Problem(
                Status400BadRequest, "token-missing", "Send a token: 64 random hexadecimal digits. Use the same token if you try again.");
        }

        if (!guard.IsOpenFor(http, token))
        {
            return Problem(
                Status429TooManyRequests,
                "too-many-tries",
                "There were too many wrong codes from this helper or your network. Wait a minute, then try again.");
        }

        var said = new HelperSaid(request.HelperVersion, request.ReadsCards);
        switch (await helpers.PairAsync(request.PairingCode, token, said, cancellationToken))
        {
            case PairingResult.Paired { Session: var session }:
                return TypedResults.Created((string?)null, session);
            case PairingResult.HelperTooOld { Wanted: var wanted }:
                return TypedResults.Problem(
                    $"This reader helper is too old. Install version {wanted}.",
                    statusCode: Status403Forbidden,
                    type: HelperProblems.Base + TooOld,
                    extensions: new Dictionary<string, object?> { ["version"] = wanted });
        }

        guard.CountFailure(http, token);
        return Problem(
            Status404NotFound,
            "pairing-code-unknown",
            "That code is wrong, too old or already used. Ask for a new one in the chat.");
    }

    private static async Task<Results<Ok<CardTask>, NoContent, ProblemHttpResult>> NextAsync(
        HttpContext http,
        HelperWork work,
        [Description("For how many seconds to wait for a task. Without it the answer comes at once.")][Range(0, 20)] int? wait,
        CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWait.TotalSeconds));
        return await work.NextAsync(HelperSessionFilter.HelperOf(http), longest, cancellationToken) switch
        {
            WorkFound.Task found => TypedResults.Ok(found.Work),
            WorkFound.Replaced => HelperSessionFilter.NotPaired(),
            WorkFound.JourneyOver => Problem(Status410Gone, "journey-over", "This journey has ended."),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LookAsync(
        Guid id, HttpContext http, HelperWork work, CancellationToken cancellationToken) =>
        await work.IsWantedAsync(HelperSessionFilter.HelperOf(http), id, cancellationToken) switch
        {
            true => TypedResults.NoContent(),
            false => Problem(Status410Gone, "task-over", "This task is no longer needed."),
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

    internal static IResult ResultOf<T>(CardTaskAnswer<T> answer, Func<T, IResult> given) => answer switch
    {
        CardTaskAnswer<T>.Given { Value: var value } => given(value),
        CardTaskAnswer<T>.NoSuchTask => NoSuchTask(),
        _ => Refused(),
    };

    private static ProblemHttpResult NoSuchTask() => Problem(Status404NotFound, "task-unknown", "This helper does not have that task.");

    private static ProblemHttpResult Refused() =>
        Problem(Status409Conflict, "task-refused", "The host has refused this step. This task has ended. The chat says what to do next.");

    internal static ProblemHttpResult Problem(int status, string type, string detail) =>
        TypedResults.Problem(detail, statusCode: status, type: HelperProblems.Base + type);
}
