using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Workflows;

namespace Smartcard.Server.CardTasks;

/// <summary>The reader helper's side of the host; see docs/card-tasks.http for each call.</summary>
internal static class HelperEndpoints
{
    private const long MaxBodyBytes = 16 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public static void MapHelper(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/helper").WithTags("Reader helper").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodyBytes));
        group.MapPost("/sessions", PairAsync).AddEndpointFilter<ReadableHelperBody>();

        var tasks = group.MapGroup("/tasks").AddEndpointFilter<HelperSessionFilter>().AddEndpointFilter<ReadableHelperBody>();
        tasks.MapGet("/next", NextAsync);
        tasks.MapGet("/{id:guid}", LookAsync);
        tasks.MapPost("/{id:guid}/progress", ProgressAsync);
        tasks.MapPost("/{id:guid}/authorise", AuthoriseAsync);
        tasks.MapPost("/{id:guid}/card-response", CardResponseAsync);
        tasks.MapPost("/{id:guid}/confirm", ConfirmAsync);
        tasks.MapPost("/{id:guid}/result", ResultAsync);
    }

    private static async Task<Results<Created<HelperSession>, ProblemHttpResult>> PairAsync(
        HelperBody<HelperSessionRequest> body, HttpContext http, PairingGuard guard, Pairings pairings, WorkflowEngine engine, TurnTransaction turn, TurnTelemetry telemetry, CancellationToken cancellationToken)
    {
        var request = body.Value;
        if (string.IsNullOrWhiteSpace(request.PairingCode) || request.PairingCode.Length > 32)
        {
            return Problem(StatusCodes.Status400BadRequest, "pairing-code-missing", "Send the code that the chat shows, 8 letters and digits.");
        }

        if (request.Token is not { Length: HelperSessionRequest.TokenLength } token || !token.All(char.IsAsciiHexDigit))
        {
            return Problem(StatusCodes.Status400BadRequest, "token-missing", "Send a token of your own making, 64 random hexadecimal digits; with it you can ask again.");
        }

        if (!guard.IsOpenFor(http, token))
        {
            return Problem(StatusCodes.Status429TooManyRequests, "too-many-tries", "Too many wrong codes came from this helper, or very many from your network. Wait a minute, then try again.");
        }

        var paired = await telemetry.MeasureAsync(TurnTrigger.CardTask, null, () => turn.RunAsync(
            async ct =>
            {
                var helper = await pairings.RedeemAsync(request.PairingCode, token, ct);
                if (helper is { IsNew: true })
                {
                    await engine.ResumeAsync(new Stimulus(Pairings.BookmarkName, helper.PairingId, helper), ct);
                }

                return helper;
            },
            cancellationToken));
        if (paired is not null)
        {
            return TypedResults.Created((string?)null, paired.Session);
        }

        guard.CountFailure(http, token);
        return Problem(StatusCodes.Status404NotFound, "pairing-code-unknown", "That code is not known, was used already or is too old. Ask for a new one in the chat.");
    }

