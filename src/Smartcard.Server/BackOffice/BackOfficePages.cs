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
using Smartcard.Server.Look;
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
        pages.MapGet("", BoothAsync).RequireAuthorization(Policies.SeeBooth);
        pages.MapPost("/cards/{id:guid}/reset-in-person", ResetInPersonAsync).RequireAuthorization(Policies.ActAtBooth);
        pages.MapGet("/audit", AuditAsync).RequireAuthorization(Policies.SeeAudit).Heavy();
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

    private static async Task<IResult> BoothAsync(HttpContext http, SmartcardDbContext database, AuditProgressFile verified, TimeProvider time, CancellationToken cancellationToken)
    {
        var cases = await database.Set<BoothCase>().AsNoTracking().Where(c => c.ClosedAt == null).OrderBy(c => c.OpenedAt).Take(Shown).ToListAsync(cancellationToken);
        var journeys = await database.Set<Journey>().AsNoTracking().OrderByDescending(j => j.Id).Take(Shown).ToListAsync(cancellationToken);
        var cards = await database.Set<Card>().AsNoTracking()
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.DisplayName })
            .ToDictionaryAsync(c => c.Id, c => c.DisplayName, cancellationToken);
        var (now, mayReset) = (time.GetUtcNow(), http.User.May(Policies.ActAtBooth));
        string HolderOf(CardId? id) => id is { } card && cards.TryGetValue(card, out var name) ? name : "–";
        string? ResetOf(CardId? id) => id is { } card && mayReset ? $"{Policies.BackOffice}/cards/{card.Value}/reset-in-person" : null;

        return Pages.Show<BoothPage, BoothModel>(
            new PageFrame("Back office") { Menu = Navigation.For(http) },
            new BoothModel(
                http.User.May(Policies.SeeAudit) && verified.Read() is { BrokenAt: { } entry } progress ? new AuditAlarm(entry, progress.Reason) : null,
                [.. cases.Select(open => new BoothLine(open.OpenedAt, HolderOf(open.CardId), WordsOf(open.Reason), ResetOf(open.CardId)))],
                [.. journeys.Select(journey => new JourneyLine(journey.StartedAt, journey.Kind.ToString(), HolderOf(journey.CardId), NowOf(journey, now)))]));
    }

    private static string NowOf(Journey journey, DateTimeOffset now) => journey switch
    {
        { End: { } end } => WordsOf(end),
        _ when now - journey.LastHeardAt is var silent && silent >= SilentJourneys.StalledAfter => string.Create(CultureInfo.InvariantCulture, $"under way, nothing heard for {(int)silent.TotalMinutes} minutes"),
        _ => "under way",
    };

    private static async Task<IResult> AuditAsync(HttpContext http, SmartcardDbContext database, AuditLog audit, AuditProgressFile progress, CancellationToken cancellationToken)
    {
        var verified = progress.Read();
        var entries = await database.Set<AuditEntry>().AsNoTracking().OrderByDescending(a => a.Sequence).Take(ShownAudit).ToListAsync(cancellationToken);
        var names = await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken);
        string NameOf(UserId? id) => id is { } user ? names.GetValueOrDefault(user, user.Value.ToString()) : "–";
        var chain = verified.BrokenAt is null && entries is not [{ Sequence: > VerifiedAtOnce }, ..]
            ? WordsOf(await audit.FindBreakAsync(cancellationToken))
            : WordsOf(verified);
        return Pages.Show<AuditPage, AuditModel>(
            new PageFrame("Audit") { Menu = Navigation.For(http) },
            new AuditModel(
                chain,
                ShownAudit,
                [.. entries.Select(e => new AuditLine(e.Sequence, e.At, e.Event, NameOf(e.ActorId), NameOf(e.SubjectId), e.CardId?.Value.ToString() ?? "–"))]));
    }

    private static Telling WordsOf(long? broken) =>
        new(broken is null ? "The audit chain is whole." : $"The audit chain is broken at entry {broken}.");

    private static Telling WordsOf(AuditProgress verified) => verified switch
    {
        { BrokenAt: { } entry } => new Telling($"The audit chain is broken at entry {entry}: {verified.Reason}."),
        { At: { } at } => new Telling($"The audit chain is whole up to entry {verified.Sequence}, verified on", at, "."),
        _ => new Telling("The audit chain will be verified within ten minutes of the host's start."),
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
