using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Import;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>How a card reading stands, to be shown to whose it is. It only looks, and asks no vault.</summary>
public sealed class CardReadingStandings(
    SmartcardDbContext database,
    CardFinder cards,
    CardReadingWork work,
    DerivedKeys keys,
    KeyChecks checks,
    PastKeyChecks past,
    InPersonPairing pairing,
    TimeProvider time)
{
    /// <returns>Null when this user has no such reading.</returns>
    public async Task<CardReadingStanding?> ReadAsync(UserId viewer, JourneyId id, CancellationToken cancellationToken)
    {
        var found = await database.Set<CardReading>().AsNoTracking()
            .Where(r => r.Id == id && r.ReadBy == viewer)
            .Join(database.Set<Journey>(), r => r.Id, j => j.Id, (reading, journey) => new { Reading = reading, Journey = journey })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var (reading, now) = (found.Reading, time.GetUtcNow());
        var task = await database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => t.JourneyId == id)
            .OrderByDescending(t => t.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        var known = reading.Identifier is { } identifier ? await cards.FindAsync(identifier, cancellationToken) : null;
        var isOpen = task is { IsOver: false } && task.ExpiresAt > now;
        var isConnected = await work.SessionAsync(id, cancellationToken) is not null;
        var step = StepOf(reading, found.Journey, task, isOpen, isConnected, now);
        return new CardReadingStanding(reading, step, pairing.Read(reading))
        {
            For = reading.ForStaff is { } person
                ? await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == person, cancellationToken)
                : null,
            Known = known,
            IsRegistered = known is not null && await database.Set<Registration>().AsNoTracking()
                .AnyAsync(r => r.CardId == known.Card.Id && r.State == RegistrationState.Active, cancellationToken),
            Fault = reading is { Identifier: not null, PublicKey: not null } ? FaultOf(reading, known) : null,
            Task = task?.Kind,
            LastEnd = isOpen ? null : task?.Outcome ?? (task is null ? null : CardTaskEnd.NoCard),
            Place = task?.Place,
            IsHelperTooOld = step == CardReadingStep.WaitsForHelper && await database.Set<Pairing>().AsNoTracking()
                .AnyAsync(p => p.JourneyId == id && p.UsedAt == null && p.TooOldAt != null, cancellationToken),
            IsConnected = isConnected,
            NoKeyCheck = step == CardReadingStep.Read ? await checks.LookAsync(reading, cancellationToken) : null,
            OtherKeyVersion = step == CardReadingStep.Read && known is null
                ? await past.OtherVersionAsync(reading.Identifier!, cancellationToken)
                : null,
            LatestVersion = step == CardReadingStep.Read && known is null ? await keys.LatestVersionAsync(cancellationToken) : 1,
        };
    }

    private static CardReadingStep StepOf(
        CardReading reading, Journey journey, CardTaskItem? task, bool isOpen, bool isConnected, DateTimeOffset now) =>
        reading.GivenCard is not null ? CardReadingStep.Given
        : journey.EndedAt is not null ? CardReadingStep.Ended
        : reading.IsExpiredAt(now) ? CardReadingStep.Expired
        : isOpen && isConnected ? CardReadingStep.WithHelper
        : reading.Identifier is not null ? CardReadingStep.Read
        : !isConnected ? CardReadingStep.WaitsForHelper
        : task is null ? CardReadingStep.WithHelper
        : CardReadingStep.TaskEnded;

    /// <summary>What speaks against any use of the card, whoever gets it.</summary>
    private static ImportFault? FaultOf(CardReading reading, FoundCard? known) =>
        ReadCardRow.Of(reading) is { IsWrong: true } row ? row.Faults[0]
        : known is not null && !known.Card.PublicKey.AsSpan().SequenceEqual(reading.PublicKey)
            ? new ImportFault(ImportFaultKind.OtherPublicKey, ImportColumn.PublicKey)
        : null;
}

/// <param name="Code">Connects the helper; null where none works now.</param>
public sealed record CardReadingStanding(CardReading Reading, CardReadingStep Step, InPersonCode? Code)
{
    /// <summary>Who is to get the card; null = nobody yet.</summary>
    public required Staff? For { get; init; }

    /// <summary>The card as it is on record; null = it is not, or none was read.</summary>
    public required FoundCard? Known { get; init; }

    public required bool IsRegistered { get; init; }

    /// <summary>What is wrong with what the card says of itself; null = nothing, as far as we can see.</summary>
    public required ImportFault? Fault { get; init; }

    /// <summary>What the helper's last task was; null = it had none.</summary>
    public required CardWork? Task { get; init; }

    /// <summary>How it ended; null = it has not, or there was none.</summary>
    public required CardTaskEnd? LastEnd { get; init; }

    /// <summary>Where the helper is with it; null before it said anything.</summary>
    public required CardTaskPlace? Place { get; init; }

    /// <summary>Whether a helper that is too old tried to connect, and none has since.</summary>
    public required bool IsHelperTooOld { get; init; }

    public required bool IsConnected { get; init; }

    /// <summary>Why the key cannot be checked; null = it can, or no card was read.</summary>
    public required KeyCheckRefusal? NoKeyCheck { get; init; }

    /// <summary>Of which the last check of this new card showed that it has another key; null = none did.</summary>
    public required int? OtherKeyVersion { get; init; }

    /// <summary>Of keys that are derived, the latest that a card has.</summary>
    public required int LatestVersion { get; init; }
}

public enum CardReadingStep
{
    WaitsForHelper,
    WithHelper,

    /// <summary>The helper is there, and its last task has ended without a card.</summary>
    TaskEnded,

    Read,
    Given,
    Expired,

    /// <summary>By its user, by another reading of theirs, or left for half an hour.</summary>
    Ended,
}
