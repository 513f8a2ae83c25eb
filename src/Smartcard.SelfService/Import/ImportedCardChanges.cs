using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Changes cards that are there, each under its lock and with its entry in the audit. It is part of an import's turn.</summary>
/// <remarks>A card that gets another holder leaves its registration behind: answers and address are of the one who had it before.</remarks>
public sealed class ImportedCardChanges(
    SmartcardDbContext database, TurnTransaction turn, CardStates states, BoothCases cases, AuditLog audit, TimeProvider time)
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

                if ((change.Key is not null || card.StaffId != change.Holder)
                    && await database.Set<Journey>().AnyAsync(j => j.CardId == card.Id && j.EndedAt == null, cancellationToken))
                {
                    throw new ImportOvertakenException(); // somebody has begun something with it meanwhile
                }

                if (change.Key is not null && keys.GetValueOrDefault(card.Id)?.Puk != change.SeenKey)
                {
                    throw new ImportOvertakenException(); // a reset has changed its PUK meanwhile
                }

                await GiveAsync(actor, card, held[card.Id], change, cancellationToken);
                SetKeys(actor, card, change, keys.GetValueOrDefault(card.Id));
                await SetStateAsync(actor, card, change.State, cancellationToken);
            }
        }

        if (changes.Count > 0)
        {
            BoothQueue.TellChanged(turn);
        }
    }

    /// <summary>Whoever has left unlocks nothing: with the cards that this import brought, and with those of these holders.</summary>
    internal async Task SuspendOfLeaversAsync(
        UserId? actor, ImportId import, IReadOnlyList<StaffId> holders, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken); // the queries below see who holds the cards now
        var ofLeavers = database.Set<Card>()
            .Where(c => c.State == CardState.InUse && database.Set<Staff>().Any(s => s.Id == c.StaffId && s.LeftAt != null));
        var found = await ofLeavers.Where(c => c.ImportId == import).Select(c => c.Id).ToListAsync(cancellationToken);
        foreach (var some in holders.Distinct().Chunk(Size))
        {
            found.AddRange(await ofLeavers.Where(c => some.Contains(c.StaffId)).Select(c => c.Id).ToListAsync(cancellationToken));
        }

        foreach (var id in found.Distinct())
        {
            await states.SuspendAsync(id, CardStateReason.HolderLeft, actor, cancellationToken);
        }
    }

    private async Task GiveAsync(UserId? actor, Card card, HeldCard held, CardChange change, CancellationToken cancellationToken)
    {
        if (card.StaffId == change.Holder)
        {
            return;
        }

        (await held.LastRegistrationAsync(cancellationToken))?.Supersede();
        await cases.CloseAsync(held, cancellationToken);
        var (from, to) = (StaffTrail.ReferenceOf(card.StaffId), StaffTrail.ReferenceOf(change.Holder));
        audit.Add($"card-holder-changed:{change.NewHolder}+{from}+{to}", journeyId: null, card.Id, actor, subjectId: null);
        card.GiveTo(change.Holder, time.GetUtcNow());
    }

    private void SetKeys(UserId? actor, Card card, CardChange change, CardKey? key)
    {
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
            key.Replace(wanted.Version, wanted.Wrapped, wanted.WrappingKeyId);
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
