using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.Storage.Records;

/// <summary>A word by which a member of staff is found. It is written with their row, whoever writes that.</summary>
public sealed class StaffWord
{
    public required string Word { get; init; }

    public required StaffId StaffId { get; init; }

    public static IEnumerable<StaffWord> Of(Staff staff) =>
        NameWords.Of(staff).Select(word => new StaffWord { Word = word, StaffId = staff.Id });

    /// <summary>For whoever is about to be saved for the first time.</summary>
    internal static void AddFor(SmartcardDbContext database)
    {
        var added = database.ChangeTracker.Entries<Staff>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToArray();
        if (added.Length > 0)
        {
            var known = database.ChangeTracker.Entries<StaffWord>().Select(e => e.Entity.StaffId).ToHashSet();
            database.AddRange(added.Where(staff => !known.Contains(staff.Id)).SelectMany(Of)); // a save that failed is made again
        }
    }
}
