using Smartcard.CardTasks.Piv;
using Smartcard.PublicEndpoints.HelperApi.Description;
using Smartcard.SelfService.CardTasks;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>The calls of a PIV card's reset.</summary>
internal static class PukEndpoints
{
    private const string NoReplyKey = "reply-key-missing";
    private const string NoAttempts = "attempts-missing";
    private const string NoReplyKeyWords = "Send a fresh P-256 public key as 'replyKey': SubjectPublicKeyInfo, 91 bytes in base64.";

    public static void MapPuks(this IEndpointRouteBuilder calls)
    {
        calls.MapPost("/puk", GiveAsync)
            .Says("AskForPuk", "Reset of a PIV card: releases it. Gives the card's PUK for one use, sealed for this helper alone.")
            .Takes<PukRequest>().OfTask()
            .Produces<PukResponse>().Answers(Status200OK, "The release. Asked again, it is the same PUK, until one was reported.")
            .Refuses(Status400BadRequest, NoReplyKey, "There is no key that a PUK can be sealed for.");
        calls.MapPost("/puk-result", HearAsync)
            .Says("ReportPuk", "Reset of a PIV card: says what the card made of a PUK, before the card is asked anything more.")
            .Takes<PukResult>().OfTask()
            .Produces<PukResponse>()
            .Answers(Status200OK, "The PUK that follows: to be set after `Accepted`, to be tried after `Wrong`.")
            .Refuses(Status400BadRequest, NoReplyKey, "There is no key that a PUK can be sealed for.")
            .Refuses(Status400BadRequest, NoAttempts, "The PUK was wrong, and it is not said how many attempts are left.");
    }

    private static async Task<IResult> GiveAsync(
        Guid id, HelperBody<PukRequest> request, HttpContext http, PukCalls puks, CancellationToken cancellationToken) =>
        PukSeal.IsReplyKey(request.Value.ReplyKey)
            ? HelperEndpoints.ResultOf(
                await puks.GiveAsync(HelperSessionFilter.HelperOf(http), id, request.Value, cancellationToken),
                puk => TypedResults.Ok(puk))
            : HelperEndpoints.Problem(Status400BadRequest, NoReplyKey, NoReplyKeyWords);

    private static async Task<IResult> HearAsync(
        Guid id, HelperBody<PukResult> result, HttpContext http, PukCalls puks, CancellationToken cancellationToken) =>
        !PukSeal.IsReplyKey(result.Value.ReplyKey)
            ? HelperEndpoints.Problem(Status400BadRequest, NoReplyKey, NoReplyKeyWords)
        : result.Value is { Outcome: PukOutcome.Wrong, AttemptsLeft: null }
            ? HelperEndpoints.Problem(
                Status400BadRequest, NoAttempts, "Send 'attemptsLeft' too: how many attempts the PUK has left, from 0 to 15.")
        : HelperEndpoints.ResultOf(
            await puks.HearAsync(HelperSessionFilter.HelperOf(http), id, result.Value, cancellationToken),
            puk => TypedResults.Ok(puk));
}