    private static async Task<Results<Ok<CardTask>, NoContent, ProblemHttpResult>> NextAsync(
        HttpContext http, CardTaskDesk desk, HelperSignals signals, TurnTransaction turn, int? wait, CancellationToken cancellationToken)
    {
        var session = HelperSessionFilter.SessionOf(http);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWait.TotalSeconds)));
        while (true)
        {
            var signal = signals.Next(session.Id);
            if (await desk.JourneyIsOverAsync(session, cancellationToken))
            {
                return Problem(StatusCodes.Status410Gone, "journey-over", "This journey has ended.");
            }

            if (await turn.RunAsync(HelperSessionFilter.ScopeOf(http), ct => desk.NextAsync(session, ct), cancellationToken) is { } task)
            {
                return TypedResults.Ok(task);
            }

            // A task of another host's making is seen within two seconds, by looking again.
            await Task.WhenAny(signal, Task.Delay(TimeSpan.FromSeconds(2), limit.Token));
            if (limit.IsCancellationRequested)
            {
                return TypedResults.NoContent();
            }
        }
    }

    private static Task<IResult> LookAsync(
        Guid id, HttpContext http, CardTaskDesk desk, TurnTransaction turn, TimeProvider time, CancellationToken cancellationToken) =>
        OnTaskAsync(id, http, desk, turn, async (task, ct) =>
            task.IsOver || task.ExpiresAt <= time.GetUtcNow() || await desk.JourneyIsOverAsync(HelperSessionFilter.SessionOf(http), ct)
                ? Problem(StatusCodes.Status410Gone, "task-over", "This task is no longer wanted.")
                : TypedResults.NoContent(), cancellationToken);

    private static Task<IResult> ProgressAsync(
        Guid id, HelperBody<CardTaskProgress> progress, HttpContext http, CardTaskDesk desk, WorkflowEngine engine, TurnTransaction turn, CancellationToken cancellationToken) =>
        OnTaskAsync(id, http, desk, turn, async (task, ct) =>
        {
            if (!task.IsOver)
            {
                await engine.ResumeAsync(new Stimulus(CardTaskInbox.TaskBookmark, task.Id.Value.ToString(), progress.Value), ct);
            }

            return TypedResults.NoContent();
        }, cancellationToken);

    private static Task<IResult> AuthoriseAsync(
        Guid id, HelperBody<AuthoriseRequest> request, HttpContext http, CardTaskDesk desk, TurnTransaction turn, CancellationToken cancellationToken) =>
        OnTaskAsync(id, http, desk, turn, async (task, ct) =>
            await desk.AuthoriseAsync(task, request.Value, ct) is { } answer ? TypedResults.Ok(new AuthoriseResponse(answer)) : Refused(), cancellationToken);

    private static Task<IResult> CardResponseAsync(
        Guid id, HelperBody<CardResponseRequest> request, HttpContext http, CardTaskDesk desk, TurnTransaction turn, CancellationToken cancellationToken) =>
        OnTaskAsync(id, http, desk, turn, async (task, ct) =>
            await desk.AcceptCardResponseAsync(task, request.Value, ct) is { } challenge ? TypedResults.Ok(new CardResponseAccepted(challenge)) : Refused(), cancellationToken);

    private static Task<IResult> ConfirmAsync(
        Guid id, HelperBody<ConfirmRequest> request, HttpContext http, CardTaskDesk desk, TurnTransaction turn, CancellationToken cancellationToken) =>
        OnTaskAsync(id, http, desk, turn, async (task, ct) =>
            await desk.ConfirmAsync(task, request.Value, ct) is { } answer ? TypedResults.Ok(new AuthoriseResponse(answer)) : Refused(), cancellationToken);

    private static Task<IResult> ResultAsync(
        Guid id, HelperBody<CardTaskResult> body, HttpContext http, CardTaskDesk desk, WorkflowEngine engine, TurnTransaction turn, CancellationToken cancellationToken) =>
        OnTaskAsync(id, http, desk, turn, async (task, ct) =>
        {
            var result = body.Value;
            switch (await desk.EndAsync(task, result, ct))
            {
                case ResultVerdict.Accepted:
                    await engine.ResumeAsync(new Stimulus(CardTaskInbox.TaskBookmark, task.Id.Value.ToString(), result), ct);
                    return TypedResults.NoContent();
                case ResultVerdict.Repeated:
                    return TypedResults.NoContent();
                case ResultVerdict.NotBelieved:
                    await engine.ResumeAsync(new Stimulus(CardTaskInbox.TaskBookmark, task.Id.Value.ToString(), new CardTaskResult(CardTaskOutcome.Unknown)), ct);
                    return Refused();
                default:
                    return Refused();
            }
        }, cancellationToken);

    private static Task<IResult> OnTaskAsync(
        Guid id,
        HttpContext http,
        CardTaskDesk desk,
        TurnTransaction turn,
        Func<CardTaskItem, CancellationToken, Task<IResult>> action,
        CancellationToken cancellationToken) =>
        MeasureAsync(http, () => turn.RunAsync<IResult>(
            HelperSessionFilter.ScopeOf(http),
            async ct => await desk.FindAsync(HelperSessionFilter.SessionOf(http), id, ct) is { } task
                ? await action(task, ct)
                : Problem(StatusCodes.Status404NotFound, "task-unknown", "This helper has no such task."),
            cancellationToken));

    /// <summary>A helper that only looks makes no turn.</summary>
    private static Task<IResult> MeasureAsync(HttpContext http, Func<Task<IResult>> turn) => HttpMethods.IsGet(http.Request.Method)
        ? turn()
        : http.RequestServices.GetRequiredService<TurnTelemetry>().MeasureAsync(TurnTrigger.CardTask, null, turn);

    private static ProblemHttpResult Refused() =>
        Problem(StatusCodes.Status409Conflict, "task-refused", "The host refuses this step. Nothing more will be done with this task; the chat says how to go on.");

    private static ProblemHttpResult Problem(int status, string type, string detail) =>
        TypedResults.Problem(detail, statusCode: status, type: $"https://smartcard.invalid/problems/{type}");
}
