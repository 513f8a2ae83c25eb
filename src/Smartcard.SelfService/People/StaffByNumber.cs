using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>
/// Makes the record of one person what another system says, by the staff number: they are added, changed, have left or are back. A call
/// is whole.
/// </summary>
public sealed class StaffByNumber(SmartcardDbContext database, TurnTransaction turn, StaffChanges changes)
{
    /// <returns>Null where nobody has the number, or several have it.</returns>
    public async Task<Staff?> FindAsync(string number, CancellationToken cancellationToken) =>
        StaffFields.Of(null, null, null, number).Number is { } tidy && await AllAsync(tidy, cancellationToken) is [var only] ? only : null;

    /// <param name="keepsSite">Nothing is said of the site, so it stays.</param>
    /// <param name="hasLeft">Null = it stays as it is.</param>
    public async Task<StaffPut> PutAsync(
        StaffFields fields, bool keepsSite, bool? hasLeft, UserId actor, CancellationToken cancellationToken) =>
        hasLeft != true
            ? await turn.RunAsync(
                StaffChanges.Records, ct => PutInTurnAsync(fields, keepsSite, hasLeft, actor, ct), cancellationToken)
            : await LookAtLeaverAsync(fields, keepsSite, cancellationToken)
                ?? await turn.RunAsync( // alone, since what chats do with a card that is suspended ends
                    ct => PutInTurnAsync(fields, keepsSite, hasLeft, actor, ct), cancellationToken);

    /// <summary>Ahead of the turn, since all others would wait for it: whether there is nothing to do, or it cannot be done.</summary>
    /// <returns>The answer; null = the turn decides.</returns>
    private async Task<StaffPut?> LookAtLeaverAsync(StaffFields fields, bool keepsSite, CancellationToken cancellationToken)
    {
        var there = await AllAsync(fields.Number!, cancellationToken);
        if (there.Count > 1)
        {
            return new StaffPut.NumberOfSeveral();
        }

        var known = there.SingleOrDefault();
        var after = Kept(fields, keepsSite, known);
        return await changes.FaultsAsync(known?.Id, after, cancellationToken) is { Count: > 0 } faults ? new StaffPut.Faulty(faults)
            : known is { LeftAt: not null } && after == StaffFields.Of(known) ? new StaffPut.Done(known, IsNew: false)
            : null;
    }

    private async Task<StaffPut> PutInTurnAsync(
        StaffFields fields, bool keepsSite, bool? hasLeft, UserId actor, CancellationToken cancellationToken)
    {
        var there = await AllAsync(fields.Number!, cancellationToken);
        if (there.Count > 1)
        {
            return new StaffPut.NumberOfSeveral();
        }

        var known = there.SingleOrDefault();
        var change = known is null
            ? await changes.AddAsync(fields, actor, cancellationToken)
            : await changes.ChangeAsync(
                known.Id, Kept(fields, keepsSite, known), seen: null, actor, cancellationToken);
        switch (change)
        {
            case StaffChange.Faulty faulty:
                return new StaffPut.Faulty(faulty.Faults);
            case not StaffChange.Done:
                throw new InvalidOperationException($"A system was answered {change.GetType().Name}.");
        }

        var id = ((StaffChange.Done)change).Id;
        await database.SaveChangesAsync(cancellationToken); // what follows looks for the person
        if (hasLeft == true)
        {
            await changes.LeaveAsync(id, actor, cancellationToken);
        }
        else if (hasLeft == false)
        {
            await changes.ReturnAsync(id, actor, cancellationToken);
        }

        return new StaffPut.Done(await database.Set<Staff>().SingleAsync(s => s.Id == id, cancellationToken), known is null);
    }

    private static StaffFields Kept(StaffFields fields, bool keepsSite, Staff? known) =>
        keepsSite && known is not null ? fields with { Site = known.Site } : fields;

    private Task<List<Staff>> AllAsync(string number, CancellationToken cancellationToken) =>
        database.Set<Staff>().AsNoTracking().Where(s => s.Number == number).Take(2).ToListAsync(cancellationToken);
}

/// <summary>What became of a person's record.</summary>
public abstract record StaffPut
{
    private StaffPut()
    {
    }

    /// <summary>It is so now, by this call or by an earlier one.</summary>
    public sealed record Done(Staff Staff, bool IsNew) : StaffPut;

    public sealed record Faulty(IReadOnlyList<StaffFault> Faults) : StaffPut;

    public sealed record NumberOfSeveral : StaffPut;
}
