using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Lockout;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;

namespace Smartcard.Server.BackOffice;

/// <summary>What the IT booth needs: who waits, and the reset in person that lifts a lockout; and the audit, for those who look after it.</summary>
internal static class BackOfficePages
{
    private const int Shown = 50;
    private const int ShownAudit = 200;

    public static void MapBackOffice(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).AddEndpointFilter<FormGuard>();
        pages.MapGet("", async (HttpContext http, SmartcardDbContext database, CancellationToken cancellationToken) =>
            Pages.Html(http, "Back office", await ListAsync(http, database, cancellationToken), Navigation.For(http))).RequireAuthorization(Policies.SeeBooth);
        pages.MapPost("/cards/{id:guid}/reset-in-person", ResetInPersonAsync).RequireAuthorization(Policies.ActAtBooth);
        pages.MapGet("/audit", async (HttpContext http, SmartcardDbContext database, AuditLog audit, CancellationToken cancellationToken) =>
            Pages.Html(http, "Audit", await AuditAsync(database, audit, cancellationToken), Navigation.For(http))).RequireAuthorization(Policies.SeeAudit);
    }

    private static async Task<IResult> ResetInPersonAsync(Guid id, HttpContext http, Lockouts lockouts, TurnTransaction turn, CancellationToken cancellationToken)
    {
        await turn.RunAsync(
            async ct =>
            {
                await lockouts.LiftAsync(new CardId(id), Policies.IdOf(http.User)!.Value, ct);
                return true;
            },
            cancellationToken);
        return Results.Redirect(Policies.BackOffice);
    }

    private static async Task<Html> ListAsync(HttpContext http, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var cases = await database.Set<BoothCase>().AsNoTracking().Where(c => c.ClosedAt == null).OrderBy(c => c.OpenedAt).Take(Shown).ToListAsync(cancellationToken);
        var journeys = await database.Set<Journey>().AsNoTracking().OrderByDescending(j => j.Id).Take(Shown).ToListAsync(cancellationToken);
        var cards = await database.Set<Card>().AsNoTracking()
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.DisplayName })
            .ToDictionaryAsync(c => c.Id, c => c.DisplayName, cancellationToken);
        string HolderOf(CardId? id) => id is { } card && cards.TryGetValue(card, out var name) ? name : "–";
        Html ActionOn(CardId? id) => id is { } card && http.User.May(Policies.ActAtBooth)
            ? Forms.Button(http, $"/backoffice/cards/{card.Value}/reset-in-person", "Passcode was reset in person")
            : default;

        var waiting = cases.Count == 0
            ? Html.Of($"<p>None.</p>")
            : Table("Cards that need help in person", ["Since (UTC)", "Holder", "Why", "Done"], cases.Select(open =>
                Html.Of($"<tr><td class=\"line\">{TimeOf(open.OpenedAt)}<td>{HolderOf(open.CardId)}<td>{WordsOf(open.Reason)}<td>{ActionOn(open.CardId)}</tr>")));
        var begun = Table("Journeys, newest first", ["Started (UTC)", "Kind", "Holder", "Now"], journeys.Select(journey =>
            Html.Of($"<tr><td class=\"line\">{TimeOf(journey.StartedAt)}<td>{journey.Kind.ToString()}<td>{HolderOf(journey.CardId)}<td>{(journey.End is { } end ? WordsOf(end) : "under way")}</tr>")));
        return Html.Of($"<h2>Cards that need help in person</h2>{waiting}<h2>Journeys, newest first</h2>{begun}");
    }

    private static async Task<Html> AuditAsync(SmartcardDbContext database, AuditLog audit, CancellationToken cancellationToken)
    {
        var entries = await database.Set<AuditEntry>().AsNoTracking().OrderByDescending(a => a.Sequence).Take(ShownAudit).ToListAsync(cancellationToken);
        var names = await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken);
        string NameOf(UserId? id) => id is { } user ? names.GetValueOrDefault(user, user.Value.ToString()) : "–";
        var broken = await audit.FindBreakAsync(cancellationToken);
        var chain = broken is null ? "The audit chain is whole." : $"The audit chain is broken at entry {broken}.";
        var list = Table("Audit, newest first", ["Entry", "At (UTC)", "What", "By", "Account", "Card"], entries.Select(entry =>
            Html.Of($"<tr><td>{entry.Sequence}<td class=\"line\">{TimeOf(entry.At)}<td class=\"line\">{entry.Event}<td>{NameOf(entry.ActorId)}<td>{NameOf(entry.SubjectId)}<td class=\"line\">{entry.CardId?.Value.ToString() ?? "–"}</tr>")));
        return Html.Of($"<p>{chain}</p><h2>The last {ShownAudit} entries, newest first</h2>{list}");
    }

    private static Html Table(string label, string[] heads, IEnumerable<Html> rows) => Html.Of(
        $"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><tr>{Html.Join(heads.Select(head => Html.Of($"<th>{head}")))}</tr>{Html.Join(rows)}</table></div>");

    private static string TimeOf(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

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
        JourneyEnd.Moved => "went on by the workflow of their organisation",
        _ => "ended by a fault",
    };
}
