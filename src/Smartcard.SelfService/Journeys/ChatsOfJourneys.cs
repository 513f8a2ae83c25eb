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
        this SmartcardDbContext database, IReadOnlyCollection<JourneyId> journeys, CancellationToken cancellationToken) =>
        [.. (await database.JourneysByChatAsync(journeys, cancellationToken)).Select(chat => chat.Key)];

    /// <summary>As above, with which of the journeys were in each chat.</summary>
    public static async Task<ILookup<string, JourneyId>> JourneysByChatAsync(
        this SmartcardDbContext database, IReadOnlyCollection<JourneyId> journeys, CancellationToken cancellationToken)
    {
        if (journeys.Count == 0)
        {
            return Array.Empty<JourneyId>().ToLookup(_ => "");
        }

        Guid[] instances = [.. journeys.Select(id => id.Value)];
        var rows = await database.Set<WorkflowInstanceRow>().AsNoTracking()
            .Where(i => instances.Contains(i.Id))
            .ToListAsync(cancellationToken);
        var helpers = await database.Set<PairedSession>()
            .Where(s => journeys.Contains(s.JourneyId) && s.StartedFor != null)
            .Select(s => new { Chat = s.StartedFor, Journey = s.JourneyId })
            .ToListAsync(cancellationToken);
        return rows.Select(row => (Chat: row.Load().StartedFor, Journey: new JourneyId(row.Id)))
            .Concat(helpers.Select(s => (s.Chat, s.Journey)))
            .Where(s => s.Chat is not null)
            .ToLookup(s => s.Chat!, s => s.Journey, StringComparer.Ordinal);
    }
}
