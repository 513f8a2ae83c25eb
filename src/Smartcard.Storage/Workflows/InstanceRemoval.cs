using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage.Workflows;

/// <summary>Removes instances with everything that the engine keeps of them.</summary>
public static class InstanceRemoval
{
    /// <summary>
    /// Removes the rows at once, in the caller's turn. The caller makes sure that the instances have ended. What the domain
    /// knows of a journey stays.
    /// </summary>
    /// <returns>How many instances there were.</returns>
    public static async Task<int> RemoveInstancesAsync(
        this SmartcardDbContext database, IReadOnlyCollection<Guid> instances, CancellationToken cancellationToken)
    {
        await database.Set<WorkflowTurnRow>().Where(t => instances.Contains(t.InstanceId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<WorkflowIncidentRow>().Where(i => instances.Contains(i.InstanceId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<WorkflowBookmarkRow>().Where(b => instances.Contains(b.InstanceId)).ExecuteDeleteAsync(cancellationToken);
        return await database.Set<WorkflowInstanceRow>().Where(i => instances.Contains(i.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
