using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

public static class WorkflowJournal
{
    /// <summary>What happened in an instance, in order.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> JournalOfAsync(
        this SmartcardDbContext database,
        Guid instanceId,
        CancellationToken cancellationToken)
    {
        var turns = await database
            .Set<WorkflowTurnRow>()
            .Where(t => t.InstanceId == instanceId)
            .OrderBy(t => t.Sequence)
            .Select(t => t.Journal)
            .ToListAsync(cancellationToken);
        return [.. turns.SelectMany(JournalEntry.Read)];
    }
}
