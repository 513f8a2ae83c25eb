using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Policy;
using Smartcard.Storage;

namespace Smartcard.SelfService.Figures;

/// <summary>Reads what is on record of one hour, and which hour is the next that has anything.</summary>
public sealed class HourReading(SmartcardDbContext database, IOptions<PolicyOptions> policy)
{
    private const string LockedOut = "card-locked-out";
    private const string Frozen = "card-frozen";
    private const string Taken = "booth-case-taken";

    private static readonly JourneyKind[] Kinds = [.. JourneyKinds.Counted];
    private static readonly MailDelivery[] Deliveries = Enum.GetValues<MailDelivery>();

    internal async Task<HourFacts> ReadAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var until = hour.AddHours(1);
        return new HourFacts(
            await JourneysAsync(hour, until, cancellationToken),
            await StopsAsync(hour, until, cancellationToken),
            await OpenedAsync(hour, until, cancellationToken),
            await ClosedAsync(hour, until, cancellationToken),
            await MailsAsync(hour, until, cancellationToken));
    }

    /// <returns>The first moment since then of which there is anything to count; null = there is none.</returns>
    internal async Task<DateTimeOffset?> NextAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = new List<DateTimeOffset?>
        {
            await FirstAsync(database.Set<BoothCase>().Where(c => c.OpenedAt >= since).Select(c => c.OpenedAt), cancellationToken),
            await FirstAsync(
                database.Set<BoothCase>().Where(c => c.ClosedAt != null && c.ClosedAt >= since).Select(c => c.ClosedAt!.Value),
                cancellationToken),
            await FirstAsync(Told().Where(a => a.At >= since).Select(a => a.At), cancellationToken),
        };
        foreach (var kind in Kinds) // one by one: that is how they are indexed
        {
            found.Add(await FirstAsync(
                database.Set<Journey>().Where(j => j.Kind == kind && j.StartedAt >= since).Select(j => j.StartedAt), cancellationToken));
        }

        foreach (var delivery in Deliveries)
        {
            found.Add(await FirstAsync(
                Mails().Where(m => m.Delivery == delivery && m.CreatedAt >= since).Select(m => m.CreatedAt),
                cancellationToken));
        }

        return found.Min();
    }

    /// <summary>What of the audit is counted. The words stand here as in the filter of its index.</summary>
    private IQueryable<AuditEntry> Told() => database.Set<AuditEntry>().AsNoTracking()
        .Where(a => new[] { LockedOut, Frozen, Taken }.Contains(a.Event));

    /// <summary>Those about alerts go to the people who run the installation.</summary>
    private IQueryable<OutgoingMail> Mails() => database.Set<OutgoingMail>().AsNoTracking().Where(m => m.Kind != MailKind.Alert);

    private static async Task<DateTimeOffset?> FirstAsync(IQueryable<DateTimeOffset> times, CancellationToken cancellationToken) =>
        await times.OrderBy(t => t).Take(1).ToListAsync(cancellationToken) is [var first] ? first : null;

    private async Task<IReadOnlyList<JourneyFact>> JourneysAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var begun = database.Set<Journey>().AsNoTracking().Where(j => Kinds.Contains(j.Kind) && j.StartedAt >= from && j.StartedAt < until);
        var proved = (await begun
                .Where(j => j.Kind == JourneyKind.Unlock)
                .Join(database.Set<EvidenceItem>(), j => j.Id, e => e.JourneyId, (j, e) => new { e.JourneyId, e.Kind })
                .Distinct()
                .ToListAsync(cancellationToken))
            .ToLookup(e => e.JourneyId, e => e.Kind);
        var journeys = await begun
            .Select(j => new
            {
                j.Id,
                j.Kind,
                j.StartedAt,
                j.EndedAt,
                j.End,
                j.Stage,
                Organisation = database.Set<Staff>().Where(s => s.Id == j.StaffId).Select(s => s.Organisation).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. journeys.Select(j =>
                new JourneyFact(j.Kind, j.Organisation, j.StartedAt, j.EndedAt, j.End, j.Stage, [.. proved[j.Id]])),
        ];
    }

    private async Task<IReadOnlyList<StopFact>> StopsAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var stops = await Told()
            .Where(a => a.Event != Taken && a.At >= from && a.At < until)
            .Select(a => new { a.CardId, a.Event })
            .ToListAsync(cancellationToken);
        var organisations = await OrganisationsAsync(stops.Select(s => s.CardId), cancellationToken);
        return [.. stops.Select(s => new StopFact(NameOf(s.CardId, organisations), s.Event == Frozen))];
    }

    private async Task<IReadOnlyList<OpenedFact>> OpenedAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var cases = await database.Set<BoothCase>().AsNoTracking()
            .Where(c => c.OpenedAt >= from && c.OpenedAt < until)
            .Select(c => new
            {
                c.CardId,
                c.OpenedAt,
                HasOther = c.CardId != null && database.Set<BoothCase>().Any(o =>
                    o.CardId == c.CardId && o.OpenedAt < c.OpenedAt && (o.ClosedAt == null || o.ClosedAt > c.OpenedAt)),
            })
            .ToListAsync(cancellationToken);
        var organisations = await OrganisationsAsync(cases.Select(c => c.CardId), cancellationToken);
        return [.. cases.Select(c => new OpenedFact(c.CardId, NameOf(c.CardId, organisations), c.OpenedAt, !c.HasOther))];
    }

    private async Task<IReadOnlyList<ClosedFact>> ClosedAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var cases = await database.Set<BoothCase>().AsNoTracking()
            .Where(c => c.ClosedAt != null && c.ClosedAt >= from && c.ClosedAt < until)
            .Select(c => new { c.CardId, c.JourneyId, c.OpenedAt, ClosedAt = c.ClosedAt!.Value })
            .ToListAsync(cancellationToken);
        if (cases.Count == 0)
        {
            return [];
        }

        var oldest = cases.Min(c => c.OpenedAt);
        var cards = cases.Select(c => c.CardId).Distinct().ToArray();
        var journeys = cases.Select(c => c.JourneyId).Distinct().ToArray();
        var taken = await Told()
            .Where(a => a.Event == Taken && a.At >= oldest && a.At < until)
            .Where(a => a.CardId != null ? cards.Contains(a.CardId) : journeys.Contains(a.JourneyId))
            .Select(a => new { a.CardId, a.JourneyId, a.At })
            .ToListAsync(cancellationToken);
        var organisations = await OrganisationsAsync(cases.Select(c => c.CardId), cancellationToken);
        return
        [
            .. cases.Select(c => new ClosedFact(
                c.CardId,
                NameOf(c.CardId, organisations),
                c.OpenedAt,
                c.ClosedAt,
                taken
                    .Where(t => t.CardId == c.CardId && (t.CardId != null || t.JourneyId == c.JourneyId))
                    .Where(t => t.At >= c.OpenedAt && t.At <= c.ClosedAt)
                    .Min(t => (DateTimeOffset?)t.At))),
        ];
    }

    private async Task<IReadOnlyList<MailFact>> MailsAsync(
        DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var mails = await Mails()
            .Where(m => Deliveries.Contains(m.Delivery) && m.CreatedAt >= from && m.CreatedAt < until)
            .Select(m => new { m.To, m.State, m.Delivery, m.CardId })
            .ToListAsync(cancellationToken);
        var organisations = await OrganisationsAsync(mails.Select(m => m.CardId), cancellationToken);
        return [.. mails.Select(m => new MailFact(NameOf(m.CardId, organisations), ProviderOf(m.To), m.State, m.Delivery))];
    }

    private string ProviderOf(string address) =>
        EmailAddress.TryParse(address, out var parsed)
            ? policy.Value.ApprovedEmailProviders!.FirstOrDefault(provider => parsed.IsOfProvider([provider])) ?? ""
            : "";

    private async Task<Dictionary<CardId, string>> OrganisationsAsync(IEnumerable<CardId?> cards, CancellationToken cancellationToken)
    {
        var known = cards.OfType<CardId>().Distinct().ToArray();
        return known.Length == 0
            ? []
            : await database.Set<Card>().AsNoTracking()
                .Where(c => known.Contains(c.Id))
                .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.Organisation })
                .ToDictionaryAsync(c => c.Id, c => c.Organisation, cancellationToken);
    }

    private static string? NameOf(CardId? card, Dictionary<CardId, string> organisations) =>
        card is { } id ? organisations.GetValueOrDefault(id) : null;
}
