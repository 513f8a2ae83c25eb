using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.Storage.Records;

/// <summary>A word by which a member of staff is found. It is written with their row, and changes with it, whoever writes that.</summary>
public sealed class StaffWord
{
    public required string Word { get; init; }

    public required StaffId StaffId { get; init; }

    /// <summary>Of the member of staff, so that whoever sees only theirs finds them as fast as others find anybody.</summary>
    public required string Organisation { get; set; }

    public static IEnumerable<StaffWord> Of(Staff staff) =>
        NameWords.Of(staff).Select(word => new StaffWord
        {
            Word = word,
            StaffId = staff.Id,
            Organisation = staff.Organisation,
        });

    /// <summary>For whoever is about to be saved.</summary>
    internal static void Follow(SmartcardDbContext database)
    {
        var (added, changed) = About(database);
        if (changed.Length > 0)
        {
            Kept(database, changed).Load();
        }

        Put(database, [.. added, .. changed]);
    }

    /// <inheritdoc cref="Follow" />
    internal static async Task FollowAsync(SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var (added, changed) = About(database);
        if (changed.Length > 0)
        {
            await Kept(database, changed).LoadAsync(cancellationToken);
        }

        Put(database, [.. added, .. changed]);
    }

    private static (EntityEntry<Staff>[] Added, EntityEntry<Staff>[] Changed) About(SmartcardDbContext database)
    {
        var staff = database.ChangeTracker.Entries<Staff>().ToLookup(e => e.State);
        return (
            [.. staff[EntityState.Added]],
            [.. staff[EntityState.Modified].Where(IsFoundByOthers), .. staff[EntityState.Deleted]]);
    }

    private static bool IsFoundByOthers(EntityEntry<Staff> entry) =>
        entry.Property(s => s.DisplayName).IsModified
        || entry.Property(s => s.Number).IsModified
        || entry.Property(s => s.Organisation).IsModified;

    private static IQueryable<StaffWord> Kept(SmartcardDbContext database, EntityEntry<Staff>[] of)
    {
        StaffId[] ids = [.. of.Select(e => e.Entity.Id)];
        return database.Set<StaffWord>().Where(w => ids.Contains(w.StaffId));
    }

    /// <summary>A save that failed is made again, so what was put before is looked at too.</summary>
    private static void Put(SmartcardDbContext database, EntityEntry<Staff>[] staff)
    {
        if (staff.Length == 0)
        {
            return;
        }

        var tracked = database.ChangeTracker.Entries<StaffWord>().ToLookup(e => e.Entity.StaffId);
        foreach (var entry in staff)
        {
            var wanted = entry.State == EntityState.Deleted ? [] : Of(entry.Entity).ToDictionary(w => w.Word, StringComparer.Ordinal);
            foreach (var word in tracked[entry.Entity.Id])
            {
                var isWanted = wanted.Remove(word.Entity.Word);
                word.State = (isWanted, word.State) switch
                {
                    (false, EntityState.Added) => EntityState.Detached,
                    (false, _) => EntityState.Deleted,
                    (true, EntityState.Deleted) => EntityState.Unchanged,
                    (true, var state) => state,
                };
                if (isWanted)
                {
                    word.Entity.Organisation = entry.Entity.Organisation;
                }
            }

            database.AddRange(wanted.Values);
        }
    }
}
