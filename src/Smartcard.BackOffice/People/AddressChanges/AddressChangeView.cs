using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Registrations;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.Storage;

namespace Smartcard.BackOffice.People.AddressChanges;

/// <summary>Puts together the pages of a change of address. Whoever gets one has seen the holder.</summary>
internal sealed class AddressChangeView(
    SmartcardDbContext database,
    PersonRecords records,
    PersonViews views,
    AddressChangeStandings standings,
    IOptions<BoothOptions> options)
{
    /// <param name="refusal">Why it was refused just now; null = it was not.</param>
    /// <returns>Null where there is no such card.</returns>
    public async Task<AddressStartModel?> StartAsync(
        CardId id,
        HttpContext http,
        AddressStartTyped typed,
        AddressChangeRefusal? refusal,
        Errors errors,
        CancellationToken cancellationToken)
    {
        var holders = await database.Set<Card>().Where(c => c.Id == id).Select(c => c.StaffId).ToListAsync(cancellationToken);
        if (holders is not [var holder]
            || await records.ReadAsync(holder, http.User.ScopeOf(), cancellationToken) is not { } person
            || person.Cards.FirstOrDefault(c => c.Id == id) is not { } card)
        {
            return null;
        }

        await views.NoteAsync(Policies.IdOf(http.User)!.Value, holder, cancellationToken);
        return new AddressStartModel(
            AddressChangePages.StartOf(id),
            PeoplePages.PageOf(holder),
            person.Staff.DisplayName,
            person.Staff.Organisation,
            id.Value,
            PersonWords.AddressOf(card),
            refusal is { } why ? AddressChangeWords.Of(why)
                : PersonWords.AddressOf(card) is null ? AddressChangeWords.Of(AddressChangeRefusal.NotRegistered)
                : null,
            [.. Enum.GetValues<AddressChangeReason>().Select(r => new Choice(r.ToString(), AddressChangeWords.Of(r)))],
            [.. (options.Value.IdentityChecks ?? []).Select(c => new Choice(c, c))],
            typed,
            options.Value.SecondPerson,
            errors);
    }

    /// <returns>Null where there is no such change.</returns>
    public async Task<AddressChangeModel?> ModelAsync(
        JourneyId id, HttpContext http, string? typed, AddressChangeRefusal? refusal, Errors errors, CancellationToken cancellationToken)
    {
        if (await standings.ReadAsync(id, cancellationToken) is not { } standing)
        {
            return null;
        }

        var (change, viewer) = (standing.Change, Policies.IdOf(http.User)!.Value);
        await views.NoteAsync(viewer, standing.Holder.Id, cancellationToken);
        var isOver = standing.Step is AddressChangeStep.Completed or AddressChangeStep.Ended;
        return new AddressChangeModel(
            AddressChangePages.PageOf(id),
            PeoplePages.PageOf(standing.Holder.Id),
            standing.Holder.DisplayName,
            standing.Holder.Organisation,
            change.CardId.Value,
            standing.Step,
            isOver ? null : typed ?? change.NewAddress?.Value,
            change.NewAddress?.Masked,
            standing.HelpedBy,
            viewer == change.HelpedBy,
            standing.IsMailLost,
            refusal is { } why ? AddressChangeWords.Of(why) : null,
            errors);
    }
}
