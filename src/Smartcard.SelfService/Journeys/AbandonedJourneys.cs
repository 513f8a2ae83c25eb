using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Journeys;

/// <summary>Ends journeys of which nothing was heard for 30 minutes. S7.</summary>
public sealed class AbandonedJourneys(
    SmartcardDbContext database,
    TurnTransaction turn,
    TurnTelemetry telemetry,
    WorkflowEngine engine,
    InPersonCardWork inPerson,
    JourneyClosing closing,
    TimeProvider time)
{
    public const int Batch = 50;

    /// <returns>How many were ended.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Journey.Patience;
        var silent = await database.Set<Journey>().AsNoTracking()
            .Where(j => j.EndedAt == null && j.LastHeardAt <= since)
            .OrderBy(j => j.LastHeardAt)
            .Select(j => j.Id)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var id in silent)
        {
            using var followed = telemetry.Follow("end abandoned journey", id.Value);
            await turn.RunAsync(ct => EndAsync(id, since, ct), cancellationToken);
        }

        return silent.Count;
    }

    private async Task<bool> EndAsync(JourneyId id, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var journey = await database.Set<Journey>().SingleAsync(j => j.Id == id, cancellationToken);
        if (journey.EndedAt is not null || journey.LastHeardAt > since)
        {
            return false;
        }

        if (journey.Kind == JourneyKind.InPerson)
        {
            await inPerson.EndAsync(journey, JourneyEnd.Abandoned, cancellationToken);
            return true;
        }

        journey.Achieve(JourneyEnd.Abandoned);
        await engine.CancelAsync(id.Value, ChatWords.Abandoned.Key, cancellationToken);
        await closing.EndAsync(journey, JourneyEnd.Abandoned, cancellationToken); // where no instance was left whose end would do it
        return true;
    }
}
