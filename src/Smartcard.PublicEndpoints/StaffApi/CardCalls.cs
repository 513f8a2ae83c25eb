using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.People;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>Cards, one at a time, by their own id. No call turns a card back on.</summary>
internal static class CardCalls
{
    private const string NoCard = "There is no card with this id.";

    public static async Task<IResult> GetAsync(
        string cardId, HttpContext http, CardFinder cards, PersonViews views, CancellationToken cancellationToken)
    {
        if (await FindAsync(cardId, cards, cancellationToken) is not { } found)
        {
            return Unknown();
        }

        await views.NoteAsync(ApiTokenFilter.TokenOf(http).Id, found.Holder.Id, cancellationToken);
        return Ok(found);
    }

    /// <summary>An import of one row: judged by the same rules, with the vault asked, and written whole or not at all.</summary>
    public static async Task<IResult> PutAsync(string cardId, HttpContext http, ImportIntake intake, CancellationToken cancellationToken)
    {
        var (input, problem) = await ApiBody.ReadAsync<CardInput>(http);
        return input is null
            ? problem!
            : await ImportCalls.TakeAsync(
                http, intake, new ImportRecords([ImportRowInput.Of(cardId, input).ToRecord()], areCardsAlone: true), isDryRun: false,
                cancellationToken);
    }

    public static Task<IResult> SuspendAsync(
        string cardId, HttpContext http, CardFinder cards, CardStates states, CancellationToken cancellationToken) =>
        ActAsync(cardId, CardStateReasons.OfSuspension, states.SuspendAsync, http, cards, cancellationToken);

    public static Task<IResult> RevokeAsync(
        string cardId, HttpContext http, CardFinder cards, CardStates states, CancellationToken cancellationToken) =>
        ActAsync(cardId, CardStateReasons.OfRevocation, states.RevokeAsync, http, cards, cancellationToken);

    private static async Task<IResult> ActAsync(
        string cardId,
        IReadOnlyList<CardStateReason> reasons,
        Func<CardId, CardStateReason, UserId?, CancellationToken, Task<CardStateResult>> act,
        HttpContext http,
        CardFinder cards,
        CancellationToken cancellationToken)
    {
        var (input, problem) = await ApiBody.ReadAsync<CardReason>(http);
        if (input is null)
        {
            return problem!;
        }

        if (reasons.Where(r => CardRecord.NameOf(r) == input.Reason).ToArray() is not [var reason])
        {
            return ApiProblem.OfFields(new FieldProblem(
                "reason", $"Say why: {string.Join(", ", reasons.Select(CardRecord.NameOf))}."));
        }

        if (await FindAsync(cardId, cards, cancellationToken) is not { } found)
        {
            return Unknown();
        }

        return await act(found.Card.Id, reason, ApiTokenFilter.TokenOf(http).Id, cancellationToken) switch
        {
            CardStateResult.Done => Ok((await FindAsync(cardId, cards, cancellationToken))!),
            CardStateResult.Unknown => Unknown(),
            _ => ApiProblem.Of(Status409Conflict, "card-revoked", "This card is revoked, and stays so."),
        };
    }

    private static async Task<FoundCard?> FindAsync(string cardId, CardFinder cards, CancellationToken cancellationToken) =>
        CardIdentifier.TryParse(cardId, out var identifier) ? await cards.FindAsync(identifier, cancellationToken) : null;

    private static ProblemHttpResult Unknown() => ApiProblem.Of(Status404NotFound, "card-unknown", NoCard);

    private static Ok<CardRecord> Ok(FoundCard found) => TypedResults.Ok(new CardRecord(
        found.Card.Identifier.Value,
        found.Holder.Number,
        CardRecord.NameOf(found.Card.State),
        found.Card.StateReason is { } reason ? CardRecord.NameOf(reason) : null,
        found.Card.StateSince,
        found.Card.EnrolledAt,
        found.KeyVersion));
}
