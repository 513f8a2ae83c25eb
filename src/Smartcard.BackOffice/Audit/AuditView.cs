using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.People;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Look;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Audit;

/// <summary>Puts together the audit for those who look after it, and whether its chain is whole.</summary>
internal sealed class AuditView(
    SmartcardDbContext database, AuditLog audit, IAuditProgress progress, CardHolders holders, PersonSearch people)
{
    private const int Shown = 200;

    /// <summary>A longer audit is not verified while somebody waits for the page: a job does that.</summary>
    private const int VerifiedAtOnce = 20_000;

    public async Task<AuditModel> ModelAsync(string? find, CancellationToken cancellationToken)
    {
        var users = await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken);
        var newest = await database.Set<AuditEntry>().AsNoTracking()
            .OrderByDescending(a => a.Sequence)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        var entries = find is null ? newest : await FindAsync(find, users, cancellationToken);
        var names = await holders.NamesAsync(entries.Select(e => e.CardId), cancellationToken);
        string NameOf(UserId? id) => id is { } user ? users.GetValueOrDefault(user, References.Of(user.Value)) : "–";
        return new AuditModel(
            await ChainAsync(newest, cancellationToken),
            Shown,
            find,
            [
                .. entries.Select(e => new AuditLine(
                    e.Sequence,
                    e.At,
                    e.Event,
                    NameOf(e.ActorId),
                    NameOf(e.SubjectId),
                    e.JourneyId?.Value,
                    e.CardId?.Value,
                    e.CardId is { } card ? names.GetValueOrDefault(card) : null)),
            ]);
    }

    /// <summary>What was done by or to somebody, to a card, or in a journey; and events by their words or codes.</summary>
    private async Task<List<AuditEntry>> FindAsync(string find, Dictionary<UserId, string> users, CancellationToken cancellationToken)
    {
        var cards = await people.FindCardsAsync(find, cancellationToken);
        var accounts = users
            .Where(u => References.IsMeant(find, u.Key.Value) || u.Value.Contains(find, StringComparison.OrdinalIgnoreCase))
            .Select(u => u.Key)
            .ToArray();
        var journeys = await JourneysAsync(find, cancellationToken);
        var events = AuditWords.Find(find);
        var withDetail = events.Select(name => name + ":%").ToArray();
        return await database.Set<AuditEntry>().AsNoTracking()
            .Where(a => cards.Contains(a.CardId!.Value)
                || accounts.Contains(a.ActorId!.Value)
                || accounts.Contains(a.SubjectId!.Value)
                || journeys.Contains(a.JourneyId!.Value)
                || a.Event == find
                || events.Contains(a.Event)
                || withDetail.Any(pattern => EF.Functions.Like(a.Event, pattern)))
            .OrderByDescending(a => a.Sequence)
            .Take(Shown)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Those of the newest entries that the reference means, and the one whose whole id was typed.</summary>
    private async Task<JourneyId[]> JourneysAsync(string find, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(find, out var id))
        {
            return [new JourneyId(id)];
        }

        var newest = await database.Set<AuditEntry>().AsNoTracking()
            .Where(a => a.JourneyId != null)
            .OrderByDescending(a => a.Sequence)
            .Select(a => a.JourneyId!.Value)
            .Take(VerifiedAtOnce)
            .ToListAsync(cancellationToken);
        return [.. newest.Distinct().Where(journey => References.IsMeant(find, journey.Value))];
    }

    private async Task<Telling> ChainAsync(List<AuditEntry> newest, CancellationToken cancellationToken)
    {
        var verified = progress.Read();
        return verified.BrokenAt is null && newest is not [{ Sequence: > VerifiedAtOnce }, ..]
            ? WordsOf(await audit.FindBreakAsync(cancellationToken))
            : WordsOf(verified);
    }

    private static Telling WordsOf(long? broken) =>
        new(broken is null ? Catalogue.Audit["chain.complete"] : Catalogue.Audit["chain.broken", ("entry", broken)]);

    private static Telling WordsOf(AuditProgress verified) => verified switch
    {
        { BrokenAt: { } entry } => new Telling(Catalogue.Audit["chain.brokenWhy", ("entry", entry), ("reason", verified.Reason)]),
        { At: { } at } => new Telling(Catalogue.Audit["chain.verified", ("entry", verified.Sequence)], at, "."),
        _ => new Telling(Catalogue.Audit["chain.later"]),
    };
}
