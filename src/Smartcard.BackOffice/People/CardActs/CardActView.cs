using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.CardActs;

/// <summary>Puts together the page that asks for an act on a card. Whoever gets it has seen the holder.</summary>
internal sealed class CardActView(SmartcardDbContext database, InPersonUsers users, PersonViews views)
{
    /// <param name="reason">What was chosen; null = nothing yet.</param>
    /// <param name="refusal">Why it was refused just now; null = it was not.</param>
    /// <returns>Null where there is no such card.</returns>
    public async Task<CardActModel?> ModelAsync(
        CardAct act,
        CardId id,
        HttpContext http,
        string? reason,
        CardStateResult? refusal,
        Errors errors,
        CancellationToken cancellationToken)
    {
        var found = await database.Set<Card>().AsNoTracking()
            .Where(c => c.Id == id)
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (its, staff) => new { Card = its, Holder = staff })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var viewer = Policies.IdOf(http.User)!.Value;
        await views.NoteHolderAsync(viewer, id, cancellationToken);
        return new CardActModel(
            CardActPages.PageOf(act, id),
            PeoplePages.PageOf(found.Holder.Id),
            found.Holder.DisplayName,
            id.Value,
            CardWords.Of(found.Card),
            CardActWords.MeaningOf(act),
            [.. CardActWords.ReasonsFor(act).Select(r => new Choice(r.ToString(), CardActWords.Of(r)))],
            reason,
            found.Card.StateSince?.UtcTicks,
            CardActWords.Of(act),
            act == CardAct.Revoke ? "warn" : "",
            await RefusalAsync(act, found.Card, found.Holder, viewer, refusal, cancellationToken),
            errors);
    }

    private async Task<string?> RefusalAsync(
        CardAct act, Card card, Staff holder, UserId viewer, CardStateResult? refusal, CancellationToken cancellationToken) =>
        refusal is { } told ? CardActWords.Of(told)
        : card.State == CardState.Revoked ? CardActWords.Of(CardStateResult.Revoked)
        : act != CardAct.Resume ? null
        : card.IsInUse ? Catalogue.People["resume.isInUse"]
        : holder.LeftAt is not null ? CardActWords.Of(CardStateResult.HolderLeft)
        : await users.IsOwnCardAsync(viewer, card.Id, cancellationToken) ? CardActWords.Of(CardStateResult.OwnCard)
        : null;
}
