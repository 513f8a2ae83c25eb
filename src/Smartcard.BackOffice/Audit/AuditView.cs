using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.Users;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Look;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Audit;

/// <summary>Puts together the audit for those who look after it, and whether its chain is whole.</summary>
internal sealed class AuditView(
    SmartcardDbContext database,
    AuditLog audit,
    IAuditProgress progress,
    AuditSearch search,
    AuditDays days,
    CardHolders holders)
{
    private const int Shown = 200;

    /// <summary>A longer audit is not verified while somebody waits for the page: a job does that.</summary>
    private const int VerifiedAtOnce = 20_000;

    public async Task<AuditModel> ModelAsync(string? find, TypedDays typed, CancellationToken cancellationToken)
    {
        var users = await database.ActorNamesAsync(cancellationToken);
        var newest = await database.Set<AuditEntry>().AsNoTracking()
            .OrderByDescending(a => a.Sequence)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        var entries = find is null && !typed.AreGiven ? newest : await FindAsync(find, typed, users, cancellationToken);
        var names = await holders.NamesAsync(entries.Select(e => e.CardId), cancellationToken);
        string NameOf(UserId? id) => id is { } user ? users.GetValueOrDefault(user, References.Of(user.Value)) : "–";
        return new AuditModel(
            await ChainAsync(newest, cancellationToken),
            Shown,
            find,
            typed,
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

    private async Task<IReadOnlyList<AuditEntry>> FindAsync(
        string? find, TypedDays typed, IReadOnlyDictionary<UserId, string> users, CancellationToken cancellationToken)
    {
        var range = default(AuditRange?);
        if (typed.AreGiven)
        {
            range = typed.Errors.Any ? null : await days.RangeAsync(typed.FirstDay, typed.LastDay, cancellationToken);
            if (range is null)
            {
                return [];
            }
        }

        return find is null
            ? await database.Set<AuditEntry>().AsNoTracking()
                .Where(a => a.Sequence >= range!.Value.First && a.Sequence <= range.Value.Last)
                .OrderByDescending(a => a.Sequence)
                .Take(Shown)
                .ToListAsync(cancellationToken)
            : await search.FindAsync(find, range, Shown, users, cancellationToken);
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
