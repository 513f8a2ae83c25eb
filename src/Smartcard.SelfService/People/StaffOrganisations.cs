using Microsoft.EntityFrameworkCore;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.People;

/// <summary>The organisations that have staff.</summary>
public sealed class StaffOrganisations(SmartcardDbContext database)
{
    private const int Most = 1_000;

    public Task<bool> HasAsync(string organisation, CancellationToken cancellationToken) =>
        database.Set<StaffWord>().AnyAsync(w => w.Organisation == organisation && organisation != "", cancellationToken);

    /// <summary>
    /// From one to the next by the index of the words that staff are found by: it takes as long among a million people as among ten.
    /// </summary>
    /// <returns>By name, each once; without those who have none.</returns>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var (found, last) = (new List<string>(), "");
        while (found.Count < Most)
        {
            var before = last;
            var next = await database.Set<StaffWord>()
                .Where(w => w.Organisation.CompareTo(before) > 0)
                .OrderBy(w => w.Organisation)
                .Select(w => w.Organisation)
                .FirstOrDefaultAsync(cancellationToken);
            if (next is null)
            {
                break;
            }

            found.Add(next);
            last = next;
        }

        return found;
    }
}
