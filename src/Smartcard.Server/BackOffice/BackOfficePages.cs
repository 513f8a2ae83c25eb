using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Lockout;
using Smartcard.Server.Jobs;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;

namespace Smartcard.Server.BackOffice;

/// <summary>What the IT booth needs: who waits, and the reset in person that lifts a lockout; and the audit, for those who look after it.</summary>
internal static class BackOfficePages
{
    private const int Shown = 50;
    private const int ShownAudit = 200;

    /// <summary>A longer audit is not verified while somebody waits for the page: a job does that.</summary>
    private const int VerifiedAtOnce = 20_000;

    public static void MapBackOffice(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).AddEndpointFilter<FormGuard>();
        pages.MapGet("", async (HttpContext http, SmartcardDbContext database, AuditProgressFile verified, TimeProvider time, CancellationToken cancellationToken) =>
            Pages.Html("Back office", Html.Of($"{AlarmOf(http, verified)}{await ListAsync(http, database, time.GetUtcNow(), cancellationToken)}"), Navigation.For(http))).RequireAuthorization(Policies.SeeBooth);
        pages.MapPost("/cards/{id:guid}/reset-in-person", ResetInPersonAsync).RequireAuthorization(Policies.ActAtBooth);
        pages.MapGet("/audit", async (HttpContext http, SmartcardDbContext database, AuditLog audit, AuditProgressFile verified, CancellationToken cancellationToken) =>
            Pages.Html("Audit", await AuditAsync(database, audit, verified.Read(), cancellationToken), Navigation.For(http))).RequireAuthorization(Policies.SeeAudit).Heavy();
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

    private static async Task<Html> ListAsync(HttpContext http, SmartcardDbContext database, DateTimeOffset now, CancellationToken cancellationToken)
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
            Html.Of($"<tr><td class=\"line\">{TimeOf(journey.StartedAt)}<td>{journey.Kind.ToString()}<td>{HolderOf(journey.CardId)}<td>{NowOf(journey, now)}</tr>")));
        return Html.Of($"<h2>Cards that need help in person</h2>{waiting}<h2>Journeys, newest first</h2>{begun}");
    }

    /// <summary>For whoever may see the audit: it was changed, which is the first thing to know on any page.</summary>
    private static Html AlarmOf(HttpContext http, AuditProgressFile verified) =>
        http.User.May(Policies.SeeAudit) && verified.Read() is { BrokenAt: { } entry } progress
            ? Html.Of($"<div class=\"nhsuk-error-summary\" role=\"alert\"><h2 class=\"nhsuk-error-summary__title\">The audit was changed</h2><p>Entry {entry}: {progress.Reason}. Tell whoever is responsible for security, and do not change the database. <a href=\"/backoffice/audit\">Open the audit</a></p></div>")
            : default;

    private static string NowOf(Journey journey, DateTimeOffset now) => journey switch
    {
        { End: { } end } => WordsOf(end),
        _ when now - journey.LastHeardAt is var silent && silent >= SilentJourneys.StalledAfter => string.Create(CultureInfo.InvariantCulture, $"under way, nothing heard for {(int)silent.TotalMinutes} minutes"),
        _ => "under way",
    };

    private static async Task<Html> AuditAsync(SmartcardDbContext database, AuditLog audit, AuditProgress verified, CancellationToken cancellationToken)
    {
        var entries = await database.Set<AuditEntry>().AsNoTracking().OrderByDescending(a => a.Sequence).Take(ShownAudit).ToListAsync(cancellationToken);
        var names = await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken);
        string NameOf(UserId? id) => id is { } user ? names.GetValueOrDefault(user, user.Value.ToString()) : "–";
        var chain = verified.BrokenAt is null && entries is not [{ Sequence: > VerifiedAtOnce }, ..]
            ? WordsOf(await audit.FindBreakAsync(cancellationToken))
            : WordsOf(verified);
        var list = Table("Audit, newest first", ["Entry", "At (UTC)", "What", "By", "Account", "Card"], entries.Select(entry =>
            Html.Of($"<tr><td>{entry.Sequence}<td class=\"line\">{TimeOf(entry.At)}<td class=\"line\">{entry.Event}<td>{NameOf(entry.ActorId)}<td>{NameOf(entry.SubjectId)}<td class=\"line\">{entry.CardId?.Value.ToString() ?? "–"}</tr>")));
        return Html.Of($"<p>{chain}</p><h2>The last {ShownAudit} entries, newest first</h2>{list}");
    }

    private static Html Table(string label, string[] heads, IEnumerable<Html> rows) => Html.Of(
        $"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><tr>{Html.Join(heads.Select(head => Html.Of($"<th>{head}")))}</tr>{Html.Join(rows)}</table></div>");

    private static string TimeOf(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string WordsOf(long? broken) => broken is null ? "The audit chain is whole." : $"The audit chain is broken at entry {broken}.";

    private static string WordsOf(AuditProgress verified) => verified switch
    {
        { BrokenAt: { } entry } => $"The audit chain is broken at entry {entry}: {verified.Reason}.",
        { At: { } at } => $"The audit chain is whole up to entry {verified.Sequence}, verified at {TimeOf(at)} UTC.",
        _ => "The audit chain is verified within ten minutes of the host's start.",
    };

    private static string WordsOf(BoothReason reason) => reason switch
    {
        BoothReason.QuestionsLockedOut => "Three wrong submissions of answers",
        BoothReason.CodeLimit => "No more codes for this journey",
        BoothReason.NotMe => "The holder said: this was not me",
        BoothReason.SetAside => "We stopped the journey because of a fault on our side: help in person, and tell whoever runs Smartcard",
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
