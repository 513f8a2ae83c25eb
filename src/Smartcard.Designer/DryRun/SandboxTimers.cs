using Microsoft.EntityFrameworkCore;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.DryRun;

/// <summary>The timers of a journey in a sandbox.</summary>
internal static class SandboxTimers
{
    /// <summary>Those that wait, by when they are due; not those that only watch the helper.</summary>
    public static async Task<IReadOnlyList<(string ActivityId, TimeSpan In)>> WaitingAsync(SmartcardDbContext database, DateTimeOffset now)
    {
        var row = await database.Set<WorkflowInstanceRow>().AsNoTracking()
            .Where(i => i.Status == WorkflowStatus.Suspended)
            .OrderByDescending(i => i.CreatedAt)
            .FirstOrDefaultAsync();
        return row is null
            ? []
            :
            [
                .. row.Load().Executions
                    .Where(e => e.Bookmarks.Count == 1)
                    .SelectMany(e => e.Bookmarks.Where(b => b.DueAt is not null).Select(b => (e.ActivityId, b.DueAt!.Value - now)))
                    .OrderBy(t => t.Item2),
            ];
    }
}
