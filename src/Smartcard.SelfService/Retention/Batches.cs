using Smartcard.Storage;

namespace Smartcard.SelfService.Retention;

/// <summary>
/// Removes many rows in small transactions, so that no turn waits long for one, and no more than so many in a run: the
/// next run goes on.
/// </summary>
public sealed class Batches(TurnTransaction turn)
{
    /// <summary>Rows of a transaction.</summary>
    internal const int Size = 500;

    /// <summary>Of what has many rows below it: some dozen each.</summary>
    internal const int SmallSize = 50;

    /// <summary>Transactions of a run.</summary>
    internal const int Most = 40;

    /// <param name="find">
    /// Some of what may go, at most <paramref name="size"/>, leaving out the given number that had to stay: outside a
    /// turn, so that nobody waits.
    /// </param>
    /// <param name="remove">Looks at them again and removes those that may still go; inside a turn.</param>
    /// <returns>How many were removed.</returns>
    internal async Task<int> RunAsync<TId>(
        int size,
        Func<int, CancellationToken, Task<List<TId>>> find,
        Func<List<TId>, CancellationToken, Task<int>> remove,
        CancellationToken cancellationToken)
    {
        var (removed, stayed) = (0, 0);
        for (var batch = 0; batch < Most; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = await find(stayed, cancellationToken);
            if (found.Count == 0)
            {
                break;
            }

            var gone = await turn.RunAsync(ct => remove(found, ct), cancellationToken);
            removed += gone;
            stayed += Math.Max(0, found.Count - gone);
            if (found.Count < size)
            {
                break;
            }
        }

        return removed;
    }
}
