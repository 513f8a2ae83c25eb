using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Retention;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention.Holds;

/// <summary>Puts people on legal hold, and takes them off. Each call is whole: it decides, audits and commits.</summary>
/// <remarks>Its turns have no scope, as those that remove rows: what they remove was not on hold before their commit.</remarks>
public sealed class LegalHolds(
    SmartcardDbContext database, TurnTransaction turn, InPersonUsers users, StaffTrail trail, TimeProvider time)
{
    public Task<LegalHoldResult> PlaceAsync(UserId actor, StaffId person, string reference, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => PlaceInTurnAsync(actor, person, reference.Trim(), ct), cancellationToken);

    /// <summary>From then on what is past its time is removed as of anybody else.</summary>
    public Task<LegalHoldResult> LiftAsync(UserId actor, StaffId person, LegalHoldId hold, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => LiftInTurnAsync(actor, person, hold, ct), cancellationToken);

    /// <summary>Those of a person, the oldest first.</summary>
    public async Task<IReadOnlyList<LegalHold>> OfAsync(StaffId person, CancellationToken cancellationToken) =>
        await database.Set<LegalHold>().AsNoTracking()
            .Where(h => h.StaffId == person)
            .OrderBy(h => h.Id)
            .ToListAsync(cancellationToken);

    private async Task<LegalHoldResult> PlaceInTurnAsync(
        UserId actor, StaffId person, string reference, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(actor, person, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (!LegalHold.IsReference(reference))
        {
            return LegalHoldResult.NoReference;
        }

        if (!await database.Set<LegalHold>().AnyAsync(h => h.StaffId == person && h.Reference == reference, cancellationToken))
        {
            var hold = LegalHoldId.New();
            database.Add(new LegalHold
            {
                Id = hold,
                StaffId = person,
                Reference = reference,
                PlacedBy = actor,
                PlacedAt = time.GetUtcNow(),
            });
            trail.HeldBack(person, hold, await trail.CardsAsync([person], cancellationToken), actor);
        }

        return LegalHoldResult.Done; // by this call, or by an earlier one of the same page
    }

    private async Task<LegalHoldResult> LiftInTurnAsync(
        UserId actor, StaffId person, LegalHoldId id, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(actor, person, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await database.Set<LegalHold>().SingleOrDefaultAsync(h => h.Id == id && h.StaffId == person, cancellationToken) is { } hold)
        {
            database.Remove(hold);
            trail.HeldBackNoMore(person, hold.Id, await trail.CardsAsync([person], cancellationToken), actor);
        }

        return LegalHoldResult.Done;
    }

    private async Task<LegalHoldResult?> RefusalAsync(UserId actor, StaffId person, CancellationToken cancellationToken)
    {
        if (await database.Set<Staff>().SingleOrDefaultAsync(s => s.Id == person, cancellationToken) is not { } staff)
        {
            return LegalHoldResult.Unknown;
        }

        if (!await users.IsOwnRecordAsync(actor, staff, cancellationToken))
        {
            return null;
        }

        trail.RefusedOwn(person, actor);
        return LegalHoldResult.OwnRecord;
    }
}

public enum LegalHoldResult
{
    /// <summary>It is so now, by this call or by an earlier one.</summary>
    Done,

    /// <summary>There is no reference, or one that is too long or hides something.</summary>
    NoReference,

    /// <summary>Nobody does it for their own record.</summary>
    OwnRecord,

    /// <summary>Nobody has this id.</summary>
    Unknown,
}
