using Microsoft.EntityFrameworkCore;
using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>What the reader helper of the RA desk does in a card reading, and what follows from it. Each call is part of a turn.</summary>
public sealed class CardReadingWork(
    SmartcardDbContext database,
    CardTaskInbox inbox,
    JourneyEvidence journeys,
    JourneyClosing closing,
    AuditLog audit,
    TimeProvider time)
{
    /// <summary>Of a certificate; the cards that we know have less than half of it.</summary>
    private const int MaxCertificateBytes = 8192;

    private const int MaxKeyBytes = 2048;

    public Task<CardReading> GetAsync(JourneyId id, CancellationToken cancellationToken) =>
        database.Set<CardReading>().SingleAsync(r => r.Id == id, cancellationToken);

    /// <returns>Null = no helper is connected, or nothing was heard of it lately.</returns>
    public async Task<PairedSession?> SessionAsync(JourneyId id, CancellationToken cancellationToken) =>
        await inbox.SessionAsync(id, cancellationToken) is { } session && CardTaskInbox.IsLive(session, time.GetUtcNow())
            ? session
            : null;

    /// <summary>The helper is there.</summary>
    public async Task ConnectedAsync(PairedSession session, CancellationToken cancellationToken)
    {
        var reading = await GetAsync(session.JourneyId, cancellationToken);
        (reading.SealedPairing, reading.PairingUntil) = (null, null);
        await HearAsync(reading, cancellationToken);
        if (reading.Identifier is null && !reading.IsExpiredAt(time.GetUtcNow()))
        {
            await GiveTaskAsync(reading, session, CardWork.Read, cancellationToken);
        }
    }

    /// <returns>Why not; null = the helper has the task.</returns>
    public async Task<CardReadingProblem?> GiveTaskAsync(
        CardReading reading, PairedSession session, CardWork work, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = await database.Set<CardTaskItem>()
            .Where(t => t.JourneyId == reading.Id && t.Step != CardTaskStep.Over)
            .ToListAsync(cancellationToken);
        if (open.Exists(t => t.IsChangingCard && t.ExpiresAt > now))
        {
            return CardReadingProblem.IsWorking; // the vault has answered the card, and nobody knows yet how that went
        }

        foreach (var task in open)
        {
            inbox.End(task, task.IsChangingCard ? CardTaskEnd.Unknown : CardTaskEnd.Cancelled, now);
        }

        if (work == CardWork.CheckKey)
        {
            inbox.AddFor(session, work, reading.Identifier!, GidsMutualAuthentication.NewHostChallenge(), now);
        }
        else
        {
            inbox.Add(session, work, card: null, challenge: null, now);
        }

        return null;
    }

    /// <param name="told">What the helper's call brought, or what keeps it from going on.</param>
    public async Task HearAsync(CardTaskItem task, object told, CancellationToken cancellationToken)
    {
        var reading = await GetAsync(task.JourneyId, cancellationToken);
        await HearAsync(reading, cancellationToken);
        if (told is not CardTaskResult result) // progress: the task says where the helper is
        {
            return;
        }

        if (task.Kind == CardWork.CheckKey)
        {
            await HearOfKeyAsync(reading, result, cancellationToken);
        }
        else if (!reading.IsExpiredAt(time.GetUtcNow()) && reading.KeyCheckedAt is null)
        {
            await HearOfCardAsync(reading, result, cancellationToken);
        }
    }

    /// <summary>Whether the vault has answered the card in the reader, and nobody knows yet how that went.</summary>
    public Task<bool> IsCardOpenAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.Set<CardTaskItem>()
            .Where(t => t.JourneyId == id && t.ExpiresAt > now)
            .AnyAsync(CardTaskItem.ThatChangesCard, cancellationToken);
    }

    /// <summary>Ends the reading, and forgets what was read. A key check whose end nobody told gets one in the audit.</summary>
    public async Task EndAsync(Journey journey, JourneyEnd end, CancellationToken cancellationToken)
    {
        var reading = await GetAsync(journey.Id, cancellationToken);
        if (journey.EndedAt is null && await IsKeyCheckOpenAsync(reading, cancellationToken))
        {
            audit.Add("key-check:NotSeen", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
        }

        reading.Forget();
        await closing.EndAsync(journey, end, cancellationToken);
    }

    private async Task<bool> IsKeyCheckOpenAsync(CardReading reading, CancellationToken cancellationToken)
    {
        var id = reading.Id;
        return reading is { KeyCheckedAt: not null, KeyFits: null }
            && !await database.Set<AuditEntry>().AnyAsync(a => a.JourneyId == id && a.Event == "key-check:NotSeen", cancellationToken);
    }

    private async Task HearOfCardAsync(CardReading reading, CardTaskResult result, CancellationToken cancellationToken)
    {
        if (result.Outcome is not (CardTaskOutcome.Done or CardTaskOutcome.CardNotSupported))
        {
            return;
        }

        var card = ReadCardOf(result);
        reading.Take(card);
        if (card.Identifier is not { } identifier)
        {
            return;
        }

        var known = await database.Set<Card>()
            .Where(c => c.Identifier == identifier)
            .Select(c => new { c.Id, c.PublicKey })
            .SingleOrDefaultAsync(cancellationToken);
        audit.Add($"card-read:{identifier.Value[^8..]}", reading.Id, known?.Id, reading.ReadBy, subjectId: null);
        if (known is not null && !known.PublicKey.AsSpan().SequenceEqual(card.PublicKey))
        {
            audit.Add($"card-read-differs:{identifier.Value[^8..]}", reading.Id, known.Id, reading.ReadBy, subjectId: null);
        }
    }

    /// <summary>What a card cannot say is left out, so that nothing is taken for a card that is none.</summary>
    private static ReadCard ReadCardOf(CardTaskResult result)
    {
        CardType? type = Enum.TryParse<CardType>(result.CardType, ignoreCase: false, out var named) && Enum.IsDefined(named) ? named : null;
        var identifier = result.Outcome == CardTaskOutcome.Done
            && type == CardType.Gids
            && CardIdentifier.TryParse(result.CardIdentifier, out var read) ? read : null;
        return identifier is null
            ? new ReadCard(type, null, null, null, null)
            : new ReadCard(
                type,
                identifier,
                result.AttemptsLeft,
                result.PublicKey is { Length: > 0 and <= MaxKeyBytes } key ? key : null,
                result.Certificate is { Length: > 0 and <= MaxCertificateBytes } certificate ? certificate : null);
    }

    /// <summary>A card that refused, or answered wrongly, does not have the key. Of one that went away nobody knows.</summary>
    private async Task HearOfKeyAsync(CardReading reading, CardTaskResult result, CancellationToken cancellationToken)
    {
        if (reading.KeyCheckedAt is null || await IsOverAsync(reading.Id, cancellationToken))
        {
            return;
        }

        switch (result)
        {
            case { Outcome: CardTaskOutcome.Done }: // its proof was judged before
                reading.KeyWasSeen(fits: true);
                audit.Add("key-check:Fits", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
                break;
            case { Outcome: CardTaskOutcome.WrongCard } or { Outcome: CardTaskOutcome.Refused, StatusWord: not null }:
                reading.KeyWasSeen(fits: false);
                audit.Add("key-check:Differs", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
                break;
            default:
                audit.Add("key-check:NotSeen", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
                break;
        }
    }

    private async Task<bool> IsOverAsync(JourneyId id, CancellationToken cancellationToken) =>
        (await journeys.GetAsync(id, cancellationToken)).EndedAt is not null;

    /// <summary>A reading that is too old is not kept open by a helper that goes on.</summary>
    private async Task HearAsync(CardReading reading, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!reading.IsExpiredAt(now))
        {
            (await journeys.GetAsync(reading.Id, cancellationToken)).LastHeardAt = now;
        }
    }
}
