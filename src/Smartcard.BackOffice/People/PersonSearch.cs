using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.BackOffice.People;

/// <summary>Finds people by what somebody types, each way by an index: it takes as long among a million as among ten.</summary>
internal sealed class PersonSearch(SmartcardDbContext database, StaffNames names)
{
    /// <summary>So many people are found; who has more has to type more.</summary>
    public const int Most = 50;

    /// <summary>Nobody has so many cards or journeys with one reference: eight digits tell billions apart.</summary>
    private const int MostOfReference = 20;

    /// <param name="scope">Of whoever searches: nobody else is found, and nobody else counts.</param>
    public async Task<FoundPeople> FindAsync(string text, OrganisationScope scope, CancellationToken cancellationToken)
    {
        if (TypedAddress.IsMeant(text))
        {
            var addressed = await CardsOfAddressAsync(text, cancellationToken);
            return new FoundPeople(await HoldersAsync(addressed, scope, cancellationToken), [], false);
        }

        var journeys = await WithinAsync(await JourneysAsync(text, cancellationToken), scope, cancellationToken);
        var cards = (await CardsAsync(text, cancellationToken)).Concat(journeys.Select(j => j.CardId).OfType<CardId>()).Distinct();
        var holders = await HoldersAsync([.. cards], scope, cancellationToken);
        var (named, isMore) = await names.FindAsync(text, Most, scope, cancellationToken);
        return new FoundPeople([.. holders.Union(named).Take(Most)], journeys, isMore || holders.Union(named).Count() > Most);
    }

    /// <summary>The cards that a reference means, those of an address, and all cards of people with such a name or number.</summary>
    public async Task<CardId[]> FindCardsAsync(string text, CancellationToken cancellationToken)
    {
        var meant = TypedAddress.IsMeant(text)
            ? await CardsOfAddressAsync(text, cancellationToken)
            : await CardsAsync(text, cancellationToken);
        if (meant.Length > 0)
        {
            return meant;
        }

        var (found, _) = await names.FindAsync(text, Most, OrganisationScope.Everybody, cancellationToken);
        return await database.Set<Card>().Where(c => found.Contains(c.StaffId)).Select(c => c.Id).ToArrayAsync(cancellationToken);
    }

    /// <summary>Whose cards somebody means by the reference of a card, or by the whole name of its holder.</summary>
    /// <returns>At most two: who needs one has to say more then.</returns>
    public async Task<StaffId[]> FindHoldersAsync(string text, CancellationToken cancellationToken)
    {
        var holders = await HoldersAsync(await CardsAsync(text, cancellationToken), OrganisationScope.Everybody, cancellationToken);
        return [.. holders.Union(await names.FindWholeAsync(text, cancellationToken)).Take(2)];
    }

    /// <summary>The journeys that a reference means.</summary>
    public async Task<IReadOnlyList<Journey>> JourneysAsync(string text, CancellationToken cancellationToken) =>
        References.Find(text) is not { } reference
            ? []
            :
            [
                .. (await database.Set<Journey>().AsNoTracking()
                    .Where(j => EF.Property<string>(j, SearchColumns.Reference) == reference)
                    .OrderByDescending(j => j.Id)
                    .Take(MostOfReference)
                    .ToListAsync(cancellationToken))
                .Where(j => References.IsMeant(text, j.Id.Value)),
            ];

    private async Task<CardId[]> CardsAsync(string text, CancellationToken cancellationToken) =>
        References.Find(text) is not { } reference
            ? []
            :
            [
                .. (await database.Set<Card>()
                    .Where(c => EF.Property<string>(c, SearchColumns.Reference) == reference)
                    .OrderBy(c => c.Id)
                    .Select(c => c.Id)
                    .Take(MostOfReference)
                    .ToListAsync(cancellationToken))
                .Where(id => References.IsMeant(text, id.Value)),
            ];

    /// <summary>Those that are registered with it: nobody is found by an address that they have not confirmed.</summary>
    private async Task<CardId[]> CardsOfAddressAsync(string text, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(TypedAddress.Mend(text), out var address))
        {
            return [];
        }

        var plain = address.Value.ToLowerInvariant();
        return await database.Set<Registration>()
            .Where(r => EF.Property<string?>(r, SearchColumns.PlainAddress) == plain && r.State == RegistrationState.Active)
            .OrderBy(r => r.CardId)
            .Select(r => r.CardId)
            .Take(MostOfReference)
            .ToArrayAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<StaffId>> HoldersAsync(
        CardId[] cards, OrganisationScope scope, CancellationToken cancellationToken) => cards.Length == 0
        ? []
        : await Known(cards, scope)
            .Select(c => c.StaffId)
            .Distinct()
            .ToListAsync(cancellationToken);

    /// <summary>Without those whose card is that of somebody who may not be seen.</summary>
    private async Task<IReadOnlyList<Journey>> WithinAsync(
        IReadOnlyList<Journey> journeys, OrganisationScope scope, CancellationToken cancellationToken)
    {
        if (!scope.IsLimited || journeys.Count == 0)
        {
            return journeys;
        }

        CardId[] cards = [.. journeys.Select(j => j.CardId).OfType<CardId>()];
        var seen = await Known(cards, scope).Select(c => c.Id).ToListAsync(cancellationToken);
        return [.. journeys.Where(j => j.CardId is not { } card || seen.Contains(card))];
    }

    private IQueryable<Card> Known(CardId[] cards, OrganisationScope scope)
    {
        var known = database.Set<Card>().Where(c => cards.Contains(c.Id));
        return scope.Organisation is { } organisation
            ? known.Where(c => database.Set<Staff>().Any(s => s.Id == c.StaffId && s.Organisation == organisation && organisation != ""))
            : known;
    }
}

/// <param name="Journeys">Whose reference was typed; nobody's card may be known in one yet.</param>
/// <param name="IsMore">Whether there are more people than are found.</param>
internal sealed record FoundPeople(IReadOnlyList<StaffId> People, IReadOnlyList<Journey> Journeys, bool IsMore);
