using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.Mail;

/// <summary>The mails that did not arrive, for the booth and RA administrators: why, of which journey, and what can be done.</summary>
internal static class MailPages
{
    public const string Path = Policies.BackOffice + "/mails";

    private const int Shown = 200;

    /// <summary>In the page's address after a mail was sent again, so that loading it again sends nothing.</summary>
    private const string SentAgain = "sent-again";

    public static void MapMails(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(Policies.TendMails).AddEndpointFilter<FormGuard>();
        pages.MapGet("", (HttpContext http, LostMails mails, SmartcardDbContext database, CancellationToken cancellationToken) =>
            PageAsync(http, mails, database, why: null, cancellationToken));
        pages.MapPost("/{id:guid}/send-again", SendAgainAsync);
    }

    private static async Task<IResult> SendAgainAsync(Guid id, HttpContext http, LostMails mails, SmartcardDbContext database, CancellationToken cancellationToken) =>
        await mails.SendAgainAsync(new MailId(id), Policies.IdOf(http.User)!.Value, cancellationToken) switch
        {
            SendAgainResult.Done => Results.Redirect($"{Path}?done={SentAgain}"),
            SendAgainResult.HasCode => await PageAsync(http, mails, database, "A mail with a code is never sent again. Its person asks for a new code in the chat.", cancellationToken),
            SendAgainResult.NotLost => await PageAsync(http, mails, database, "This mail is on its way or has arrived, so it was not sent again.", cancellationToken),
            _ => Results.NotFound(),
        };

    private static async Task<IResult> PageAsync(HttpContext http, LostMails mails, SmartcardDbContext database, string? why, CancellationToken cancellationToken)
    {
        var list = await mails.ListAsync(Shown + 1, cancellationToken);
        var view = await RelatedAsync(database, list, cancellationToken);
        var errors = why is null ? new Errors() : new Errors().Add("mails", why);
        var said = Forms.Said(http.Request.Query["done"] == SentAgain && !errors.Any ? "The mail is on its way again. If it comes back once more, it is listed here." : null);
        var rows = list.Take(Shown).Select(mail => RowOf(http, mail, view));
        var table = list.Count == 0
            ? Html.Of($"<p>None: every mail was taken within a minute, and none is known to have come back.</p>")
            : Html.Of($"""
                <div class="wide" tabindex="0" role="region" aria-label="Mails that did not arrive, newest first"><table>
                <tr><th>Made (UTC)<th>Mail<th>What happened<th>What to do</tr>{Html.Join(rows)}</table></div>
                """);
        return Pages.Html(
            "Mails",
            Html.Of($"""
                {said}<h2 id="mails" tabindex="-1">Mails that were given up, came back or are late</h2>
                <p>Newest first.{(list.Count > Shown ? $" Only the newest {Shown} are shown." : "")}</p>{table}
                """),
            Navigation.For(http),
            errors: errors);
    }

    private static Html RowOf(HttpContext http, OutgoingMail mail, Related related)
    {
        var journey = mail.JourneyId is { } id && related.Instances.Contains(id.Value)
            ? Html.Of($"<br><a href=\"{Policies.BackOffice}/instances/{id.Value.ToString()}\" aria-label=\"Its journey, of the mail made {MailWords.TimeOf(mail.CreatedAt)}\">Its journey</a>")
            : default;
        var delivery = mail.Delivery == MailDelivery.Unknown ? default : Html.Of($"<br>{MailWords.DeliveryOf(mail)}");
        return Html.Of($"""
            <tr><td class="line">{MailWords.TimeOf(mail.CreatedAt)}<td>{MailWords.Of(mail.Kind)}<br><span class="line">to {MailWords.MaskedAddressOf(mail)}</span>{journey}
            <td>{MailWords.StateOf(mail)}{delivery}<td>{WhatToDo(http, mail, related)}</tr>
            """);
    }

    private static Html WhatToDo(HttpContext http, OutgoingMail mail, Related related) => mail switch
    {
        { SentAgainAs: { } again } => Html.Of($"Sent again {MailWords.TimeOf(related.SentAgain.TryGetValue(again, out var at) ? at : null)}"),
        { IsLost: false } => Html.Of($"Nothing: it is tried by itself. If many are late, mail has a fault: see the host’s log."),
        { HasCode: true } => Html.Of($"Its person can choose “Send me a new code” in the chat, or begin again there."),
        _ => Forms.Button(http, $"{Path}/{mail.Id.Value}/send-again", "Send again", "second"),
    };

    private static async Task<Related> RelatedAsync(SmartcardDbContext database, IReadOnlyList<OutgoingMail> mails, CancellationToken cancellationToken)
    {
        var journeys = mails.Select(m => m.JourneyId?.Value).OfType<Guid>().Distinct().ToArray();
        var again = mails.Select(m => m.SentAgainAs).OfType<MailId>().ToArray();
        return new Related(
            [.. await database.Set<WorkflowInstanceRow>().Where(i => journeys.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellationToken)],
            await database.Set<OutgoingMail>().Where(m => again.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => (DateTimeOffset?)m.CreatedAt, cancellationToken));
    }

    /// <param name="Instances">Journeys whose record is still there to be looked at.</param>
    /// <param name="SentAgain">When the mails in place of lost ones were made.</param>
    private sealed record Related(HashSet<Guid> Instances, Dictionary<MailId, DateTimeOffset?> SentAgain);
}
