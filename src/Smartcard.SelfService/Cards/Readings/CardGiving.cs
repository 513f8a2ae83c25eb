using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Import;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>A card that was read is given to somebody: an import of one row, by the same rules, asked and done at once.</summary>
public sealed class CardGiving(
    SmartcardDbContext database,
    TurnTransaction turn,
    CardReaders readers,
    CardReadingWork work,
    InPersonUsers users,
    ImportJudge judge,
    ImportedCardChanges changes,
    DerivedKeys keys,
    PastKeyChecks checks,
    JourneyEvidence journeys,
    AuditLog audit,
    TimeProvider time)
{
    public async Task<CardReadingAct> GiveAsync(UserId actor, JourneyId id, WantedGift wanted, CancellationToken cancellationToken)
    {
        if (wanted.Seen is null)
        {
            if (wanted.KeyVersion is not { } version || !CardKey.IsVersion(version))
            {
                return new CardReadingAct.Refused(CardReadingProblem.VersionWrong);
            }

            var identifier = await database.Set<CardReading>()
                .Where(r => r.Id == id && r.ReadBy == actor)
                .Select(r => r.Identifier)
                .SingleOrDefaultAsync(cancellationToken);
            try
            {
                if (identifier is not null && !await keys.AreDerivableAsync(identifier, cancellationToken))
                {
                    return await turn.RunAsync(
                        _ => Task.FromResult<CardReadingAct>(
                            NotTaken(actor, id, known: null, new ImportFault(ImportFaultKind.MasterKeyMissing))),
                        cancellationToken);
                }
            }
            catch (VaultAwayException)
            {
                return new CardReadingAct.Refused(CardReadingProblem.VaultAway);
            }
        }

        return await turn.RunAsync(ct => GiveInTurnAsync(actor, id, wanted, ct), cancellationToken);
    }

    private async Task<CardReadingAct> GiveInTurnAsync(
        UserId actor, JourneyId id, WantedGift wanted, CancellationToken cancellationToken)
    {
        if (await database.Set<CardReading>().SingleOrDefaultAsync(r => r.Id == id && r.ReadBy == actor, cancellationToken) is not
                { } reading
            || await database.Set<Staff>().SingleOrDefaultAsync(s => s.Id == wanted.Holder, cancellationToken) is not { } person)
        {
            return new CardReadingAct.Unknown();
        }

        var journey = await journeys.GetAsync(id, cancellationToken);
        if (journey.EndedAt is not null && reading.GivenCard is null)
        {
            return new CardReadingAct.Refused(CardReadingProblem.IsOver);
        }

        if (await work.IsCardOpenAsync(id, cancellationToken))
        {
            return new CardReadingAct.Refused(CardReadingProblem.IsWorking);
        }

        var known = reading.Identifier is { } identifier
            ? await database.Set<Card>().AsNoTracking().SingleOrDefaultAsync(c => c.Identifier == identifier, cancellationToken)
            : null;
        var version = known is not null ? null : reading.KeyFits == true ? reading.KeyVersion : wanted.KeyVersion;
        var isOtherKey = (reading.Identifier, version) is ({ } its, { } number)
            && await checks.IsOtherKeyAsync(its, number, cancellationToken);
        var isOwn = await users.IsOwnRecordAsync(actor, person, cancellationToken)
            || await users.IsOwnCardAsync(actor, known?.Id, cancellationToken);
        var mayRead = await readers.MayReadAsync(actor, cancellationToken);
        if (CardGivingRules.Refusal(reading, mayRead, person, known, isOtherKey, isOwn, time.GetUtcNow()) is { } refusal)
        {
            audit.Add($"card-give-refused:{refusal}", id, known?.Id, actor, subjectId: null);
            return new CardReadingAct.NotGiven(refusal);
        }

        if (known?.StaffId != wanted.Seen || reading.Identifier != wanted.Shown)
        {
            return new CardReadingAct.Refused(CardReadingProblem.ChangedMeanwhile);
        }

        var row = ReadCardRow.Of(reading, person, version, known is null ? null : wanted.Reason);
        if (await FaultOfAsync(row, person, cancellationToken) is { } fault)
        {
            return NotTaken(actor, id, known?.Id, fault);
        }

        var card = known is null ? Enrol(reading, person, version!.Value) : known.Id;
        if (known is null)
        {
            audit.Add($"card-given:{StaffTrail.ReferenceOf(person.Id)}", id, card, actor, subjectId: null);
        }
        else
        {
            await changes.MakeAsync(actor, [new CardChange(known, person.Id, Key: null, State: null, wanted.Reason)], cancellationToken);
        }

        reading.Give(card);
        await work.EndAsync(journey, JourneyEnd.Completed, cancellationToken);
        return new CardReadingAct.Done(id);
    }

    private CardReadingAct.NotTaken NotTaken(UserId actor, JourneyId id, CardId? known, ImportFault fault)
    {
        audit.Add($"card-give-refused:{fault.Kind}", id, known, actor, subjectId: null);
        return new CardReadingAct.NotTaken(fault);
    }

    private CardId Enrol(CardReading reading, Staff person, int keyVersion)
    {
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = reading.Identifier!,
            StaffId = person.Id,
            PublicKey = reading.PublicKey!,
            EnrolledAt = time.GetUtcNow(),
        };
        database.Add(card);
        database.Add(new CardKey { CardId = card.Id, Version = keyVersion });
        return card.Id;
    }

    /// <summary>As a row of a file is judged. Whoever gets the card is there, so nobody is looked for by a number.</summary>
    private async Task<ImportFault?> FaultOfAsync(ImportRow row, Staff person, CancellationToken cancellationToken)
    {
        if (row.IsWrong)
        {
            return row.Faults[0];
        }

        var known = await judge.LoadAsync([row], cancellationToken) with { People = new[] { person }.ToLookup(s => s.Number) };
        var judged = ImportJudge.Judge(
            new ImportChunkContent([row], new Dictionary<int, ImportedWrappingKey>()), known, new ImportMemory())[0].Row;
        return judged.IsWrong ? judged.Faults[0] : null;
    }
}
