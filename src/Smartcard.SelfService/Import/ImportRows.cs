using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>The rows of a file that was judged, for whoever looks at them.</summary>
public sealed class ImportRows(SmartcardDbContext database, ImportChunks chunks)
{
    public const int PageSize = 50;

    /// <param name="page">From 1.</param>
    public async Task<IReadOnlyList<ImportRow>> PageAsync(
        ImportId id, ImportVerdict verdict, int page, CancellationToken cancellationToken)
    {
        var counts = await database.Set<ImportChunk>().AsNoTracking()
            .Where(c => c.ImportId == id)
            .OrderBy(c => c.Number)
            .Select(c => new { c.Number, c.New, c.Changed, c.Unchanged, c.Wrong })
            .ToListAsync(cancellationToken);
        var skip = (page - 1) * PageSize;
        var rows = new List<ImportRow>(PageSize);
        foreach (var chunk in counts)
        {
            var there = verdict switch
            {
                ImportVerdict.New => chunk.New,
                ImportVerdict.Changed => chunk.Changed,
                ImportVerdict.Unchanged => chunk.Unchanged,
                _ => chunk.Wrong,
            };
            if (skip >= there)
            {
                skip -= there;
                continue;
            }

            if (rows.Count == PageSize || await chunks.FindAsync(id, chunk.Number, cancellationToken) is not { } found)
            {
                break;
            }

            rows.AddRange(chunks.Open(found).Rows.Where(row => row.Verdict == verdict).Skip(skip).Take(PageSize - rows.Count));
            skip = 0;
        }

        return rows;
    }

    public async IAsyncEnumerable<ImportRow> WrongAsync(ImportId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; await chunks.FindAsync(id, number, cancellationToken) is { } chunk; number++)
        {
            if (chunk.Wrong > 0)
            {
                foreach (var row in chunks.Open(chunk).Rows.Where(row => row.IsWrong))
                {
                    yield return row;
                }
            }
        }
    }
}
