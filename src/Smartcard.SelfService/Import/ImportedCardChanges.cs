using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Changes cards that are there, each under its lock and with its entry in the audit. It is part of an import's turn.</summary>
/// <remarks>A card that gets another holder leaves its registration behind: answers and address are of the one who had it before.</remarks>
public sealed class ImportedCardChanges(SmartcardDbContext database, TurnTransaction turn, CardStates states, AuditLog audit)
{
    private const int Size = 500;

    internal async Task MakeAsync(UserId? actor, IReadOnlyList<CardChange> changes, CancellationToken cancellationToken)
    {
        foreach (var some in changes.Chunk(Size))
        {
            var held = some.ToDictionary(change => change.Seen.Id, change => database.Locks.Hold(change.Seen.Id));
            CardId[] ids = [.. held.Keys];
            var cards = await database.Set<Card>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
            var keys = await database.Set<CardKey>().Where(k => ids.Contains(k.CardId)).ToDictionaryAsync(k => k.CardId, cancellationToken);
            foreach (var change in some)
            {
                var card = cards.GetValueOrDefault(change.Seen.Id);
                if (card is null || card.StaffId != change.Seen.StaffId || card.State != change.Seen.State)
                {
                    throw new ImportOvertakenException();
                }

                await GiveAsync(actor, card, held[card.Id], change.Holder, cancellationToken);
                SetKeys(actor, card, change, keys.GetValueOrDefault(card.Id));
                await SetStateAsync(actor, card, change.State, cancellationToken);
            }
        }

        if (changes.Count > 0)
        {
            BoothQueue.TellChanged(turn);
        }
    }

    /// <summary>Whoever has left unlocks nothing, with the cards that they had and with those that this import gives them.</summary>
    internal async Task SuspendOfLeaversAsync(
        UserId? actor, IReadOnlyList<StaffId> leavers, IReadOnlyList<CardChange> changes, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken); // the queries below see who holds the cards now
        foreach (var some in leavers.Concat(changes.Select(change => change.Holder)).Distinct().Chunk(Size))
        {
            var ids = await database.Set<Card>()
                .Where(c => some.Contains(c.StaffId)
                    && c.State == CardState.InUse
                    && database.Set<Staff>().Any(s => s.Id == c.StaffId && s.LeftAt != null))
                .Select(c => c.Id)
                .ToListAsync(cancellationToken);
            foreach (var id in ids)
            {
                await states.SuspendAsync(id, CardStateReason.HolderLeft, actor, cancellationToken);
            }
        }
    }

    private async Task GiveAsync(UserId? actor, Card card, HeldCard held, StaffId holder, CancellationToken cancellationToken)
    {
        if (card.StaffId == holder)
        {
            return;
        }

        if (await database.Set<Journey>().AnyAsync(j => j.CardId == card.Id && j.EndedAt == null, cancellationToken))
        {
            throw new ImportOvertakenException();
        }

        (await held.LastRegistrationAsync(cancellationToken))?.Supersede();
        card.StaffId = holder;
        audit.Add("card-holder-changed", journeyId: null, card.Id, actor, subjectId: null);
    }

    private void SetKeys(UserId? actor, Card card, CardChange change, CardKey? key)
    {
        if (!card.PublicKey.AsSpan().SequenceEqual(change.PublicKey))
        {
            card.PublicKey = change.PublicKey;
            audit.Add("card-public-key-changed", journeyId: null, card.Id, actor, subjectId: null);
        }

        if (change.Key is not { } wanted)
        {
            return;
        }

        if (key is null)
        {
            database.Add(wanted);
        }
        else
        {
            (key.Version, key.Wrapped, key.WrappingKeyId) = (wanted.Version, wanted.Wrapped, wanted.WrappingKeyId);
        }

        audit.Add("card-key-changed", journeyId: null, card.Id, actor, subjectId: null);
    }

    /// <summary>As when an RA administrator does it: what is under way with the card ends, and its holder is told.</summary>
    private async Task SetStateAsync(UserId? actor, Card card, CardState? state, CancellationToken cancellationToken)
    {
        if (state == CardState.Suspended && card.IsInUse)
        {
            await states.SuspendAsync(card.Id, CardStateReason.Other, actor, cancellationToken);
        }
        else if (state == CardState.Revoked && card.State != CardState.Revoked)
        {
            await states.RevokeAsync(card.Id, CardStateReason.Other, actor, cancellationToken);
        }
    }
}
