using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.Journeys;

/// <summary>In which chats journeys were had, also long after they ended.</summary>
internal static class ChatsOfJourneys
{
    /// <returns>Each once.</returns>
    public static async Task<IReadOnlyList<string>> ChatsOfAsync(
        this SmartcardDbContext database, IReadOnlyCollection<JourneyId> journeys, CancellationToken cancellationToken)
    {
        if (journeys.Count == 0)
        {
            return [];
        }

        Guid[] instances = [.. journeys.Select(id => id.Value)];
        var rows = await database.Set<WorkflowInstanceRow>().AsNoTracking()
            .Where(i => instances.Contains(i.Id))
            .ToListAsync(cancellationToken);
        var helpers = await database.Set<PairedSession>()
            .Where(s => journeys.Contains(s.JourneyId) && s.StartedFor != null)
            .Select(s => s.StartedFor!)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.Load().StartedFor).OfType<string>().Concat(helpers).Distinct(StringComparer.Ordinal)];
    }
}
