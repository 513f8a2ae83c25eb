using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Look;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Audit;

/// <summary>Puts together the audit for those who look after it, and whether its chain is whole.</summary>
internal sealed class AuditView(
    SmartcardDbContext database, AuditLog audit, IAuditProgress progress, AuditSearch search, CardHolders holders)
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
        var entries = find is null ? newest : await search.FindAsync(find, Shown, users, cancellationToken);
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
