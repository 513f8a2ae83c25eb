using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;

namespace Smartcard.SelfService.Policy;

/// <summary>How unlocks went, workflow by workflow, so that two policies can be compared. S10.</summary>
public sealed class UnlockFigures(SmartcardDbContext database)
{
    /// <summary>One entry for each workflow on which an unlock was started since then, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, WorkflowFigures>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var started = database.Set<Journey>().AsNoTracking().Where(j => j.Kind == JourneyKind.Unlock && j.StartedAt >= since);
        var counts = await started
            .GroupBy(j => new { j.Workflow, j.End, j.Stage, IsOver = j.EndedAt != null })
            .Select(g => new { g.Key.Workflow, g.Key.End, g.Key.Stage, g.Key.IsOver, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var times = await started
            .Where(j => j.End == JourneyEnd.Completed && j.EndedAt != null)
            .Select(j => new { j.Workflow, j.StartedAt, EndedAt = j.EndedAt!.Value })
            .ToListAsync(cancellationToken);
        var medians = times
            .GroupBy(t => t.Workflow)
            .ToDictionary(g => g.Key, g => MedianOf([.. g.Select(t => t.EndedAt - t.StartedAt)]));
        return counts
            .GroupBy(c => c.Workflow)
            .ToDictionary(
                workflow => workflow.Key,
                workflow => new WorkflowFigures(
                    workflow.Sum(c => c.Count),
                    workflow.Where(c => !c.IsOver).Sum(c => c.Count),
                    workflow
                        .Where(c => c.IsOver)
                        .GroupBy(c => c.End!.Value)
                        .ToDictionary(g => g.Key, g => g.Sum(c => c.Count)),
                    workflow
                        .Where(c => c.IsOver && c.End is not (JourneyEnd.Completed or JourneyEnd.Moved))
                        .GroupBy(c => c.Stage ?? JourneyStage.Start)
                        .ToDictionary(g => g.Key, g => g.Sum(c => c.Count)),
                    medians.TryGetValue(workflow.Key, out var median) ? median : null));
    }

    /// <summary>Of an even number, the mean of the middle two.</summary>
    private static TimeSpan MedianOf(TimeSpan[] times)
    {
        Array.Sort(times);
        var middle = times.Length / 2;
        return times.Length % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
    }
}

/// <param name="UnderWay">Not ended yet.</param>
/// <param name="Ended">Counts by how it ended; what is missing is 0.</param>
/// <param name="LostAt">Of those that ended without an unlocked card and did not move: counts by how far they came.</param>
/// <param name="MedianTime">From the start to the end, of the completed; null if there is none.</param>
public sealed record WorkflowFigures(
    int Started,
    int UnderWay,
    IReadOnlyDictionary<JourneyEnd, int> Ended,
    IReadOnlyDictionary<JourneyStage, int> LostAt,
    TimeSpan? MedianTime)
{
    public static WorkflowFigures None { get; } = new(0, 0, new Dictionary<JourneyEnd, int>(), new Dictionary<JourneyStage, int>(), null);
}
