using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage.Workflows;

/// <summary>What is asked of instances in more than one place.</summary>
public static class InstanceQueries
{
    /// <summary>Which of these instances still have a record that somebody could look at.</summary>
    public static async Task<HashSet<Guid>> KeptAmongAsync(
        this SmartcardDbContext database, IReadOnlyCollection<Guid> instances, CancellationToken cancellationToken) =>
        [
            .. await database.Set<WorkflowInstanceRow>()
                .Where(i => instances.Contains(i.Id))
                .Select(i => i.Id)
                .ToListAsync(cancellationToken),
        ];
}
