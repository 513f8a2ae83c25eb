using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.People;

/// <summary>Gives search words to staff who have none: those of before there were any, and those that something else brought in.</summary>
/// <remarks>Each batch is a transaction of its own, so a run that ends goes on with the next one.</remarks>
public sealed class StaffWordFill(SmartcardDbContext database, TurnTransaction turn)
{
    internal const int Size = 500;

    /// <summary>Batches of a run.</summary>
    private const int Most = 4_000;

    private static readonly TurnScope Scope = new("staff-words", "");

    /// <returns>How many got their words.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (filled, wordless) = (0, 0);
        for (var batch = 0; batch < Most; batch++)
        {
            var found = await WithoutWords().OrderBy(s => s.Id).Skip(wordless).Take(Size).ToListAsync(cancellationToken);
            if (found.Count == 0)
            {
                break;
            }

            var ids = found.ConvertAll(s => s.Id);
            var (looked, gave) = await turn.RunAsync(
                Scope,
                async ct =>
                {
                    var still = await WithoutWords().Where(s => ids.Contains(s.Id)).ToListAsync(ct);
                    database.AddRange(still.SelectMany(StaffWord.Of));
                    return (still.Count, still.Count(s => NameWords.Of(s).Count > 0));
                },
                cancellationToken);
            filled += gave;
            wordless += looked - gave; // a name without a letter or digit has none, and is not looked at again in this run
        }

        return filled;
    }

    private IQueryable<Staff> WithoutWords() =>
        database.Set<Staff>().AsNoTracking().Where(s => !database.Set<StaffWord>().Any(w => w.StaffId == s.Id));
}
