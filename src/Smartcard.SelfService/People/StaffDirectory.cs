using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>
/// The people whom another system looks after, by our own id of them: found, listed, added, changed, gone and back. It knows those who
/// have a staff number, and nobody who was erased. A call is whole.
/// </summary>
public sealed class StaffDirectory(SmartcardDbContext database, TurnTransaction turn, StaffChanges changes)
{
    private IQueryable<Staff> Known => database.Set<Staff>().AsNoTracking().Where(s => s.Number != null && s.ErasedAt == null);

    public Task<Staff?> FindAsync(StaffId id, CancellationToken cancellationToken) =>
        Known.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);

    /// <returns>One, or none; two where several have the number, so that whoever asks sees that.</returns>
    public async Task<IReadOnlyList<Staff>> FindAsync(string number, CancellationToken cancellationToken) =>
        StaffFields.Of(null, null, null, number).Number is { Length: <= Staff.MaxNumberLength } tidy && !StaffRules.HasHidden(tidy)
            ? await Known.Where(s => s.Number == tidy).OrderBy(s => s.Id).Take(2).ToListAsync(cancellationToken)
            : [];

    /// <param name="hasLeft">Null = whether they have or not.</param>
    /// <returns>Some of them, always in the same order, and how many there are in all.</returns>
    public async Task<(int Total, IReadOnlyList<Staff> Some)> ListAsync(
        bool? hasLeft, int skip, int take, CancellationToken cancellationToken)
    {
        var wanted = hasLeft is not { } left ? Known : Known.Where(s => s.LeftAt != null == left);
        var total = await wanted.CountAsync(cancellationToken);
        return (
            total,
            take == 0 || skip >= total
                ? []
                : await wanted.OrderBy(s => s.Id).Skip(skip).Take(take).ToListAsync(cancellationToken));
    }

    public async Task<StaffChange> AddAsync(StaffFields fields, bool hasLeft, UserId actor, CancellationToken cancellationToken) =>
        hasLeft && await changes.FaultsAsync(id: null, fields, cancellationToken) is { Count: > 0 } faults
            ? new StaffChange.Faulty(faults)
            : await turn.RunAsync(
                ScopeOf(hasLeft),
                async ct =>
                {
                    var change = await changes.AddAsync(fields, actor, ct);
                    return change is StaffChange.Done done && hasLeft ? await StandAsync(done.Id, hasLeft: true, actor, ct) : change;
                },
                cancellationToken);

    /// <summary>All that is said, or nothing of it.</summary>
    public async Task<StaffChange> ChangeAsync(StaffId id, StaffSaid said, UserId actor, CancellationToken cancellationToken) =>
        await LookAsync(id, said, cancellationToken)
        ?? await turn.RunAsync(ScopeOf(said.HasLeft), ct => ChangeInTurnAsync(id, said, actor, ct), cancellationToken);

    /// <summary>Ahead of the turn, since all others would wait for it: whether there is nothing to do, or it cannot be done.</summary>
    /// <returns>The answer; null = the turn decides.</returns>
    private async Task<StaffChange?> LookAsync(StaffId id, StaffSaid said, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } known)
        {
            return new StaffChange.Unknown();
        }

        if (said.HasLeft != true)
        {
            return null;
        }

        var before = StaffFields.Of(known);
        var after = said.On(before);
        return said.IsAboutFields && await changes.FaultsAsync(id, after, cancellationToken) is { Count: > 0 } faults
            ? new StaffChange.Faulty(faults)
            : known.LeftAt is not null && after == before ? new StaffChange.Done(id) : null;
    }

    private async Task<StaffChange> ChangeInTurnAsync(StaffId id, StaffSaid said, UserId actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } known)
        {
            return new StaffChange.Unknown();
        }

        if (said.IsAboutFields)
        {
            var change = await changes.ChangeAsync(id, said.On(StaffFields.Of(known)), seen: null, actor, cancellationToken);
            if (change is not StaffChange.Done)
            {
                return change;
            }
        }

        return said.HasLeft is { } hasLeft ? await StandAsync(id, hasLeft, actor, cancellationToken) : new StaffChange.Done(id);
    }

    private async Task<StaffChange> StandAsync(StaffId id, bool hasLeft, UserId actor, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken); // what follows looks for the person
        return hasLeft
            ? await changes.LeaveAsync(id, actor, cancellationToken)
            : await changes.ReturnAsync(id, actor, cancellationToken);
    }

    /// <summary>Whoever leaves has their cards suspended, and what chats do with those ends: so that turn is alone.</summary>
    private static TurnScope? ScopeOf(bool? hasLeft) => hasLeft == true ? null : StaffChanges.Records;
}
