using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards.Readings;
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
    CardReadingWork readings,
    JourneyClosing closing,
    TimeProvider time,
    ILogger<AbandonedJourneys> logger)
{
    /// <summary>Of a run; the next one goes on.</summary>
    private const int Most = 1_000;

    /// <summary>One that cannot be ended keeps none of the others.</summary>
    /// <returns>How many were ended.</returns>
    /// <exception cref="AggregateException">Some could not be ended. The others were.</exception>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Journey.Patience;
        var silent = await database.Set<Journey>().AsNoTracking()
            .Where(j => j.EndedAt == null && j.LastHeardAt <= since)
            .OrderBy(j => j.LastHeardAt)
            .Select(j => j.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var (ended, failures) = (0, new List<Exception>());
        foreach (var id in silent)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var followed = telemetry.Follow("end abandoned journey", id.Value);
            try
            {
                ended += await turn.RunAsync(ct => EndAsync(id, since, ct), cancellationToken) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseFaults.IsOne(failure))
            {
                logger.AbandonedNotEnded(id.Value, failure.GetType().FullName!, failure.StackTrace);
                failures.Add(failure);
            }
        }

        return failures.Count == 0 ? ended : throw new AggregateException("Some journeys could not be ended.", failures);
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

        if (journey.Kind == JourneyKind.CardReading)
        {
            await readings.EndAsync(journey, JourneyEnd.Abandoned, cancellationToken);
            return true;
        }

        journey.Achieve(JourneyEnd.Abandoned);
        await engine.CancelAsync(id.Value, ChatWords.Abandoned.Key, cancellationToken);
        await closing.EndAsync(journey, JourneyEnd.Abandoned, cancellationToken); // where no instance was left whose end would do it
        return true;
    }
}

internal static partial class Log
{
    [LoggerMessage(
        2003,
        LogLevel.Error,
        "Journey {JourneyId} was left by its person and could not be ended. The others are. The next run tries again: "
        + "{ExceptionType}{StackTrace}")]
    public static partial void AbandonedNotEnded(this ILogger logger, Guid journeyId, string exceptionType, string? stackTrace);
}
