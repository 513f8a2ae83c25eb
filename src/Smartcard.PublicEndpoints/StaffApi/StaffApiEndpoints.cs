using Smartcard.Domain.Systems;
using Smartcard.SelfService.Systems;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>
/// What other systems call, such as those for HR and for cards, each with a token of its own; docs/api.md shows each call. It has no rules
/// of its own: people, cards and imports are changed as the back office changes them.
/// </summary>
internal static class StaffApiEndpoints
{
    public const string Path = "/api/v1";

    private const ApiScopes SeesStaff = ApiScopes.Read | ApiScopes.Staff;
    private const ApiScopes SeesCards = ApiScopes.Read | ApiScopes.Cards;

    public static void MapStaffApi(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup(Path).WithTags("Staff and cards").AddEndpointFilter((context, next) =>
        {
            var services = context.HttpContext.RequestServices;
            return new ApiTokenFilter(
                services.GetRequiredService<ApiTokens>(),
                services.GetRequiredService<ApiTokenGuard>(),
                services.GetRequiredService<ApiLimits>()).InvokeAsync(context, next);
        });

        calls.MapGet("/staff", StaffCalls.FindAsync).Needs(SeesStaff)
            .Says("FindStaff", "Finds a person by their staff number. The audit has that it was looked for.")
            .Produces<StaffFound>()
            .Refuses(Status400BadRequest);
        calls.MapGet("/staff/{staffNumber}", StaffCalls.GetAsync).Needs(SeesStaff)
            .Says("GetStaff", "A person. The audit has that it was asked for.")
            .Produces<StaffRecord>()
            .Refuses(Status404NotFound);
        calls.MapPut("/staff/{staffNumber}", StaffCalls.PutAsync).Needs(ApiScopes.Staff)
            .Says("PutStaff", "Adds a person or changes them. Says that they have left or are back. Twice the same changes nothing.")
            .Takes<StaffInput>()
            .Produces<StaffRecord>()
            .Produces<StaffRecord>(Status201Created)
            .Refuses(Status404NotFound, Status409Conflict, Status422UnprocessableEntity);

        calls.MapGet("/cards/{cardId}", CardCalls.GetAsync).Needs(SeesCards)
            .Says("GetCard", "A card, without its keys. The audit has that it was asked for.")
            .Produces<CardRecord>()
            .Refuses(Status404NotFound);
        calls.MapPut("/cards/{cardId}", CardCalls.PutAsync).Needs(ApiScopes.Cards)
            .Says("PutCard", "Enrols a card, gives it a new key, or gives it to somebody else with a reason: an import of one row.")
            .Takes<CardInput>()
            .Produces<ImportTaken>(Status202Accepted)
            .Refuses(Status422UnprocessableEntity);
        calls.MapPost("/cards/{cardId}/suspend", CardCalls.SuspendAsync).Needs(ApiScopes.Cards)
            .Says("SuspendCard", "Suspends a card at once. Only a person turns it back on.")
            .Takes<CardReason>()
            .Produces<CardRecord>()
            .Refuses(Status404NotFound, Status409Conflict, Status422UnprocessableEntity);
        calls.MapPost("/cards/{cardId}/revoke", CardCalls.RevokeAsync).Needs(ApiScopes.Cards)
            .Says("RevokeCard", "Revokes a card at once, for good.")
            .Takes<CardReason>()
            .Produces<CardRecord>()
            .Refuses(Status404NotFound, Status422UnprocessableEntity);

        calls.MapPost("/imports", ImportCalls.PostAsync).Needs(ApiScopes.Staff | ApiScopes.Cards)
            .Says(
                "PostImport",
                "Imports staff and cards: all rows, or none if one is wrong. With `dryRun=true` it only says what would change. "
                + "`text/csv` is taken too, as docs/import.md has it. Twice the same changes nothing.")
            .Takes<ImportInput>("text/csv")
            .Produces<ImportTaken>(Status202Accepted)
            .Refuses(Status422UnprocessableEntity);
        calls.MapGet("/imports/{id:guid}", ImportCalls.GetAsync).Needs(ApiScopes.Staff | ApiScopes.Cards)
            .Says("GetImport", "How far an import of this token is, and what became of it.")
            .Produces<ImportReport>()
            .Refuses(Status404NotFound);
    }

    private static RouteHandlerBuilder Needs(this RouteHandlerBuilder call, ApiScopes anyOf) => call
        .WithMetadata(new NeededScopes(anyOf))
        .Refuses(Status401Unauthorized, Status403Forbidden, Status429TooManyRequests, Status503ServiceUnavailable);

    private static RouteHandlerBuilder Says(this RouteHandlerBuilder call, string name, string summary) =>
        call.WithName(name).WithSummary(summary);

    /// <summary>A body, read once the caller is let in.</summary>
    private static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder call, params string[] also)
        where TBody : notnull =>
        call.Accepts<TBody>("application/json", also)
            .Refuses(Status400BadRequest, Status413PayloadTooLarge, Status415UnsupportedMediaType);

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder call, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            call.ProducesProblem(status);
        }

        return call;
    }
}
