using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention.Holds;

/// <summary>Leaves out what is about people on legal hold. Whatever removes rows by their age asks here.</summary>
/// <remarks>
/// A row is about whoever its journey was of. Where it names a card alone, it is about the card's holder. A reading of a card is about
/// whoever got the card, or was to get it. There are few holds, so each is
/// looked up for a row that is about to go, by indexes.
/// </remarks>
internal static class HeldBack
{
    public static IQueryable<Journey> NotHeldBack(this IQueryable<Journey> journeys, SmartcardDbContext database) =>
        journeys.Where(j => !database.Set<LegalHold>().Any(h => h.StaffId == j.StaffId
            || database.Set<CardReading>().Any(r => r.Id == j.Id
                && (r.ForStaff == h.StaffId
                    || database.Set<Card>().Any(c => c.Id == r.GivenCard && c.StaffId == h.StaffId)))));

    public static IQueryable<Registration> NotHeldBack(this IQueryable<Registration> registrations, SmartcardDbContext database) =>
        registrations.Where(r => !database.Set<LegalHold>().Any(h => h.StaffId == r.StaffId));

    public static IQueryable<OutgoingMail> NotHeldBack(this IQueryable<OutgoingMail> mails, SmartcardDbContext database) =>
        mails.Where(m => !database.Set<LegalHold>().Any(h =>
            database.Set<Journey>().Any(j => j.Id == m.JourneyId && j.StaffId == h.StaffId)
            || database.Set<Card>().Any(c => c.Id == m.CardId && c.StaffId == h.StaffId)));

    public static IQueryable<BoothCase> NotHeldBack(this IQueryable<BoothCase> cases, SmartcardDbContext database) =>
        cases.Where(b => !database.Set<LegalHold>().Any(h =>
            database.Set<Journey>().Any(j => j.Id == b.JourneyId && j.StaffId == h.StaffId)
            || database.Set<Card>().Any(c => c.Id == b.CardId && c.StaffId == h.StaffId)));

    public static IQueryable<EmailCode> NotHeldBack(this IQueryable<EmailCode> codes, SmartcardDbContext database) =>
        codes.Where(e => !database.Set<LegalHold>().Any(h =>
            database.Set<Journey>().Any(j => j.Id == e.JourneyId && j.StaffId == h.StaffId)));

    public static IQueryable<Pairing> NotHeldBack(this IQueryable<Pairing> pairings, SmartcardDbContext database) =>
        pairings.Where(p => !database.Set<LegalHold>().Any(h =>
            database.Set<Journey>().Any(j => j.Id == p.JourneyId && j.StaffId == h.StaffId)));

    public static IQueryable<PairedSession> NotHeldBack(this IQueryable<PairedSession> sessions, SmartcardDbContext database) =>
        sessions.Where(s => !database.Set<LegalHold>().Any(h =>
            database.Set<Journey>().Any(j => j.Id == s.JourneyId && j.StaffId == h.StaffId)));

    /// <summary>The chats in which people on legal hold had their journeys.</summary>
    public static async Task<IReadOnlyList<string>> HeldChatsAsync(this SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var journeys = await database.Set<Journey>()
            .Where(j => database.Set<LegalHold>().Any(h => h.StaffId == j.StaffId))
            .Select(j => j.Id)
            .ToListAsync(cancellationToken);
        return await database.ChatsOfAsync(journeys, cancellationToken);
    }
}
