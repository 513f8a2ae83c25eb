using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>Whether a reset in person may be made: asked of the domain, with what is on record. S14.</summary>
/// <remarks>Resets in person are made in turns without a scope. So no other turn changes what is read here before the commit.</remarks>
public sealed class InPersonChecks(
    SmartcardDbContext database, JourneyEvidence journeys, IOptions<BoothOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>In a turn, whose answer holds until its commit.</summary>
    /// <param name="session">Null leaves out what only the helper's own call can show.</param>
    public async Task<IReadOnlyList<InPersonRefusal>> RefusalsAsync(
        InPersonReset reset, HelperSessionId? session, CancellationToken cancellationToken) =>
        await RefusalsAsync(
            reset,
            await journeys.GetAsync(reset.Id, cancellationToken),
            await journeys.EvidenceOfAsync(reset.Id, cancellationToken),
            await database.Locks.Hold(reset.CardId).LockoutAsync(cancellationToken),
            session,
            cancellationToken);

    /// <summary>To be shown, outside of a turn: it may be different in the next moment.</summary>
    public async Task<IReadOnlyList<InPersonRefusal>> LookAsync(InPersonReset reset, Journey journey, CancellationToken cancellationToken)
    {
        var (id, card) = (reset.Id, reset.CardId);
        return await RefusalsAsync(
            reset,
            journey,
            await database.Set<EvidenceItem>().AsNoTracking().Where(e => e.JourneyId == id).ToListAsync(cancellationToken),
            await database.Set<CardLockout>().AsNoTracking().SingleOrDefaultAsync(l => l.CardId == card, cancellationToken),
            session: null,
            cancellationToken);
    }

    /// <summary>
    /// Whether the card is this user's own: an RA administrator said so, the names are the same, or mails about the card go to the
    /// address by which the user signs in.
    /// </summary>
    public async Task<bool> IsOwnCardAsync(UserId userId, CardId cardId, CancellationToken cancellationToken)
    {
        var user = await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId.Value, cancellationToken);
        var holder = await database.Set<Card>().AsNoTracking()
            .Where(c => c.Id == cardId)
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, staff) => staff)
            .SingleOrDefaultAsync(cancellationToken);
        if (user is null || holder is null)
        {
            return true; // nobody knows, so nobody may
        }

        var registration = await journeys.ReadRegistrationAsync(cardId, cancellationToken);
        return user.StaffId == holder.Id
            || IsSame(user.DisplayName, holder.DisplayName)
            || (registration?.Address is { } address && (IsSame(user.Email, address.Value) || IsSame(user.UserName, address.Value)));
    }

    /// <summary>How many resets this user has released within the last hour.</summary>
    public Task<int> CountReleasedAsync(UserId userId, CancellationToken cancellationToken) =>
        ReleasedBy(userId).CountAsync(cancellationToken);

    private async Task<IReadOnlyList<InPersonRefusal>> RefusalsAsync(
        InPersonReset reset,
        Journey journey,
        IReadOnlyList<EvidenceItem> evidence,
        CardLockout? lockout,
        HelperSessionId? session,
        CancellationToken cancellationToken) =>
        InPersonRelease.Refusals(
            reset,
            journey,
            evidence,
            session,
            lockout,
            options.Value.Rules,
            await IsOwnCardAsync(reset.HelpedBy, reset.CardId, cancellationToken),
            await CountReleasedAsync(reset, cancellationToken),
            time.GetUtcNow());

    private Task<int> CountReleasedAsync(InPersonReset reset, CancellationToken cancellationToken) =>
        ReleasedBy(reset.HelpedBy).CountAsync(e => e.JourneyId != reset.Id, cancellationToken);

    private IQueryable<EvidenceItem> ReleasedBy(UserId userId)
    {
        var since = time.GetUtcNow() - Hour;
        return database.Set<EvidenceItem>()
            .Where(e => e.UserId == userId && e.At > since && e.Kind == EvidenceKind.ResetReleased);
    }

    private static bool IsSame(string? one, string other) => string.Equals(one?.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
