using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.BackOffice.Booth;

/// <summary>Puts together what the page of a case shows, as it is at this moment. Whoever gets it has seen the person.</summary>
internal sealed class CaseView(
    SmartcardDbContext database,
    BoothQueueQuery query,
    BoothQueue queue,
    BoothNotes notes,
    InPersonUsers users,
    PersonViews views,
    TimeProvider time)
{
    /// <returns>Null where there is no such card, and no such case.</returns>
    public async Task<CaseNowModel?> NowAsync(MatterId id, HttpContext http, CancellationToken cancellationToken)
    {
        if (await query.ReadAsync(id, http.User.ScopeOf(), cancellationToken) is not { } matter)
        {
            return await IsKnownAsync(id, cancellationToken)
                ? new CaseNowModel(
                    CasePages.PageOf(id), null, null, [], IsMine: false, IsOwnCard: false, MayAct: false, Help: null, Reset: null)
                : null;
        }

        var viewer = Policies.IdOf(http.User)!.Value;
        if (matter.CardId is { } seen)
        {
            await views.NoteHolderAsync(viewer, seen, cancellationToken);
        }

        var atBooth = http.User.May(Policies.ActAtBooth);
        var isOwnCard = atBooth && await users.IsOwnCardAsync(viewer, matter.CardId, cancellationToken);
        var mayAct = atBooth && !isOwnCard;
        var reset = (await queue.ReadAsync(http.User.ScopeOf(), cancellationToken)).Resets.FirstOrDefault(r => r.CardId == matter.CardId);
        return new CaseNowModel(
            CasePages.PageOf(id),
            matter,
            BoothWords.Long(time.GetUtcNow() - matter.Since),
            await notes.ReadAsync(id, mayRead: mayAct, cancellationToken),
            matter.Claim is { } claim && claim.UserId == viewer,
            isOwnCard,
            mayAct,
            mayAct && matter.CardId is { } card && matter.Holder is not { State: not CardState.InUse } ? InPersonPages.StartOf(card) : null,
            reset is null ? null : InPersonPages.PageOf(reset.Id));
    }

    public async Task<IReadOnlyList<SelectOption>> ColleaguesAsync(
        UserId viewer, string? organisation, CancellationToken cancellationToken) =>
        [
            .. (await users.ColleaguesOfAsync(viewer, organisation, cancellationToken))
                .Select(c => new SelectOption(c.Id.Value.ToString(), c.Name)),
        ];

    /// <summary>The card that this case is about, whose page is the one to look at; null = none.</summary>
    public async Task<CardId?> CardOfAsync(BoothCaseId id, CancellationToken cancellationToken) =>
        await database.Set<BoothCase>().Where(c => c.Id == id).Select(c => c.CardId).FirstOrDefaultAsync(cancellationToken);

    private async Task<bool> IsKnownAsync(MatterId id, CancellationToken cancellationToken)
    {
        var (card, single) = (new CardId(id.Value), new BoothCaseId(id.Value));
        return await database.Set<Card>().AnyAsync(c => c.Id == card, cancellationToken)
            || await database.Set<BoothCase>().AnyAsync(c => c.Id == single, cancellationToken);
    }
}
