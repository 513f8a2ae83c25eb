using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Retention.Erasure;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.SelfService.People.Disclosures;

/// <summary>Answers a person who asks what we hold about them, and puts on record who gave it out.</summary>
/// <remarks>What is theirs is decided as for an erasure.</remarks>
public sealed class PersonDisclosures(
    SmartcardDbContext database, TurnTransaction turn, ErasedRows rows, AuditLog audit, BoothNotes notes, ActivitySeal seal)
{
    /// <summary>A chat says how a journey ended right behind its end.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <returns>Null where nobody has this id.</returns>
    public async Task<PersonData?> GiveAsync(UserId actor, StaffId id, CancellationToken cancellationToken)
    {
        if (await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } staff)
        {
            return null;
        }

        var cards = await database.Set<Card>().AsNoTracking()
            .Where(c => c.StaffId == id)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);
        await RecordAsync(actor, id, cards, cancellationToken);
        return await ReadAsync(staff, cancellationToken);
    }

    private Task<bool> RecordAsync(UserId actor, StaffId id, List<Card> cards, CancellationToken cancellationToken) => turn.RunAsync(
        new TurnScope("person-data-given", actor.Value.ToString("N")),
        _ =>
        {
            foreach (var card in cards)
            {
                audit.Add("person-data-given", journeyId: null, card.Id, actor, subjectId: null);
            }

            if (cards.Count == 0)
            {
                audit.Add($"person-data-given:{id.Value.ToString("N")[^8..]}", journeyId: null, cardId: null, actor, subjectId: null);
            }

            return Task.FromResult(true);
        },
        cancellationToken);

    private async Task<PersonData> ReadAsync(Staff staff, CancellationToken cancellationToken)
    {
        var found = await rows.FindAsync(staff.Id, cancellationToken);
        CardId[] cards = [.. found.Cards.Select(c => c.Id)];
        List<Journey> journeys = [.. found.Journeys.OrderBy(j => j.StartedAt).ThenBy(j => j.Id.Value)];
        JourneyId[] ids = [.. journeys.Select(j => j.Id)];
        List<Registration> registrations = [.. found.Registrations.OrderBy(r => r.CreatedAt)];
        List<OutgoingMail> mails = [.. found.Mails.OrderBy(m => m.CreatedAt)];
        List<BoothCase> cases = [.. found.Cases.OrderBy(c => c.OpenedAt)];
        var (moved, since) = found.Cards.Moved();
        bool IsOfHolder(CardId? card, DateTimeOffset at) => since is null || !moved.Contains(card!.Value) || at >= since;
        return new PersonData(
            staff,
            [.. found.Cards.OrderBy(c => c.EnrolledAt).ThenBy(c => c.Id.Value)],
            await database.Set<CardLockout>().AsNoTracking().Where(l => cards.Contains(l.CardId)).ToListAsync(cancellationToken),
            registrations,
            await TracesAsync(journeys, registrations, mails, cancellationToken),
            mails,
            cases,
            await notes.OfCasesAsync([.. cases.Select(c => c.Id)], cancellationToken),
            await database.Set<InPersonReset>().AsNoTracking()
                .Where(r => ids.Contains(r.Id))
                .OrderBy(r => r.Id)
                .ToListAsync(cancellationToken),
            await database.Set<AddressChange>().AsNoTracking()
                .Where(c => ids.Contains(c.Id))
                .OrderBy(c => c.Id)
                .ToListAsync(cancellationToken),
            await database.Set<JourneyAct>().AsNoTracking()
                .Where(a => ids.Contains(a.JourneyId))
                .OrderBy(a => a.At)
                .ToListAsync(cancellationToken),
            [.. found.Readings.OrderBy(r => r.StartedAt)],
            await ChatsAsync(journeys, cancellationToken),
            (await database.Set<AuditEntry>().AsNoTracking()
                .Where(a => cards.Contains(a.CardId!.Value))
                .OrderBy(a => a.Sequence)
                .ToListAsync(cancellationToken)).FindAll(a => IsOfHolder(a.CardId, a.At)),
            await database.Users.AsNoTracking()
                .Where(u => u.StaffId == staff.Id)
                .Select(u => u.DisplayName)
                .ToListAsync(cancellationToken),
            await database.Set<LegalHold>().AsNoTracking()
                .Where(h => h.StaffId == staff.Id)
                .OrderBy(h => h.Id)
                .ToListAsync(cancellationToken),
            await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken));
    }

    private async Task<IReadOnlyList<JourneyTrace>> TracesAsync(
        List<Journey> journeys, List<Registration> registrations, List<OutgoingMail> mails, CancellationToken cancellationToken)
    {
        JourneyId[] ids = [.. journeys.Select(j => j.Id)];
        var helpers = (await database.Set<PairedSession>().AsNoTracking()
            .Where(s => ids.Contains(s.JourneyId)).ToListAsync(cancellationToken)).ToLookup(s => s.JourneyId);
        var tasks = (await database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => ids.Contains(t.JourneyId)).ToListAsync(cancellationToken)).ToLookup(t => t.JourneyId);
        var evidence = (await database.Set<EvidenceItem>().AsNoTracking()
            .Where(e => ids.Contains(e.JourneyId)).ToListAsync(cancellationToken)).ToLookup(e => e.JourneyId);
        var codes = (await database.Set<EmailCode>().AsNoTracking()
            .Where(c => ids.Contains(c.JourneyId)).ToListAsync(cancellationToken)).ToLookup(c => c.JourneyId);
        var mailed = mails.Where(m => m.JourneyId is not null).ToLookup(m => m.JourneyId!.Value);
        return
        [
            .. journeys.Select(j => new JourneyTrace(
                j,
                helpers[j.Id],
                tasks[j.Id],
                evidence[j.Id],
                codes[j.Id],
                mailed[j.Id],
                Standing(registrations.Find(r => r.JourneyId == j.Id)))),
        ];
    }

    private static RegistrationStanding? Standing(Registration? made) => made is null
        ? null
        : new RegistrationStanding(made.CardId, made.JourneyId, made.State, made.Address, made.CreatedAt, made.CompletedAt);

    /// <summary>
    /// What was said during the person's journeys; where a line was replaced, as it is now. Other people may use the same chat at other
    /// times.
    /// </summary>
    private async Task<IReadOnlyList<ChatLine>> ChatsAsync(List<Journey> journeys, CancellationToken cancellationToken)
    {
        JourneyId[] ids = [.. journeys.Select(j => j.Id)];
        var inChats = await database.JourneysByChatAsync(ids, cancellationToken);
        string[] chats = [.. inChats.Select(c => c.Key)];
        var entries = await database.Set<ConversationEntry>().AsNoTracking()
            .Where(e => chats.Contains(e.ConversationId))
            .OrderBy(e => e.At)
            .ToListAsync(cancellationToken);
        return
        [
            .. entries.Where(e => inChats[e.ConversationId].Any(id => IsDuring(journeys.Find(j => j.Id == id)!, e.At)))
                .GroupBy(e => (e.ConversationId, e.ActivityId))
                .Select(LineOf)
                .OfType<ChatLine>()
                .OrderBy(line => line.At),
        ];
    }

    private static bool IsDuring(Journey journey, DateTimeOffset at) =>
        at >= journey.StartedAt && (journey.EndedAt is null || at <= journey.EndedAt + LastWords);

    /// <param name="versions">What stands in one place of a chat, and has stood there.</param>
    /// <returns>Null where nobody saw anything said: a form, one that is closed, or a press.</returns>
    private ChatLine? LineOf(IEnumerable<ConversationEntry> versions)
    {
        var entry = versions.MaxBy(e => e.Sequence)!;
        try
        {
            if (entry.Prompt is not null
                || JsonNode.Parse(seal.Open(entry.Json)) is not JsonObject activity
                || (string?)activity["type"] != "message"
                || (string?)activity["text"] is not { Length: > 0 } text)
            {
                return null;
            }

            var isTheirs = (string?)activity["from"]?["role"] == "user";
            return isTheirs || versions.All(e => e.Nonce is null) ? new ChatLine(entry.At, isTheirs, text) : null;
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or CryptographicException)
        {
            return null;
        }
    }
}
