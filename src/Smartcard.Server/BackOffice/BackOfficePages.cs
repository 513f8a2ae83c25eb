using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Lockout;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.BackOffice;

/// <summary>What the IT booth needs from the first day: who waits, and the reset in person that lifts a lockout. For this machine only, until sign-in is there.</summary>
internal static class BackOfficePages
{
    private const int Shown = 50;

    public static void MapBackOffice(this WebApplication app)
    {
        app.MapGet("/backoffice", async (HttpContext http, SmartcardDbContext database, AuditLog audit, CancellationToken cancellationToken) =>
            LocalOnly.Allows(http)
                ? Pages.Html(http, "Back office", await ListAsync(database, audit, cancellationToken))
                : Results.NotFound());
        app.MapPost("/backoffice/cards/{id:guid}/reset-in-person", async (
            Guid id, HttpContext http, Lockouts lockouts, TurnTransaction turn, CancellationToken cancellationToken) =>
        {
            var isOurs = http.Request.Headers.Origin.ToString() == $"{http.Request.Scheme}://{http.Request.Host}";
            if (!LocalOnly.Allows(http) || !isOurs)
            {
                return Results.NotFound();
            }

            await turn.RunAsync(
                async ct =>
                {
                    await lockouts.LiftAsync(new CardId(id), ct);
                    return true;
                },
                cancellationToken);
            return Results.Redirect("/backoffice");
        }).DisableAntiforgery();
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", async (SmartcardDbContext database, CancellationToken cancellationToken) =>
            await database.Database.CanConnectAsync(cancellationToken) ? Results.Text("ready") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task<string> ListAsync(SmartcardDbContext database, AuditLog audit, CancellationToken cancellationToken)
    {
        var cases = await database.Set<BoothCase>().AsNoTracking().Where(c => c.ClosedAt == null).OrderBy(c => c.OpenedAt).Take(Shown).ToListAsync(cancellationToken);
        var journeys = await database.Set<Journey>().AsNoTracking().OrderByDescending(j => j.Id).Take(Shown).ToListAsync(cancellationToken);
        var cards = await database.Set<Card>().AsNoTracking()
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.DisplayName })
            .ToDictionaryAsync(c => c.Id, c => c.DisplayName, cancellationToken);
        string HolderOf(CardId? id) => id is { } card && cards.TryGetValue(card, out var name) ? WebUtility.HtmlEncode(name) : "–";
        string TimeOf(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

        var html = new StringBuilder("<h2>Cards that need help in person</h2>");
        html.Append(cases.Count == 0 ? "<p>None.</p>" : "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Cards that need help in person\"><table><tr><th>Since (UTC)<th>Holder<th>Why<th></tr>");
        foreach (var open in cases)
        {
            html.Append("<tr><td>").Append(TimeOf(open.OpenedAt)).Append("<td>").Append(HolderOf(open.CardId)).Append("<td>").Append(WordsOf(open.Reason)).Append("<td>");
            if (open.CardId is { } card)
            {
                html.Append("<form method=\"post\" action=\"/backoffice/cards/").Append(card.Value).Append("/reset-in-person\"><button>Passcode was reset in person</button></form>");
            }

            html.Append("</tr>");
        }

        html.Append(cases.Count == 0 ? "" : "</table></div>").Append("<h2>Journeys, newest first</h2><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Journeys, newest first\"><table><tr><th>Started (UTC)<th>Kind<th>Holder<th>Now</tr>");
        foreach (var journey in journeys)
        {
            html.Append("<tr><td>").Append(TimeOf(journey.StartedAt)).Append("<td>").Append(journey.Kind).Append("<td>").Append(HolderOf(journey.CardId)).Append("<td>")
                .Append(journey.End is { } end ? WordsOf(end) : "under way").Append("</tr>");
        }

        var broken = await audit.FindBreakAsync(cancellationToken);
        return html.Append("</table></div><p>").Append(broken is null ? "The audit chain is whole." : $"The audit chain is broken at entry {broken}.").Append("</p>").ToString();
    }

    private static string WordsOf(BoothReason reason) => reason switch
    {
        BoothReason.QuestionsLockedOut => "Three wrong submissions of answers",
        BoothReason.CodeLimit => "No more codes for this journey",
        BoothReason.NotMe => "The holder said: this was not me",
        BoothReason.CardKeyDoubtful => "After a reset the card did not prove its key: keep the card and check it",
        _ => "Self-service is stopped for this card",
    };

    private static string WordsOf(JourneyEnd end) => end switch
    {
        JourneyEnd.Completed => "completed",
        JourneyEnd.Referred => "sent to the IT booth",
        JourneyEnd.Stopped => "ended without",
        JourneyEnd.Cancelled => "cancelled by the person",
        JourneyEnd.Abandoned => "given up: nothing heard for 30 minutes",
        _ => "ended by a fault",
    };
}
