using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention.Erasure;

/// <summary>
/// Erases what is held about a person who asks for it. UK GDPR, Article 17. The call is whole: it decides, erases, audits and commits.
/// </summary>
/// <remarks>
/// Of somebody who works here, what self-service knows of them goes, and their cards are not registered any more. Of somebody who has
/// left, their name and staff number go too. What stays, and why: docs/ra-desk.md. Its turns have no scope, so nothing begins meanwhile.
/// </remarks>
public sealed class PersonErasures(
    SmartcardDbContext database,
    TurnTransaction turn,
    ErasedRows rows,
    InPersonUsers users,
    OwnAccounts accounts,
    StaffTrail trail,
    Outbox mail,
    AuditLog audit,
    TimeProvider time)
{
    /// <summary>What would be erased, to be shown: it may be different in the next moment.</summary>
    /// <returns>Null where nobody has this id.</returns>
    public async Task<ErasurePreview?> LookAsync(UserId actor, StaffId person, CancellationToken cancellationToken)
    {
        if (await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == person, cancellationToken) is not { } staff)
        {
            return null;
        }

        var found = await rows.FindAsync(person, cancellationToken);
        return new ErasurePreview(
            staff,
            found,
            ToldOf(staff, found).Count > 0,
            ErasureRules.RefusalOf(await FactsAsync(actor, staff, found, cancellationToken)));
    }

    /// <param name="typed">See <see cref="ErasureRules.ConfirmationOf"/>.</param>
    /// <param name="isAgainClear">Whether whoever wants it has said that a person who works here has to register again.</param>
    public Task<ErasureResult> EraseAsync(
        UserId actor, StaffId person, string typed, bool isAgainClear, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => EraseInTurnAsync(actor, person, typed.Trim(), isAgainClear, ct), cancellationToken);

    private async Task<ErasureResult> EraseInTurnAsync(
        UserId actor, StaffId person, string typed, bool isAgainClear, CancellationToken cancellationToken)
    {
        if (await database.Set<Staff>().SingleOrDefaultAsync(s => s.Id == person, cancellationToken) is not { } staff)
        {
            return new ErasureResult.Unknown();
        }

        if (staff.ErasedAt is not null)
        {
            return new ErasureResult.Done(); // a page sent twice
        }

        foreach (var card in await database.Set<Card>().Where(c => c.StaffId == person).Select(c => c.Id).ToListAsync(cancellationToken))
        {
            database.Locks.Hold(card);
        }

        var found = await rows.FindAsync(person, cancellationToken);
        if (ErasureRules.RefusalOf(await FactsAsync(actor, staff, found, cancellationToken)) is { } refusal)
        {
            await RecordAsync(
                person, card => audit.Add($"erasure-refused:{refusal}", journeyId: null, card, actor, null), cancellationToken);
            return new ErasureResult.Refused(refusal);
        }

        if (!string.Equals(typed, ErasureRules.ConfirmationOf(staff.DisplayName, staff.Number), StringComparison.Ordinal))
        {
            return new ErasureResult.NotConfirmed();
        }

        if (staff.LeftAt is null && !isAgainClear)
        {
            return new ErasureResult.AgainNotClear();
        }

        await LinkAccountsAsync(actor, staff, found, cancellationToken);
        await TellHolderAsync(staff, found, cancellationToken);
        await rows.RemoveAsync(found, cancellationToken);
        await RecordAsync(staff, found, actor, cancellationToken);
        BoothQueue.TellChanged(turn);
        return new ErasureResult.Done();
    }

    private async Task<ErasureFacts> FactsAsync(UserId actor, Staff staff, FoundRows found, CancellationToken cancellationToken)
    {
        var (person, now) = (staff.Id, time.GetUtcNow());
        return new ErasureFacts(
            await users.IsOwnRecordAsync(actor, staff, cancellationToken),
            await database.Set<LegalHold>().AnyAsync(h => h.StaffId == person, cancellationToken),
            staff.LeftAt is not null,
            found.Cards.Count(c => c.State != CardState.Revoked),
            found.Journeys.Any(j => j.EndedAt is null),
            found.Mails.Any(m => m.MayBeOnItsWayAt(now)),
            found.Mails.Any(m => m.State == MailState.Waiting),
            found.Journeys.Any(j => j.EndedAt > now - ErasureRules.CountedFor),
            await rows.AreChatsInUseAsync(found, cancellationToken));
    }

    private Task LinkAccountsAsync(UserId actor, Staff staff, FoundRows found, CancellationToken cancellationToken) =>
        staff.LeftAt is null
            ? accounts.LinkAsync(
                actor,
                staff.Id,
                [.. found.Registrations.Where(r => r.State != RegistrationState.Pending).Select(r => r.Address).OfType<EmailAddress>()],
                cancellationToken)
            : Task.CompletedTask;

    /// <summary>
    /// Later mails have no address to go to. So this one goes out first, and it names a card alone, so that it is kept as long as any
    /// other mail.
    /// </summary>
    private async Task TellHolderAsync(Staff staff, FoundRows found, CancellationToken cancellationToken)
    {
        foreach (var (address, card) in ToldOf(staff, found))
        {
            mail.TellHolder(
                MailKind.DataErased,
                EmailAddress.Parse(address),
                await database.LanguageOfHolderAsync(card, cancellationToken),
                card);
        }
    }

    /// <summary>
    /// The registered addresses, and those that the RA desk has replaced while the mail about that is still kept. Somebody who has left
    /// is told nothing: their cards were revoked, which they were told of, and no address of theirs is kept.
    /// </summary>
    private static Dictionary<string, CardId> ToldOf(Staff staff, FoundRows found)
    {
        var told = new Dictionary<string, CardId>(StringComparer.OrdinalIgnoreCase);
        if (staff.LeftAt is not null)
        {
            return told;
        }

        foreach (var registration in found.Registrations)
        {
            if (registration is { State: RegistrationState.Active or RegistrationState.Withdrawn, Address: { } address })
            {
                told.TryAdd(address.Value, registration.CardId);
            }
        }

        foreach (var replaced in found.Mails.Where(m => m.Kind == MailKind.AddressChanged))
        {
            if (replaced.CardId is { } card)
            {
                told.TryAdd(replaced.To, card);
            }
        }

        return told;
    }

    /// <summary>With how much it was, and not what.</summary>
    private async Task RecordAsync(Staff staff, FoundRows found, UserId actor, CancellationToken cancellationToken)
    {
        var reference = StaffTrail.ReferenceOf(staff.Id);
        var what = $"{reference}+{found.Journeys.Count}+{found.Mails.Count}+{found.Chats.Count}";
        if (staff.LeftAt is not null)
        {
            staff.Erase(reference, time.GetUtcNow());
            await RecordAsync(staff.Id, card => audit.Add($"person-erased:{what}", journeyId: null, card, actor, null), cancellationToken);
        }
        else
        {
            await RecordAsync(
                staff.Id, card => audit.Add($"person-data-erased:{what}", journeyId: null, card, actor, null), cancellationToken);
        }
    }

    /// <summary>For each of the person's cards, so that a search for the card finds it; once without a card where there is none.</summary>
    private async Task RecordAsync(StaffId person, Action<CardId?> add, CancellationToken cancellationToken)
    {
        foreach (var card in (await trail.CardsAsync([person], cancellationToken)).Of(person))
        {
            add(card);
        }
    }
}

/// <param name="IsTold">Whether a mail tells them of it, which is kept for a while.</param>
/// <param name="Refusal">Why it cannot be done now; null = it can.</param>
public sealed record ErasurePreview(Staff Staff, FoundRows Found, bool IsTold, ErasureRefusal? Refusal);

public abstract record ErasureResult
{
    private ErasureResult()
    {
    }

    /// <summary>It is done, by this call or by an earlier one.</summary>
    public sealed record Done : ErasureResult;

    public sealed record Refused(ErasureRefusal Refusal) : ErasureResult;

    /// <summary>Something else was typed than what confirms it.</summary>
    public sealed record NotConfirmed : ErasureResult;

    /// <summary>Nobody has said that they have to register again.</summary>
    public sealed record AgainNotClear : ErasureResult;

    /// <summary>Nobody has this id.</summary>
    public sealed record Unknown : ErasureResult;
}
