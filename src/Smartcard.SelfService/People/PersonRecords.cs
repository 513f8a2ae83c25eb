using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>Reads what is on record of a member of staff, in a fixed number of queries, each by an index.</summary>
public sealed class PersonRecords(SmartcardDbContext database, StallFinder stalls)
{
    /// <summary>Of earlier journeys, of mails and of cases that are closed.</summary>
    public const int Shown = 20;

    /// <summary>A person has one, or two where they have several cards.</summary>
    private const int MostUnderWay = 5;

    /// <param name="scope">Of whoever looks.</param>
    /// <returns>Null where nobody has this id, or they may not be seen.</returns>
    public async Task<PersonStanding?> ReadAsync(StaffId id, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var staff = await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (staff is null || !scope.Includes(staff.Organisation))
        {
            return null;
        }

        var held = await database.Set<Card>().AsNoTracking()
            .Where(c => c.StaffId == id)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);
        CardId[] cards = [.. held.Select(c => c.Id)];
        var registrations = await RegistrationsAsync(cards, cancellationToken);
        var (moved, since) = held.Moved();
        var journeys = database.Set<Journey>().AsNoTracking()
            .Where(j => cards.Contains(j.CardId!.Value) && (since == null || !moved.Contains(j.CardId!.Value) || j.StartedAt >= since))
            .OrderByDescending(j => j.Id);
        var underWay = await journeys.Where(j => j.EndedAt == null).Take(MostUnderWay).ToListAsync(cancellationToken);
        var cases = database.Set<BoothCase>().AsNoTracking()
            .Where(c => cards.Contains(c.CardId!.Value) && (since == null || !moved.Contains(c.CardId!.Value) || c.OpenedAt >= since))
            .OrderByDescending(c => c.OpenedAt);
        return new PersonStanding(
            staff,
            await CardsAsync(held, registrations, cancellationToken),
            await UnderWayAsync(underWay, registrations, cancellationToken),
            await journeys.Where(j => j.EndedAt != null).Take(Shown).ToListAsync(cancellationToken),
            await database.Set<OutgoingMail>().AsNoTracking()
                .Where(m => cards.Contains(m.CardId!.Value)
                    && (since == null || !moved.Contains(m.CardId!.Value) || m.CreatedAt >= since))
                .OrderByDescending(m => m.CreatedAt)
                .Take(Shown)
                .ToListAsync(cancellationToken),
            [
                .. await cases.Where(c => c.ClosedAt == null).Take(Shown).ToListAsync(cancellationToken),
                .. await cases.Where(c => c.ClosedAt != null).Take(Shown).ToListAsync(cancellationToken),
            ]);
    }

    private Task<List<RegistrationStanding>> RegistrationsAsync(CardId[] cards, CancellationToken cancellationToken) =>
        database.Set<Registration>().AsNoTracking()
            .Where(r => cards.Contains(r.CardId) && r.State != RegistrationState.Superseded)
            .OrderByDescending(r => r.CreatedAt)
            .Take(Shown) // one that is being made is left behind each time that somebody gives up
            .Select(r => new RegistrationStanding(r.CardId, r.JourneyId, r.State, r.Address, r.CreatedAt, r.CompletedAt))
            .ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<CardStanding>> CardsAsync(
        List<Card> held, List<RegistrationStanding> registrations, CancellationToken cancellationToken)
    {
        CardId[] cards = [.. held.Select(c => c.Id)];
        var lockouts = await database.Set<CardLockout>().AsNoTracking()
            .Where(l => cards.Contains(l.CardId))
            .ToDictionaryAsync(l => l.CardId, cancellationToken);
        var used = await database.Set<EvidenceItem>()
            .Where(e => cards.Contains(e.CardId) && e.HelperSessionId != null)
            .GroupBy(e => e.CardId)
            .Select(g => new { g.Key, At = g.Max(e => e.At) })
            .ToDictionaryAsync(g => g.Key, g => g.At, cancellationToken);
        CardId[] piv = [.. held.Where(c => c.Type == CardType.Piv).Select(c => c.Id)];
        var keys = piv.Length == 0
            ? []
            : await database.Set<CardKey>().AsNoTracking()
                .Where(k => piv.Contains(k.CardId))
                .ToDictionaryAsync(k => k.CardId, cancellationToken);
        return
        [
            .. held.Select(card => new CardStanding(
                card,
                registrations.Where(r => r.CardId == card.Id).MaxBy(r => (r.State == RegistrationState.Active, r.CreatedAt)),
                lockouts.GetValueOrDefault(card.Id),
                used.TryGetValue(card.Id, out var at) ? at : null)
            {
                Puk = keys.GetValueOrDefault(card.Id)?.Puk,
            }),
        ];
    }

    private async Task<IReadOnlyList<JourneyStanding>> UnderWayAsync(
        List<Journey> journeys, List<RegistrationStanding> registrations, CancellationToken cancellationToken)
    {
        if (journeys.Count == 0)
        {
            return [];
        }

        JourneyId[] ids = [.. journeys.Select(j => j.Id)];
        JourneyId?[] some = [.. ids.Select(id => (JourneyId?)id)];
        var helpers = (await database.Set<PairedSession>().AsNoTracking()
            .Where(s => ids.Contains(s.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(s => s.JourneyId);
        var tasks = (await database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => ids.Contains(t.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(t => t.JourneyId);
        var evidence = (await database.Set<EvidenceItem>().AsNoTracking()
            .Where(e => ids.Contains(e.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(e => e.JourneyId);
        var codes = (await database.Set<EmailCode>().AsNoTracking()
            .Where(c => ids.Contains(c.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(c => c.JourneyId);
        var mails = (await database.Set<OutgoingMail>().AsNoTracking()
            .Where(m => some.Contains(m.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(m => m.JourneyId);
        var causes = await stalls.CausesAsync(journeys, cancellationToken);
        return
        [
            .. journeys.Select(j => new JourneyStanding(
                new JourneyTrace(
                    j,
                    helpers[j.Id],
                    tasks[j.Id],
                    evidence[j.Id],
                    codes[j.Id],
                    mails[j.Id],
                    registrations.Find(r => r.JourneyId == j.Id)),
                causes.TryGetValue(j.Id, out var cause) ? cause : null)),
        ];
    }
}
