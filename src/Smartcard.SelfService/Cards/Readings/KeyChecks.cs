using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>
/// Whether the vault may answer a card that was read: asked of the domain when somebody wants it, and again when the card's challenge is
/// there. S14.
/// </summary>
public sealed class KeyChecks(
    SmartcardDbContext database,
    TurnTransaction turn,
    CardReaders readers,
    CardReadingWork work,
    InPersonChecks inPerson,
    DerivedKeys keys,
    AuditLog audit,
    IOptions<BoothOptions> booth,
    TimeProvider time)
{
    /// <summary>Has the connected helper check the key, once, since somebody pressed the button that says so.</summary>
    /// <param name="version">Of the key that the vault derives; null = nothing that is a version.</param>
    public async Task<CardReadingAct> StartAsync(UserId actor, JourneyId id, int? version, CancellationToken cancellationToken)
    {
        if (version is not { } number || !CardKey.IsVersion(number))
        {
            return new CardReadingAct.Refused(CardReadingProblem.VersionWrong);
        }

        try
        {
            // before anything is released: a vault that could not answer would use up the one try of this reading
            if (await ReadAsync(actor, id, cancellationToken) is { Identifier: { } identifier }
                && !await keys.AreDerivableAsync(identifier, cancellationToken))
            {
                return new CardReadingAct.NotTaken(new ImportFault(ImportFaultKind.MasterKeyMissing));
            }
        }
        catch (VaultAwayException)
        {
            return new CardReadingAct.Refused(CardReadingProblem.VaultAway);
        }

        return await turn.RunAsync(ct => StartInTurnAsync(actor, id, number, ct), cancellationToken);
    }

    /// <summary>To be shown, outside of a turn.</summary>
    public async Task<KeyCheckRefusal?> LookAsync(CardReading reading, CancellationToken cancellationToken) =>
        KeyCheckRules.Refusal(reading, await FactsAsync(reading, cancellationToken), time.GetUtcNow());

    /// <summary>Part of the turn in which the helper brings the card's challenge.</summary>
    /// <returns>Whether the vault may answer this challenge.</returns>
    internal async Task<bool> ReleaseAsync(CardTaskItem task, byte[] cardChallenge, CancellationToken cancellationToken)
    {
        var reading = await work.GetAsync(task.JourneyId, cancellationToken);
        if (task.CardIdentifier != reading.Identifier?.Value || reading.KeyVersion is null)
        {
            return false;
        }

        var refusal = KeyCheckRules.Refusal(reading, await FactsAsync(reading, cancellationToken), time.GetUtcNow());
        if (task.IsReleasedFor(cardChallenge) && refusal == KeyCheckRefusal.CheckedOnce)
        {
            return task.MayBeAnsweredAgain && AnswerAgain(reading, task); // the very same answer, which was lost on its way
        }

        if (refusal is { } why)
        {
            if (!await IsRefusedAlreadyAsync(task, why, cancellationToken))
            {
                Refuse(reading, why);
            }

            return false;
        }

        if (task.Step != CardTaskStep.Waiting || cardChallenge.AsSpan().SequenceEqual(task.Challenge))
        {
            return false;
        }

        task.Release(cardChallenge);
        reading.ReleaseKeyCheck(time.GetUtcNow());
        // now, and with the user: a helper that was changed never says how it ended
        audit.Add($"key-check:Released+{reading.Identifier!.Value[^8..]}", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
        return true;
    }

    private bool AnswerAgain(CardReading reading, CardTaskItem task)
    {
        if (task.AnswerAgain())
        {
            audit.Add("key-check:AnsweredAgain", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
        }

        return true;
    }

    private void Refuse(CardReading reading, KeyCheckRefusal refusal)
    {
        audit.Add($"key-check-refused:{refusal}", reading.Id, cardId: null, reading.ReadBy, subjectId: null);
        if (refusal == KeyCheckRefusal.TooMany)
        {
            inPerson.TellOfLimit(reading.ReadBy);
        }
    }

    /// <summary>A helper may ask without end, and each refusal is on record once for its task.</summary>
    private Task<bool> IsRefusedAlreadyAsync(CardTaskItem task, KeyCheckRefusal refusal, CancellationToken cancellationToken)
    {
        var (id, since, what) = (task.JourneyId, task.CreatedAt, $"key-check-refused:{refusal}");
        return database.Set<AuditEntry>().AnyAsync(a => a.JourneyId == id && a.At >= since && a.Event == what, cancellationToken);
    }

    private async Task<CardReadingAct> StartInTurnAsync(UserId actor, JourneyId id, int version, CancellationToken cancellationToken)
    {
        if (await database.Set<CardReading>().SingleOrDefaultAsync(r => r.Id == id && r.ReadBy == actor, cancellationToken) is not
            { } reading)
        {
            return new CardReadingAct.Unknown();
        }

        if (KeyCheckRules.Refusal(reading, await FactsAsync(reading, cancellationToken), time.GetUtcNow()) is { } refusal)
        {
            Refuse(reading, refusal);
            return new CardReadingAct.NotChecked(refusal);
        }

        if (await work.SessionAsync(id, cancellationToken) is not { } session)
        {
            return new CardReadingAct.Refused(CardReadingProblem.NoHelper);
        }

        if (await work.GiveTaskAsync(reading, session, CardWork.CheckKey, cancellationToken) is { } problem)
        {
            return new CardReadingAct.Refused(problem);
        }

        reading.WantKeyCheck(version);
        return new CardReadingAct.Done(id);
    }

    private async Task<KeyCheckFacts> FactsAsync(CardReading reading, CancellationToken cancellationToken)
    {
        var (id, identifier, user) = (reading.Id, reading.Identifier, reading.ReadBy);
        var since = time.GetUtcNow() - KeyCheckRules.Apart;
        return new KeyCheckFacts(
            await readers.MayReadAsync(user, cancellationToken),
            identifier is not null && await database.Set<Card>().AnyAsync(c => c.Identifier == identifier, cancellationToken),
            booth.Value.SecondPerson,
            identifier is not null && await database.Set<CardReading>()
                .AnyAsync(r => r.Id != id && r.Identifier == identifier && r.KeyCheckedAt > since, cancellationToken),
            await inPerson.CountReleasedAsync(user, cancellationToken),
            booth.Value.ResetsPerHour);
    }

    private Task<CardReading?> ReadAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        database.Set<CardReading>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.ReadBy == actor, cancellationToken);
}
