using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Audit;
using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.BackOffice.People.AddressChanges;
using Smartcard.BackOffice.People.CardActs;
using Smartcard.BackOffice.People.Holds;
using Smartcard.BackOffice.People.Records;
using Smartcard.BackOffice.Users;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Journeys;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People;

/// <summary>Puts together the page of a person.</summary>
internal sealed class PersonView(
    SmartcardDbContext database, PersonRecords records, LegalHolds holds, InPersonUsers users, TimeProvider time)
{
    /// <summary>Of the audit.</summary>
    private const int Shown = 20;

    /// <returns>Null where nobody has this id.</returns>
    public async Task<PersonModel?> ModelAsync(HttpContext http, StaffId id, CancellationToken cancellationToken) =>
        await records.ReadAsync(id, http.User.ScopeOf(), cancellationToken) is { } person
            ? new PersonModel(
                PeoplePages.PageOf(id) + "/now",
                person.Staff.Organisation,
                person.Staff.Site,
                person.Staff.Number,
                person.Staff.LeftAt,
                person.Staff.ErasedAt,
                http.User.May(Policies.ManageStaff) && person.Staff.ErasedAt is null ? RecordPages.LinksOf(id) : null,
                await HoldsAsync(http, id, cancellationToken),
                await NowAsync(http, person, cancellationToken),
                http.User.May(Policies.SeeAudit) ? await AuditAsync([.. person.Cards.Select(c => c.Id)], cancellationToken) : null)
            : null;

    public async Task<PersonNowModel?> NowAsync(HttpContext http, StaffId id, CancellationToken cancellationToken) =>
        await records.ReadAsync(id, http.User.ScopeOf(), cancellationToken) is { } person
            ? await NowAsync(http, person, cancellationToken)
            : null;

    /// <summary>Of a journey's record, with the drawing painted; null where that is no longer kept.</summary>
    /// <param name="kept">Those that are, and may be seen.</param>
    public static string? PageOf(Journey journey, HashSet<Guid> kept) =>
        journey.Kind == JourneyKind.InPerson ? InPersonPages.PageOf(journey.Id)
        : kept.Contains(journey.Id.Value) ? $"{Policies.BackOffice}/instances/{journey.Id.Value}"
        : null;

    private static string? PageOf(HttpContext http, Journey journey, HashSet<Guid> kept) =>
        journey.Kind != JourneyKind.AddressChange ? PageOf(journey, kept)
        : http.User.May(Policies.ManageStaff) ? AddressChangePages.PageOf(journey.Id)
        : null;

    private async Task<PersonNowModel> NowAsync(HttpContext http, PersonStanding person, CancellationToken cancellationToken)
    {
        Guid[] journeys = [.. person.UnderWay.Select(j => j.Trace.Journey).Concat(person.Earlier).Select(j => j.Id.Value)];
        var kept = http.User.May(Policies.SeeWorkflows) ? await database.KeptAmongAsync(journeys, cancellationToken) : [];
        var (now, mayAct) = (time.GetUtcNow(), http.User.May(Policies.ActAtBooth));
        var own = mayAct
            ? await users.OwnAmongAsync(Policies.IdOf(http.User)!.Value, [.. person.Cards.Select(c => c.Id)], cancellationToken)
            : new HashSet<CardId>();
        return new PersonNowModel(
            person.Staff.DisplayName,
            [
                .. person.Cards.Select(card => new CardLine(
                    card.Id.Value,
                    CardWords.Of(card.Card),
                    PersonWords.RegistrationOf(card),
                    PersonWords.CodesOf(card),
                    PersonWords.SelfServiceOf(card),
                    card.LastUsedAt,
                    mayAct && card.Card.IsInUse && !own.Contains(card.Id) ? InPersonPages.StartOf(card.Id) : null,
                    own.Contains(card.Id),
                    http.User.May(Policies.ManageStaff) ? [.. CardActPages.LinksOf(card.Card), .. AddressChangePages.LinksOf(card)] : [])
                {
                    Kind = CardWords.Of(card.Card.Type),
                    Puk = CardWords.Of(card.Puk),
                }),
            ],
            [
                .. person.UnderWay.Select(j => UnderWayOf(
                    j, PageOf(http, j.Trace.Journey, kept), JourneyHelpPages.PageFor(http.User, j.Trace.Journey), now)),
            ],
            [
                .. person.Mails.Select(m => new PersonMailLine(
                    m.Id.Value,
                    m.CreatedAt,
                    MailWords.Of(m.Kind),
                    MailWords.MaskedAddressOf(m),
                    MailWords.StateOf(m),
                    MailWords.DeliveryOf(m))),
            ],
            [
                .. person.Cases.Select(c =>
                    new CaseLine(c.Id.Value, c.OpenedAt, c.ClosedAt, c.CardId?.Value, BoothWords.Of(c.Reason))),
            ],
            [
                .. person.Earlier.Select(j => new EarlierLine(
                    j.Id.Value,
                    PageOf(http, j, kept),
                    j.StartedAt,
                    BoothWords.Of(j.Kind),
                    BoothWords.NowOf(j, now),
                    PersonWords.Of(j.EndedAt!.Value - j.StartedAt))),
            ]);
    }

    private static UnderWayLine UnderWayOf(JourneyStanding standing, string? page, string? acts, DateTimeOffset now)
    {
        var (trace, journey) = (standing.Trace, standing.Trace.Journey);
        return new UnderWayLine(
            journey.Id.Value,
            page,
            journey.Kind switch
            {
                JourneyKind.InPerson => Catalogue.People["underWay.inPerson"],
                JourneyKind.AddressChange => Catalogue.People["underWay.address"],
                _ => Catalogue.People["underWay.record"],
            },
            JourneyKinds.WithWorkflow.Contains(journey.Kind) ? StallWords.Where(journey) : BoothWords.Of(journey.Kind),
            [.. trace.Steps().Select(s => new StepLine(s.At, StepWords.Of(s), s.Took is { } took ? PersonWords.Of(took) : null))],
            PersonWords.Of(now - journey.LastHeardAt),
            PersonWords.WrongCodesOf(trace.WrongCodes),
            standing.Cause is { } why ? StallWords.Why(why) : null,
            standing.Cause is { } cause ? StallWords.Advice(cause) : null,
            acts);
    }

    private async Task<IReadOnlyList<HoldLine>> HoldsAsync(HttpContext http, StaffId id, CancellationToken cancellationToken)
    {
        if (!http.User.May(Policies.SeeAudit) || await holds.OfAsync(id, cancellationToken) is not { Count: > 0 } found)
        {
            return [];
        }

        var names = await NamesAsync([.. found.Select(h => h.PlacedBy.Value).Distinct()], cancellationToken);
        return
        [
            .. found.Select(h => new HoldLine(
                h.Id.Value,
                h.Reference,
                names.GetValueOrDefault(h.PlacedBy.Value, "–"),
                h.PlacedAt,
                http.User.May(Policies.ManageStaff) ? HoldPages.LiftOf(id, h.Id) : null)),
        ];
    }

    private Task<Dictionary<Guid, string>> NamesAsync(Guid[] users, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking()
            .Where(u => users.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);

    private async Task<IReadOnlyList<AuditLine>> AuditAsync(CardId[] cards, CancellationToken cancellationToken)
    {
        var entries = await database.Set<AuditEntry>().AsNoTracking()
            .Where(a => cards.Contains(a.CardId!.Value))
            .OrderByDescending(a => a.Sequence)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        UserId[] actors = [.. entries.Select(e => e.ActorId).OfType<UserId>().Distinct()];
        var names = await database.ActorNamesAsync(actors, cancellationToken);
        return
        [
            .. entries.Select(e => new AuditLine(
                e.Sequence,
                e.At,
                e.Event,
                e.ActorId is { } actor ? names.GetValueOrDefault(actor, References.Of(actor.Value)) : "–",
                "–",
                e.JourneyId?.Value,
                e.CardId?.Value,
                Holder: null)),
        ];
    }
}
