using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.Booth;

/// <summary>Reads the booth's queue, in a fixed number of queries.</summary>
/// <remarks><see cref="BoothQueue"/> does it once for all who see the same people.</remarks>
public sealed class BoothQueueQuery(SmartcardDbContext database, StallFinder stalls)
{
    /// <summary>Open cases that are read at most; more is said.</summary>
    public const int MostCases = 5_000;

    private const int MostShown = 50;

    /// <summary>So many of the newest journeys are gone through for those that somebody may see.</summary>
    private const int MostLooked = 5_000;

    /// <param name="scope">Of whoever looks: nothing of other people counts among the most that are read.</param>
    public async Task<BoothSnapshot> ReadAsync(OrganisationScope scope, CancellationToken cancellationToken)
    {
        var cases = await CasesAsync(MostCases + 1, scope, cancellationToken);
        var resets = await database.Set<InPersonReset>().AsNoTracking()
            .Join(
                database.Set<Journey>().Where(j => j.EndedAt == null),
                r => r.Id,
                j => j.Id,
                (reset, journey) => new { reset.Id, reset.CardId, reset.HelpedBy, journey.StartedAt })
            .OrderBy(r => r.StartedAt)
            .ToListAsync(cancellationToken);
        var silent = await stalls.FindAsync(scope, cancellationToken);
        var newest = await database.Set<Journey>().AsNoTracking()
            .OrderByDescending(j => j.Id)
            .Take(MostLooked)
            .Within(scope, database, j => j.CardId)
            .OrderByDescending(j => j.Id)
            .Take(MostShown)
            .ToListAsync(cancellationToken);
        var kept = await database.KeptAmongAsync(
            [.. newest.Concat(silent.Found.Select(s => s.Journey)).Select(j => j.Id.Value).Distinct()], cancellationToken);
        var holders = await HoldersAsync(
            [
                .. cases.Select(c => c.CardId),
                .. resets.Select(r => (CardId?)r.CardId),
                .. silent.Found.Select(s => s.Journey.CardId),
                .. newest.Select(j => j.CardId),
            ],
            cancellationToken);
        var claims = await database.Set<BoothClaim>().AsNoTracking().ToListAsync(cancellationToken);
        var users = await UsersAsync([.. claims.Select(c => c.UserId), .. resets.Select(r => r.HelpedBy)], cancellationToken);
        CardHolder? HolderOf(CardId? id) => id is { } card ? holders.GetValueOrDefault(card) : null;

        var all = new BoothSnapshot(
            [.. MattersOf(cases.Take(MostCases), holders, claims, users)],
            cases.Count <= MostCases,
            [
                .. resets.Select(r => new QueuedReset(
                    r.Id, r.CardId, r.StartedAt, HolderOf(r.CardId), users.GetValueOrDefault(r.HelpedBy.Value)?.Name)),
            ],
            [
                .. silent.Found.Select(s =>
                    new QueuedStall(s.Journey, s.Cause, HolderOf(s.Journey.CardId), kept.Contains(s.Journey.Id.Value))),
            ],
            silent.IsWhole,
            [.. newest.Select(j => new RecentJourney(j, HolderOf(j.CardId), kept.Contains(j.Id.Value)))]);
        return all.Within(scope);
    }

    /// <summary>As it is at this moment.</summary>
    /// <param name="scope">Of whoever looks.</param>
    /// <returns>Null where no case is open, or its holder may not be seen.</returns>
    public async Task<QueuedMatter?> ReadAsync(MatterId id, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var cases = await database.Set<BoothCase>()
            .Where(BoothCases.OpenOf(id))
            .Select(c => new OpenCase(c.Id, c.CardId, c.Reason, c.OpenedAt))
            .ToListAsync(cancellationToken);
        var holders = await HoldersAsync([.. cases.Select(c => c.CardId)], cancellationToken);
        var claims = await database.Set<BoothClaim>().AsNoTracking().Where(c => c.Id == id).ToListAsync(cancellationToken);
        var users = await UsersAsync([.. claims.Select(c => c.UserId)], cancellationToken);
        return MattersOf(cases, holders, claims, users).SingleOrDefault(m => BoothSnapshot.IsIn(scope, m.CardId, m.Holder));
    }

