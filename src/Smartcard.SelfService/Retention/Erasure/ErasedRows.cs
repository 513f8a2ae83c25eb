using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.SelfService.Retention.Erasure;

/// <summary>What is on record of a person and goes with an erasure: found, for the copy of their data too, counted and removed.</summary>
/// <remarks>
/// A row is a person's where their journey made it. Where it names a card alone, it is its holder's: of a card that was somebody else's
/// before, only what came since.
/// </remarks>
public sealed class ErasedRows(SmartcardDbContext database)
{
    public async Task<FoundRows> FindAsync(StaffId person, CancellationToken cancellationToken)
    {
        var held = await database.Set<Card>().AsNoTracking().Where(c => c.StaffId == person).ToListAsync(cancellationToken);
        CardId?[] cards = [.. held.Select(c => (CardId?)c.Id)];
        var (moved, since) = held.Moved();
        bool IsTheirs(CardId? card, DateTimeOffset at) => since is null || !moved.Contains(card!.Value) || at >= since;

        var readings = await database.Set<CardReading>().AsNoTracking()
            .Where(r => r.ForStaff == person || cards.Contains(r.GivenCard))
            .ToListAsync(cancellationToken);
        JourneyId[] read = [.. readings.Select(r => r.Id)];
        var journeys = await database.Set<Journey>().AsNoTracking()
            .Where(j => j.StaffId == person || (j.StaffId == null && cards.Contains(j.CardId)) || read.Contains(j.Id))
            .ToListAsync(cancellationToken);
        readings.RemoveAll(r => r.ForStaff != person
            && !IsTheirs(r.GivenCard, journeys.Find(j => j.Id == r.Id)?.EndedAt ?? r.StartedAt));
        journeys.RemoveAll(j => read.Contains(j.Id) && !readings.Exists(r => r.Id == j.Id));
        JourneyId?[] ids = [.. journeys.Select(j => (JourneyId?)j.Id)];
        var mails = (await database.Set<OutgoingMail>().AsNoTracking()
            .Where(m => ids.Contains(m.JourneyId) || cards.Contains(m.CardId))
            .ToListAsync(cancellationToken)).FindAll(m => ids.Contains(m.JourneyId) || IsTheirs(m.CardId, m.CreatedAt));
        var cases = (await database.Set<BoothCase>().AsNoTracking()
            .Where(c => ids.Contains(c.JourneyId) || cards.Contains(c.CardId))
            .ToListAsync(cancellationToken)).FindAll(c => ids.Contains(c.JourneyId) || IsTheirs(c.CardId, c.OpenedAt));
        return new FoundRows(
            held,
            journeys,
            mails,
            cases,
            await database.Set<Registration>().AsNoTracking().Where(r => r.StaffId == person).ToListAsync(cancellationToken),
            readings,
            await database.ChatsOfAsync([.. journeys.Select(j => j.Id)], cancellationToken));
    }

    /// <summary>Whether somebody else has a journey in one of these chats.</summary>
    public Task<bool> AreChatsInUseAsync(FoundRows found, CancellationToken cancellationToken)
    {
        JourneyId[] theirs = [.. found.Journeys.Select(j => j.Id)];
        return database.Set<Conversation>().AnyAsync(
            c => found.Chats.Contains(c.Id)
                && database.Set<Journey>().Any(j => j.Id == c.JourneyId && j.EndedAt == null && !theirs.Contains(j.Id)),
            cancellationToken);
    }

    /// <summary>
    /// In the caller's turn. Cases that are open stay, without their notes, and so does the stop of a card: nobody gets past them by
    /// having data erased. A reading of a card that is not theirs stays for the rules, and names them no more.
    /// </summary>
    public async Task RemoveAsync(FoundRows found, CancellationToken cancellationToken)
    {
        CardId?[] cards = [.. found.Cards.Select(c => (CardId?)c.Id)];
        JourneyId[] others = [.. found.Readings
            .Where(r => r.GivenCard is null ? r.KeyFits == false : !cards.Contains(r.GivenCard))
            .Select(r => r.Id)];
        await database.Set<CardReading>()
            .Where(r => others.Contains(r.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ForStaff, (StaffId?)null), cancellationToken);
        JourneyId[] journeys = [.. found.Journeys.Select(j => j.Id).Except(others)];
        MailId[] mails = [.. found.Mails.Select(m => m.Id)];
        BoothCaseId[] cases = [.. found.Cases.Select(c => c.Id)];
        RegistrationId[] registrations = [.. found.Registrations.Select(r => r.Id)];
        await database.RemoveWhatBelongsAsync(journeys, cancellationToken);
        await database.Set<OutgoingMail>().Where(m => mails.Contains(m.Id)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<BoothNote>().Where(n => cases.Contains(n.CaseId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<BoothCase>().Where(c => cases.Contains(c.Id) && c.ClosedAt != null).ExecuteDeleteAsync(cancellationToken);
        await database.Set<Registration>().Where(r => registrations.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<ConversationEntry>()
            .Where(e => found.Chats.Contains(e.ConversationId))
            .ExecuteDeleteAsync(cancellationToken);
        await database.Set<Conversation>().Where(c => found.Chats.Contains(c.Id)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<Journey>().Where(j => journeys.Contains(j.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>What is on record of a person besides their own record.</summary>
/// <param name="Cards">Those that they hold.</param>
/// <param name="Readings">Of cards that they got, or were to get.</param>
/// <param name="Chats">In which they had journeys.</param>
public sealed record FoundRows(
    IReadOnlyList<Card> Cards,
    IReadOnlyList<Journey> Journeys,
    IReadOnlyList<OutgoingMail> Mails,
    IReadOnlyList<BoothCase> Cases,
    IReadOnlyList<Registration> Registrations,
    IReadOnlyList<CardReading> Readings,
    IReadOnlyList<string> Chats);
