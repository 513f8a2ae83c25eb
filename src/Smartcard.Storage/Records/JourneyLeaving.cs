using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Workflows;

namespace Smartcard.Storage.Records;

/// <summary>Ends a journey before its time, because its person or the back office wants it so.</summary>
public sealed class JourneyLeaving(SmartcardDbContext database, WorkflowEngine engine)
{
    /// <summary>A card that is being changed at this moment is not left: docs/decisions/0002.</summary>
    /// <remarks>A journey is abandoned after half an hour of silence without asking here. No card task lives that long.</remarks>
    /// <param name="journey">Nothing is done where it has ended.</param>
    /// <param name="reason">Key of what its chat says about it; null when the caller says it.</param>
    /// <param name="cancellationToken">Of the turn.</param>
    public async Task<Leaving> LeaveAsync(JourneyId journey, string? reason, CancellationToken cancellationToken)
    {
        if (await database.Set<CardTaskItem>().Where(CardTaskItem.ThatChangesCard).AnyAsync(t => t.JourneyId == journey, cancellationToken))
        {
            return Leaving.CardIsChanging;
        }

        return await engine.CancelAsync(journey.Value, reason, cancellationToken) is null ? Leaving.WasOver : Leaving.Left;
    }
}

public enum Leaving
{
    Left,

    /// <summary>Nothing was done: that is brought to its end first.</summary>
    CardIsChanging,

    WasOver,
}