    /// <summary>Worst first, and within that the one that has waited the longest.</summary>
    private static IEnumerable<QueuedMatter> MattersOf(
        IEnumerable<OpenCase> cases,
        Dictionary<CardId, CardHolder> holders,
        List<BoothClaim> claims,
        Dictionary<Guid, BoothUser> users)
    {
        var claimed = claims.ToDictionary(c => c.Id);
        CardHolder? HolderOf(CardId? id) => id is { } card ? holders.GetValueOrDefault(card) : null;

        return cases
            .OrderBy(c => c.OpenedAt)
            .ThenBy(c => c.Id.Value)
            .GroupBy(c => MatterId.Of(c.CardId, c.Id))
            .Select(of => (of.Key, Cases: of, of.First().CardId, Holder: HolderOf(of.First().CardId)))
            .Select(of => new QueuedMatter(
                of.Key,
                of.CardId,
                of.Holder,
                [.. of.Cases.GroupBy(c => c.Reason).Select(r => new QueuedReason(r.Key, r.First().OpenedAt))],
                claimed.GetValueOrDefault(of.Key) is { } claim
                && claim.IsAbout(of.Cases.First().OpenedAt)
                && users.GetValueOrDefault(claim.UserId.Value) is { MayHelp: true } user
                && BoothSnapshot.IsIn(OrganisationScope.Of(user.Organisation), of.CardId, of.Holder)
                    ? new QueuedClaim(claim.UserId, user.Name, claim.Since)
                    : null))
            .OrderBy(m => m.Urgency)
            .ThenBy(m => m.Since);
    }

    /// <summary>All that is open of the cards in danger comes first, so that nothing of them is cut; then the oldest.</summary>
    private Task<List<OpenCase>> CasesAsync(int most, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var (open, dangers) = (database.Set<BoothCase>().Where(c => c.ClosedAt == null), CaseUrgencies.Dangers.ToArray());
        var inDanger = open.Where(c => c.CardId != null && dangers.Contains(c.Reason)).Select(c => c.CardId!.Value);
        return open
            .Within(scope, database, c => c.CardId)
            .OrderByDescending(c => dangers.Contains(c.Reason) || (c.CardId != null && inDanger.Contains(c.CardId.Value)))
            .ThenBy(c => c.OpenedAt)
            .ThenBy(c => c.Id)
            .Select(c => new OpenCase(c.Id, c.CardId, c.Reason, c.OpenedAt))
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    private async Task<Dictionary<CardId, CardHolder>> HoldersAsync(IEnumerable<CardId?> cards, CancellationToken cancellationToken)
    {
        var ids = cards.OfType<CardId>().Distinct().ToArray();
        return await database.Set<Card>().AsNoTracking()
            .Where(c => ids.Contains(c.Id))
            .Join(
                database.Set<Staff>(),
                c => c.StaffId,
                s => s.Id,
                (c, s) => new { c.Id, s.DisplayName, s.Organisation, c.State, c.StateReason })
            .ToDictionaryAsync(
                c => c.Id, c => new CardHolder(c.DisplayName, c.Organisation, c.State, c.StateReason), cancellationToken);
    }

    private async Task<Dictionary<Guid, BoothUser>> UsersAsync(IEnumerable<UserId> users, CancellationToken cancellationToken)
    {
        var ids = users.Select(u => u.Value).Distinct().ToArray();
        return await database.Users.AsNoTracking()
            .Where(u => ids.Contains(u.Id))
            .Select(u => new BoothUser(
                u.Id, u.DisplayName, u.DisabledAt == null && (u.Roles & InPersonRelease.Roles) != 0, u.Organisation))
            .ToDictionaryAsync(u => u.Id, cancellationToken);
    }

    private sealed record OpenCase(BoothCaseId Id, CardId? CardId, BoothReason Reason, DateTimeOffset OpenedAt);

    private sealed record BoothUser(Guid Id, string Name, bool MayHelp, string? Organisation);
}
