using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Changes people who are there, each with its entries in the audit. It is part of an import's turn.</summary>
/// <remarks>Ahead of the turn it would keep their rows from everybody until the end of the import.</remarks>
public sealed class ImportedPeopleChanges(SmartcardDbContext database, StaffTrail trail, TimeProvider time)
{
    private const int Size = 500;

    /// <returns>Those who were there and have left, as the file says.</returns>
    internal async Task<IReadOnlyList<StaffId>> MakeAsync(
        UserId? actor, IReadOnlyList<PersonChange> changes, CancellationToken cancellationToken)
    {
        var leavers = new List<StaffId>();
        foreach (var some in changes.Chunk(Size))
        {
            var wanted = some.ToDictionary(change => change.Seen.Id);
            StaffId[] ids = [.. wanted.Keys];
            var people = await database.Set<Staff>().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken);
            var cards = await trail.CardsAsync(ids, cancellationToken);
            if (people.Count < ids.Length || people.Exists(person => !IsAsSeen(person, wanted[person.Id].Seen)))
            {
                throw new ImportOvertakenException();
            }

            leavers.AddRange(people.Where(person => Change(person, wanted[person.Id], cards, actor)).Select(person => person.Id));
            await database.SaveChangesAsync(cancellationToken);
        }

        return leavers;
    }

    private static bool IsAsSeen(Staff person, Staff seen) =>
        StaffFields.Of(person) == StaffFields.Of(seen) && person.LeftAt == seen.LeftAt;

    /// <returns>Whether they have left by this.</returns>
    private bool Change(Staff person, PersonChange change, StaffCards cards, UserId? actor)
    {
        var (row, before) = (change.Row, StaffFields.Of(person));
        (person.DisplayName, person.Organisation) = (row.Person.Name, row.Person.Organisation);
        person.Site = row.SaysSite ? row.Person.Site : person.Site;
        if (before.ChangedIn(StaffFields.Of(person)) is { Count: > 0 } fields)
        {
            trail.Changed(person.Id, fields, cards, actor);
        }

        switch (row.HasLeft)
        {
            case true when person.LeftAt is null:
                person.LeftAt = time.GetUtcNow();
                trail.Left(person.Id, cards, actor);
                return true;
            case false when person.LeftAt is not null:
                person.LeftAt = null;
                trail.Returned(person.Id, cards, actor);
                return false;
            default:
                return false;
        }
    }
}
