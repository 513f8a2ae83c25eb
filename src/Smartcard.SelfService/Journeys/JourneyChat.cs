using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.Journeys;

/// <summary>The talk with the person of a journey that is not at work at this moment.</summary>
public sealed class JourneyChat(SmartcardDbContext database, IJourneyChannel channel)
{
    /// <returns>Null when nobody is there who would read it.</returns>
    public async Task<IJourneyTalk?> FindAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var row = await database.Set<WorkflowInstanceRow>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id.Value, cancellationToken);
        return row?.Load().StartedFor is { } startedFor ? await channel.FindAsync(startedFor, id, cancellationToken) : null;
    }
}
