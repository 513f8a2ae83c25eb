using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.People;

/// <summary>
/// Whose people a user may see, and whose person something is about. Every page, list and act that names somebody asks here.
/// </summary>
public sealed class PeopleScopes(SmartcardDbContext database, TurnTransaction turn, AuditLog audit, TimeProvider time)
{
    /// <summary>A page that keeps itself current, or is opened again, is one entry in so long.</summary>
    private static readonly TimeSpan Once = TimeSpan.FromHours(1);

    /// <summary>As it is now, whatever it was when they signed in.</summary>
    public async Task<OrganisationScope> OfAsync(UserId user, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking()
            .Where(u => u.Id == user.Value)
            .Select(u => new { u.Organisation })
            .SingleOrDefaultAsync(cancellationToken) is { } found
            ? OrganisationScope.Of(found.Organisation)
            : OrganisationScope.Nobody;

    /// <summary>Whether this user may see the card's holder; a card that is not known yet names nobody.</summary>
    public async Task<bool> IncludesAsync(UserId user, CardId? card, CancellationToken cancellationToken) =>
        card is not { } known || (await OfAsync(user, cancellationToken)).Includes(await OrganisationOfAsync(known, cancellationToken));

    /// <returns>Null where it is not known.</returns>
    public Task<string?> OrganisationOfAsync(CardId card, CancellationToken cancellationToken) =>
        database.Set<Card>()
            .Where(c => c.Id == card)
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, s) => (string?)s.Organisation)
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Whether whoever has this scope may see what the id names. What is not there names nobody.</summary>
    public async Task<bool> IncludesAsync(OrganisationScope scope, ScopedThing what, Guid id, CancellationToken cancellationToken) =>
        !scope.IsLimited || await AboutAsync(what, id, cancellationToken) is not { } about || scope.Includes(about.Organisation);

    /// <summary>As above. A refusal is on record: of a page once in an hour, of an act each time.</summary>
    public async Task<bool> MayAsync(
        UserId user, OrganisationScope scope, ScopedThing what, Guid id, bool isAct, CancellationToken cancellationToken)
    {
        if (!scope.IsLimited || await AboutAsync(what, id, cancellationToken) is not { } about || scope.Includes(about.Organisation))
        {
            return true;
        }

        await turn.RunAsync(
            new TurnScope("person-seen", user.Value.ToString("N")),
            async ct =>
            {
                if (isAct)
                {
                    audit.Add("booth-act-refused:OtherOrganisation", about.JourneyId, about.CardId, user, subjectId: null);
                }
                else if (!await IsOnRecordAsync(user, about, ct))
                {
                    if (about.Reference is null)
                    {
                        audit.Add("person-not-shown", about.JourneyId, about.CardId, user, subjectId: null);
                    }
                    else
                    {
                        audit.Add($"person-not-shown:{about.Reference}", about.JourneyId, about.CardId, user, subjectId: null);
                    }
                }

                return true;
            },
            cancellationToken);
        return false;
    }

    private Task<bool> IsOnRecordAsync(UserId user, About about, CancellationToken cancellationToken)
    {
        var (since, card) = (time.GetUtcNow() - Once, about.CardId);
        var what = about.Reference is null ? "person-not-shown" : $"person-not-shown:{about.Reference}";
        return database.Set<AuditEntry>().AnyAsync(
            a => a.ActorId == user && a.At > since && a.Event == what && a.CardId == card, cancellationToken);
    }

    /// <returns>Null where nobody is named.</returns>
    private async Task<About?> AboutAsync(ScopedThing what, Guid id, CancellationToken cancellationToken) => what switch
    {
        ScopedThing.Person => await OfPersonAsync(new StaffId(id), cancellationToken),
        ScopedThing.Card => await OfKnownCardAsync(new CardId(id), cancellationToken),
        ScopedThing.Matter => await OfMatterAsync(id, cancellationToken),
        ScopedThing.Journey => await OfJourneyAsync(new JourneyId(id), cancellationToken),
        ScopedThing.Mail => await OfMailAsync(new MailId(id), cancellationToken),
        ScopedThing.Instance => await OfInstanceAsync(new JourneyId(id), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private async Task<About?> OfPersonAsync(StaffId id, CancellationToken cancellationToken)
    {
        var organisation = await database.Set<Staff>()
            .Where(s => s.Id == id)
            .Select(s => s.Organisation)
            .SingleOrDefaultAsync(cancellationToken);
        var card = await database.Set<Card>()
            .Where(c => c.StaffId == id)
            .OrderBy(c => c.Id)
            .Select(c => (CardId?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return organisation is null ? null : new About(null, card, organisation, card is null ? ReferenceOf(id.Value) : null);
    }

    private async Task<About?> OfKnownCardAsync(CardId id, CancellationToken cancellationToken) =>
        await OrganisationOfAsync(id, cancellationToken) is { } organisation ? new About(null, id, organisation) : null;

    /// <summary>A record without a journey, for example since that was removed, is kept from those who are limited.</summary>
    private async Task<About?> OfInstanceAsync(JourneyId id, CancellationToken cancellationToken) =>
        await database.Set<Journey>().AnyAsync(j => j.Id == id, cancellationToken) ? await OfJourneyAsync(id, cancellationToken)
        : await database.Set<WorkflowInstanceRow>().AnyAsync(i => i.Id == id.Value, cancellationToken)
            ? new About(null, null, null, ReferenceOf(id.Value))
            : null;

    /// <summary>As the audit has it of a page that was opened.</summary>
    private static string ReferenceOf(Guid id) => id.ToString("N")[^8..];

    private async Task<About> OfCardAsync(CardId card, JourneyId? journey, CancellationToken cancellationToken) =>
        new(journey, card, await OrganisationOfAsync(card, cancellationToken));

    private async Task<About?> OfMatterAsync(Guid id, CancellationToken cancellationToken)
    {
        var single = new BoothCaseId(id);
        var found = await database.Set<BoothCase>()
            .Where(c => c.Id == single)
            .Select(c => new { c.CardId, c.JourneyId })
            .SingleOrDefaultAsync(cancellationToken);
        return found switch
        {
            null => await OfKnownCardAsync(new CardId(id), cancellationToken),
            { CardId: { } card } => await OfCardAsync(card, found.JourneyId, cancellationToken),
            _ => null,
        };
    }

    private async Task<About?> OfJourneyAsync(JourneyId id, CancellationToken cancellationToken) =>
        await database.Set<Journey>()
            .Where(j => j.Id == id)
            .Select(j => j.CardId)
            .SingleOrDefaultAsync(cancellationToken) is { } card
            ? await OfCardAsync(card, id, cancellationToken)
            : null;

    private async Task<About?> OfMailAsync(MailId id, CancellationToken cancellationToken) =>
        await database.Set<OutgoingMail>()
            .Where(m => m.Id == id)
            .Select(m => new { m.CardId, m.JourneyId, m.Kind })
            .SingleOrDefaultAsync(cancellationToken) switch
        {
            { Kind: MailKind.Alert } => new About(null, null, null, ReferenceOf(id.Value)), // as in the list
            { CardId: { } card } mail => await OfCardAsync(card, mail.JourneyId, cancellationToken),
            { JourneyId: { } journey } => await OfJourneyAsync(journey, cancellationToken),
            _ => null,
        };

    /// <param name="Organisation">Null = not known, so that only those who see everybody may look.</param>
    /// <param name="Reference">Where there is no card that says whose it is.</param>
    private sealed record About(JourneyId? JourneyId, CardId? CardId, string? Organisation, string? Reference = null);
}
