using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.People;

/// <summary>
/// Gives search words to staff who have none: those of before there were any, and those that something else brought in. Then looks at
/// some of the others, whose name, number or organisation something else may have changed.
/// </summary>
/// <remarks>
/// One run at a time, of all hosts. Each batch is a transaction of its own, so where a run ends, or its host, the next one goes on.
/// </remarks>
public sealed class StaffWordFill(SmartcardDbContext database, TurnTransaction turn, SoleRuns runs, StaffWordRound round)
{
    internal const int Size = 500;

    /// <summary>What keeps one run from another.</summary>
    internal const string Name = "staff-words";

    /// <summary>Batches of a run that give words.</summary>
    private const int MostFilled = 4_000;

    /// <summary>Batches of a run that look at words that are there.</summary>
    private const int MostChecked = 20;

    private static readonly TurnScope Scope = new(Name, "");

    /// <returns>Whose words were made or made anew.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var run = await runs.TryBeginAsync(database, Name, cancellationToken);
        return run is null ? 0 : await FillAsync(cancellationToken) + await CheckAsync(cancellationToken);
    }

    private async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        var (filled, last) = (0, default(StaffId));
        for (var batch = 0; batch < MostFilled; batch++)
        {
            var without = database.Set<Staff>().Where(s => !database.Set<StaffWord>().Any(w => w.StaffId == s.Id));
            var found = await AfterAsync(without, last, cancellationToken);
            filled += await MendAsync(found.Where(s => NameWords.Of(s).Count > 0), cancellationToken);
            if (found.Count < Size)
            {
                break;
            }

            last = found[^1].Id; // a name without a letter or digit has no words, and is not looked at again in this run
        }

        return filled;
    }

    private async Task<int> CheckAsync(CancellationToken cancellationToken)
    {
        var mended = 0;
        for (var batch = 0; batch < MostChecked; batch++)
        {
            var found = await AfterAsync(database.Set<Staff>(), round.Last, cancellationToken);
            var ids = found.ConvertAll(s => s.Id);
            var words = (await database.Set<StaffWord>().AsNoTracking()
                .Where(w => ids.Contains(w.StaffId))
                .ToListAsync(cancellationToken)).ToLookup(w => w.StaffId);
            mended += await MendAsync(found.Where(s => !AreRight(s, words[s.Id])), cancellationToken);
            round.Last = found.Count < Size ? default : found[^1].Id;
            if (found.Count < Size)
            {
                break;
            }
        }

        return mended;
    }

    private static bool AreRight(Staff staff, IEnumerable<StaffWord> words) =>
        words.Select(w => w.Word).ToHashSet().SetEquals(NameWords.Of(staff)) && words.All(w => w.Organisation == staff.Organisation);

    private static Task<List<Staff>> AfterAsync(IQueryable<Staff> staff, StaffId last, CancellationToken cancellationToken) =>
        staff.AsNoTracking().Where(s => s.Id > last).OrderBy(s => s.Id).Take(Size).ToListAsync(cancellationToken);

    /// <summary>Looks at them again in a turn.</summary>
    /// <returns>How many got other words.</returns>
    private async Task<int> MendAsync(IEnumerable<Staff> some, CancellationToken cancellationToken)
    {
        StaffId[] ids = [.. some.Select(s => s.Id)];
        return ids.Length == 0 ? 0 : await turn.RunAsync(Scope, ct => MendInTurnAsync(ids, ct), cancellationToken);
    }

    private async Task<int> MendInTurnAsync(StaffId[] ids, CancellationToken cancellationToken)
    {
        var staff = await database.Set<Staff>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken);
        var words = (await database.Set<StaffWord>().Where(w => ids.Contains(w.StaffId)).ToListAsync(cancellationToken))
            .ToLookup(w => w.StaffId);
        var mended = 0;
        foreach (var one in staff)
        {
            var wanted = NameWords.Of(one);
            StaffWord[] old = [.. words[one.Id].Where(w => !wanted.Contains(w.Word))];
            StaffWord[] moved = [.. words[one.Id].Except(old).Where(w => w.Organisation != one.Organisation)];
            StaffWord[] missing = [.. StaffWord.Of(one).Where(w => words[one.Id].All(there => there.Word != w.Word))];
            database.RemoveRange(old);
            database.AddRange(missing);
            foreach (var word in moved)
            {
                word.Organisation = one.Organisation;
            }

            mended += old.Length + moved.Length + missing.Length > 0 ? 1 : 0;
        }

        return mended;
    }
}

/// <summary>How far this host has looked at the words of all staff, round after round.</summary>
public sealed class StaffWordRound
{
    /// <summary>The empty id = a round begins.</summary>
    internal StaffId Last { get; set; }
}
