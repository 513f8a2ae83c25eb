using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>
/// Adds people, changes what is on record of them, and says that they have left or are back. Each call is whole: it decides, audits and
/// commits. The audit names the fields, and never what is in them.
/// </summary>
/// <remarks>Nobody changes their own record: by the name on it the booth knows whose card somebody must not reset.</remarks>
public sealed class StaffChanges(
    SmartcardDbContext database,
    TurnTransaction turn,
    CardStates cards,
    InPersonUsers users,
    StaffTrail trail,
    TimeProvider time)
{
    /// <summary>Two at once never both find a number free.</summary>
    internal static readonly TurnScope Records = new("staff", "all");

    public Task<StaffChange> AddAsync(StaffFields fields, UserId actor, CancellationToken cancellationToken) =>
        turn.RunAsync(Records, ct => AddInTurnAsync(fields, actor, ct), cancellationToken);

    /// <param name="seen">The <see cref="StaffFields.Mark"/> of what whoever wants it has seen; null = whatever is on record.</param>
    public Task<StaffChange> ChangeAsync(
        StaffId id, StaffFields fields, string? seen, UserId actor, CancellationToken cancellationToken) =>
        turn.RunAsync(Records, ct => ChangeInTurnAsync(id, fields, seen, actor, ct), cancellationToken);

    /// <summary>
    /// Suspends each card that is in use, and ends what is under way with it. A card that was suspended before keeps its reason.
    /// </summary>
    public Task<StaffChange> LeaveAsync(StaffId id, UserId actor, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => LeaveInTurnAsync(id, actor, ct), cancellationToken);

    /// <summary>Their cards stay suspended: somebody resumes each that they still have.</summary>
    public Task<StaffChange> ReturnAsync(StaffId id, UserId actor, CancellationToken cancellationToken) =>
        turn.RunAsync(Records, ct => ReturnInTurnAsync(id, actor, ct), cancellationToken);

    private async Task<StaffChange> AddInTurnAsync(StaffFields fields, UserId actor, CancellationToken cancellationToken)
    {
        if (await FaultsAsync(null, fields, cancellationToken) is { Count: > 0 } faults)
        {
            return new StaffChange.Faulty(faults);
        }

        var staff = new Staff { Id = StaffId.New(), DisplayName = fields.Name, Organisation = fields.Organisation };
        Put(fields, staff);
        database.Add(staff);
        trail.Added(staff.Id, actor);
        return new StaffChange.Done(staff.Id);
    }

    private async Task<StaffChange> ChangeInTurnAsync(
        StaffId id, StaffFields fields, string? seen, UserId actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } staff)
        {
            return new StaffChange.Unknown();
        }

        if (await IsOwnAsync(staff, actor, cancellationToken))
        {
            return new StaffChange.OwnRecord();
        }

        if (await FaultsAsync(id, fields, cancellationToken) is { Count: > 0 } faults)
        {
            return new StaffChange.Faulty(faults);
        }

        var before = StaffFields.Of(staff);
        if (seen is not null && seen != before.Mark && before != fields)
        {
            return new StaffChange.ChangedMeanwhile();
        }

        if (before.ChangedIn(fields) is { Count: > 0 } changed)
        {
            Put(fields, staff);
            trail.Changed(id, changed, await trail.CardsAsync([id], cancellationToken), actor);
        }

        return new StaffChange.Done(id);
    }

    private async Task<StaffChange> LeaveInTurnAsync(StaffId id, UserId actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } staff)
        {
            return new StaffChange.Unknown();
        }

        if (staff.LeftAt is not null)
        {
            return new StaffChange.Done(id);
        }

        staff.LeftAt = time.GetUtcNow();
        trail.Left(id, await trail.CardsAsync([id], cancellationToken), actor);

        foreach (
            var card in await database.Set<Card>()
                .Where(c => c.StaffId == id && c.State == CardState.InUse)
                .Select(c => c.Id)
                .ToListAsync(cancellationToken))
        {
            await cards.SuspendAsync(card, CardStateReason.HolderLeft, actor, cancellationToken);
        }

        return new StaffChange.Done(id);
    }

    private async Task<StaffChange> ReturnInTurnAsync(StaffId id, UserId actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } staff)
        {
            return new StaffChange.Unknown();
        }

        if (await IsOwnAsync(staff, actor, cancellationToken))
        {
            return new StaffChange.OwnRecord();
        }

        if (staff.LeftAt is null)
        {
            return new StaffChange.Done(id);
        }

        staff.LeftAt = null;
        trail.Returned(id, await trail.CardsAsync([id], cancellationToken), actor);

        return new StaffChange.Done(id);
    }

    private Task<Staff?> FindAsync(StaffId id, CancellationToken cancellationToken) =>
        database.Set<Staff>().SingleOrDefaultAsync(s => s.Id == id && s.ErasedAt == null, cancellationToken);

    /// <summary>That somebody wanted it is on record.</summary>
    private async Task<bool> IsOwnAsync(Staff staff, UserId actor, CancellationToken cancellationToken)
    {
        if (!await users.IsOwnRecordAsync(actor, staff, cancellationToken))
        {
            return false;
        }

        trail.RefusedOwn(staff.Id, actor);
        return true;
    }

    /// <param name="id">Whose they are; null = somebody's who is not on record yet.</param>
    internal async Task<IReadOnlyList<StaffFault>> FaultsAsync(StaffId? id, StaffFields fields, CancellationToken cancellationToken)
    {
        var faults = StaffRules.FaultsOf(fields);
        return faults.Count == 0
            && fields.Number is { } number
            && await database.Set<Staff>().AnyAsync(s => s.Number == number && s.Id != id, cancellationToken)
                ? [StaffFault.NumberTaken]
                : faults;
    }

    private static void Put(StaffFields fields, Staff staff) =>
        (staff.DisplayName, staff.Organisation, staff.Site, staff.Number) =
        (fields.Name, fields.Organisation, fields.Site, fields.Number);
}

/// <summary>What became of a change to a record.</summary>
public abstract record StaffChange
{
    private StaffChange()
    {
    }

    /// <summary>It is so now, by this call or by an earlier one.</summary>
    public sealed record Done(StaffId Id) : StaffChange;

    public sealed record Faulty(IReadOnlyList<StaffFault> Faults) : StaffChange;

    /// <summary>Nobody changes their own record.</summary>
    public sealed record OwnRecord : StaffChange;

    /// <summary>Somebody else changed the record after it was seen.</summary>
    public sealed record ChangedMeanwhile : StaffChange;

    /// <summary>Nobody has this id.</summary>
    public sealed record Unknown : StaffChange;
}
