using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;

namespace Smartcard.Storage.Records;

public static class CardTaskQueries
{
    /// <summary>Whether the journey's card is being changed at this moment. Then neither its person nor the back office ends the journey.</summary>
    /// <remarks>A journey is abandoned after half an hour of silence. No card task lives that long.</remarks>
    public static Task<bool> IsCardChangingAsync(this SmartcardDbContext database, JourneyId journey, CancellationToken cancellationToken) =>
        database.Set<CardTaskItem>().Where(CardTaskItem.ThatChangesCard).AnyAsync(t => t.JourneyId == journey, cancellationToken);
}
