using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Registrations.AddressChanges;

/// <summary>Whether the RA desk may change an address: asked of the domain, with what is on record. It is part of a turn.</summary>
public sealed class AddressChangeChecks(
    SmartcardDbContext database,
    JourneyEvidence journeys,
    InPersonUsers users,
    InPersonChecks checks,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    public async Task<AddressChangeCard> CardAsync(UserId actor, Card card, CancellationToken cancellationToken)
    {
        var (held, now) = (database.Locks.Hold(card.Id), time.GetUtcNow());
        return new AddressChangeCard(
            await database.Set<Staff>().AnyAsync(s => s.Id == card.StaffId && s.LeftAt != null, cancellationToken),
            await held.IsInUseAsync(cancellationToken),
            await database.Set<CardTaskItem>()
                .Where(CardTaskItem.ThatChangesCard)
                .AnyAsync(t => t.CardId == card.Id && t.ExpiresAt > now, cancellationToken),
            await held.RegistrationAsync(cancellationToken),
            await held.IsStoppedAsync(cancellationToken),
            await users.IsOwnCardAsync(actor, card.Id, cancellationToken),
            await checks.CountReleasedAsync(actor, cancellationToken),
            options.Value.ResetsPerHour);
    }

    /// <returns>Why it may not be changed now; the first is said. Empty = it may.</returns>
    public async Task<IReadOnlyList<AddressChangeRefusal>> RefusalsAsync(AddressChange change, CancellationToken cancellationToken)
    {
        var card = await database.Set<Card>().SingleAsync(c => c.Id == change.CardId, cancellationToken);
        return AddressChangeRules.Refusals(new AddressChangeFacts(
            change,
            await journeys.GetAsync(change.Id, cancellationToken),
            await CardAsync(change.HelpedBy, card, cancellationToken),
            await CountingAsync(change, cancellationToken),
            await database.Locks.Hold(card.Id).LockoutAsync(cancellationToken),
            await MayChangeAsync(change.HelpedBy, cancellationToken),
            options.Value.SecondPerson,
            time.GetUtcNow()));
    }

    public async Task<bool> MayChangeAsync(UserId id, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id.Value, cancellationToken) is { IsEnabled: true } user
        && (user.Roles & AddressChangeRules.Roles) != BackOfficeRoles.None;

    /// <summary>Whoever goes beyond the limit is in the log too.</summary>
    public void TellOfLimit(UserId actor) => checks.TellOfLimit(actor);

    /// <summary>Without what users confirmed who may not, or not any more, or whose own card it is.</summary>
    private async Task<IReadOnlyList<EvidenceItem>> CountingAsync(AddressChange change, CancellationToken cancellationToken)
    {
        var counting = new List<EvidenceItem>();
        foreach (var item in await journeys.EvidenceOfAsync(change.Id, cancellationToken))
        {
            if (item is not { Kind: EvidenceKind.IdentityConfirmed, UserId: { } second }
                || (await users.MayConfirmAsync(second, change.HelpedBy, cancellationToken)
                    && !await users.IsOwnCardAsync(second, change.CardId, cancellationToken)))
            {
                counting.Add(item);
            }
        }

        return counting;
    }
}
