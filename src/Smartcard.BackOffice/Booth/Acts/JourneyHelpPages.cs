using System.Security.Claims;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth.Acts;

/// <summary>Help with a journey that stands still: what can be done, and a page for each act, which asks for a reason first.</summary>
internal static class JourneyHelpPages
{
    private static readonly Dictionary<string, JourneyActKind> Kinds =
        Enum.GetValues<JourneyActKind>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Where this user helps with the journey; null where they may not, or nothing can be done any more.</summary>
    public static string? PageFor(ClaimsPrincipal user, Journey journey) =>
        user.May(Policies.ActAtBooth)
        && JourneyKinds.WithWorkflow.Contains(journey.Kind)
        && (journey.EndedAt is null || (journey.End == JourneyEnd.Faulted && user.May(Policies.EditWorkflows)))
            ? PageOf(journey.Id)
            : null;

    public static string PageOf(JourneyId id) => $"{Policies.BackOffice}/journeys/{id.Value}/help";

    /// <summary>In the address of its page.</summary>
    public static string NameOf(JourneyActKind kind) => kind switch
    {
        JourneyActKind.Message => "message",
        JourneyActKind.SendMail => "send-mail",
        JourneyActKind.AllowCode => "one-more-code",
        JourneyActKind.ClearQuestions => "clear-questions",
        JourneyActKind.End => "end",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static void MapJourneyHelp(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice + "/journeys/{id:guid}/help")
            .GuardForms()
            .RequireAuthorization(Policies.ActAtBooth)
            .IsAbout(ScopedThing.Journey);
        pages.MapGet("", PageAsync);
        pages.MapGet("/now", NowAsync).KeepsNoSession();
        foreach (var (name, kind) in Kinds)
        {
            pages.MapGet("/" + name, (Guid id, HttpContext http, JourneyActView view, CancellationToken ct) =>
                AskAsync(OrderOf(id, kind, http, form: null), refused: null, http, view, ct));
            pages.MapPost("/" + name, async (Guid id, HttpContext http, BoothActs acts, JourneyActView view, CancellationToken ct) =>
                await DoAsync(OrderOf(id, kind, http, await http.Request.ReadFormAsync(ct)), http, acts, view, ct));
        }
    }

    private static async Task<IResult> PageAsync(Guid id, HttpContext http, JourneyActView view, CancellationToken cancellationToken) =>
        await view.StateAsync(new JourneyId(id), http, cancellationToken) is { } state
            ? Pages.Show<JourneyHelpPage, JourneyHelpModel>(
                new PageFrame(Catalogue.Acts["help"]) { Menu = Navigation.For(http), IsLive = true },
                new JourneyHelpModel($"{PageOf(new JourneyId(id))}/now", DoneOf(http), state))
            : Results.NotFound();

    private static async Task<IResult> NowAsync(Guid id, HttpContext http, JourneyActView view, CancellationToken cancellationToken) =>
        await view.StateAsync(new JourneyId(id), http, cancellationToken) is { } state
            ? Pages.Part<JourneyHelpNow, JourneyHelpState>(state)
            : Results.NotFound();

    private static async Task<IResult> DoAsync(
        BoothActOrder order, HttpContext http, BoothActs acts, JourneyActView view, CancellationToken cancellationToken) =>
        await acts.DoAsync(order, cancellationToken) switch
        {
            BoothActResult.Done => Results.Redirect($"{PageOf(order.JourneyId)}?done={NameOf(order.Kind)}"),
            BoothActResult.Refused(var refusal) => await AskAsync(order, refusal, http, view, cancellationToken),
            _ => Results.NotFound(),
        };

    private static async Task<IResult> AskAsync(
        BoothActOrder order, ActRefusal? refused, HttpContext http, JourneyActView view, CancellationToken cancellationToken) =>
        await view.AskAsync(order, refused, http, cancellationToken) is { } model
            ? Pages.Show<JourneyActPage, JourneyActModel>(
                new PageFrame(ActWords.Of(order.Kind))
                {
                    Menu = Navigation.For(http),
                    Errors = model.Errors,
                    Status = refused is not null && model.Refusal is not null ? StatusCodes.Status409Conflict : null,
                },
                model)
            : Results.NotFound();

    /// <param name="form">Null = the page is opened.</param>
    private static BoothActOrder OrderOf(Guid id, JourneyActKind kind, HttpContext http, IFormCollection? form) =>
        new(
            Guid.TryParse(form?["act"], out var act) ? new JourneyActId(act) : JourneyActId.New(),
            kind,
            new JourneyId(id),
            Policies.IdOf(http.User)!.Value,
            form?["choice"].ToString() ?? "")
        {
            Check = kind == JourneyActKind.ClearQuestions ? form?["check"].ToString() : null,
            Seen = kind == JourneyActKind.ClearQuestions ? form?["seen"].ToString().Trim() : null,
        };

    private static string? DoneOf(HttpContext http) =>
        Kinds.TryGetValue(http.Request.Query["done"].ToString(), out var kind) ? ActWords.DoneOf(kind) : null;
}
