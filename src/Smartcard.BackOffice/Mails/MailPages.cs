using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Mails;

/// <summary>The mails that did not arrive, for the booth and RA administrators: why, of which journey, and what can be done.</summary>
internal static class MailPages
{
    public const string Path = Policies.BackOffice + "/mails";

    /// <summary>The list alone.</summary>
    public const string NowPath = Path + "/now";

    private const int Shown = 200;

    /// <summary>In the page's address after a mail was sent again, so that loading it again sends nothing.</summary>
    private const string SentAgain = "sent-again";

    public static void MapMails(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(Policies.TendMails).GuardForms();
        pages.ShowsTheirPeople();
        pages.MapGet("", (HttpContext http, LostMails mails, SmartcardDbContext database, CancellationToken cancellationToken) =>
            PageAsync(http, mails, database, why: null, cancellationToken));
        pages.MapGet("/now", async (
                HttpContext http, LostMails mails, SmartcardDbContext database, CancellationToken cancellationToken) =>
            Pages.Part<MailsNow, LostMailList>(await ListAsync(http, mails, database, cancellationToken))).KeepsNoSession();
        pages.MapPost("/{id:guid}/send-again", SendAgainAsync).IsAbout(ScopedThing.Mail);
    }

    private static async Task<IResult> SendAgainAsync(
        Guid id,
        HttpContext http,
        LostMails mails,
        SmartcardDbContext database,
        CancellationToken cancellationToken) =>
        await mails.SendAgainAsync(new MailId(id), Policies.IdOf(http.User)!.Value, cancellationToken) switch
        {
            SendAgainResult.Done => Results.Redirect($"{Path}?done={SentAgain}"),
            SendAgainResult.HasCode => await PageAsync(
                http,
                mails,
                database,
                Catalogue.MailPages["hasCode"],
                cancellationToken),
            SendAgainResult.NotLost => await PageAsync(
                http,
                mails,
                database,
                Catalogue.MailPages["notLost"],
                cancellationToken),
            _ => Results.NotFound(),
        };

    private static async Task<IResult> PageAsync(
        HttpContext http,
        LostMails mails,
        SmartcardDbContext database,
        string? why,
        CancellationToken cancellationToken)
    {
        var errors = why is null ? new Errors() : new Errors().Add("mails", why);
        return Pages.Show<MailsPage, MailsModel>(
            new PageFrame(Catalogue.MailPages["title"]) { Menu = Navigation.For(http), Errors = errors, IsLive = true },
            new MailsModel(await ListAsync(http, mails, database, cancellationToken), http.Request.Query["done"] == SentAgain, errors));
    }

    private static async Task<LostMailList> ListAsync(
        HttpContext http, LostMails mails, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var list = await mails.ListAsync(Shown + 1, http.User.ScopeOf(), cancellationToken);
        var related = await RelatedAsync(database, list, cancellationToken);
        return new LostMailList([.. list.Take(Shown).Select(mail => LineOf(mail, related))], list.Count > Shown ? Shown : null);
    }

    private static MailLine LineOf(OutgoingMail mail, Related related) => new(
        mail.Id.Value,
        mail.CreatedAt,
        MailWords.Of(mail.Kind),
        MailWords.MaskedAddressOf(mail),
        mail.JourneyId is { } id && related.Instances.Contains(id.Value) ? $"{Policies.BackOffice}/instances/{id.Value}" : null,
        MailWords.StateOf(mail),
        MailWords.DeliveryOf(mail),
        AdviceOf(mail, related),
        mail is { SentAgainAs: null, IsLost: true, HasCode: false } ? $"{Path}/{mail.Id.Value}/send-again" : null);

    private static Telling? AdviceOf(OutgoingMail mail, Related related) => mail switch
    {
        { SentAgainAs: { } again } => new Telling(Catalogue.MailPages["advice.again"], related.SentAgain.GetValueOrDefault(again)),
        { IsLost: false } => new Telling(Catalogue.MailPages["advice.wait"]),
        { Kind: MailKind.AddressCode } => new Telling(Catalogue.MailPages["advice.addressCode"]),
        { HasCode: true } => new Telling(Catalogue.MailPages["advice.code"]),
        _ => null,
    };

    private static async Task<Related> RelatedAsync(
        SmartcardDbContext database,
        IReadOnlyList<OutgoingMail> mails,
        CancellationToken cancellationToken)
    {
        var journeys = mails.Select(m => m.JourneyId?.Value).OfType<Guid>().Distinct().ToArray();
        var again = mails.Select(m => m.SentAgainAs).OfType<MailId>().ToArray();
        return new Related(
            await database.KeptAmongAsync(journeys, cancellationToken),
            await database
                .Set<OutgoingMail>()
                .Where(m => again.Contains(m.Id))
                .ToDictionaryAsync(m => m.Id, m => (DateTimeOffset?)m.CreatedAt, cancellationToken));
    }

    /// <param name="Instances">Journeys whose record is still there to be looked at.</param>
    /// <param name="SentAgain">When the mails instead of lost ones were made.</param>
    private sealed record Related(HashSet<Guid> Instances, Dictionary<MailId, DateTimeOffset?> SentAgain);
}
