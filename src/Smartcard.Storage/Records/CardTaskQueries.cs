using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;

namespace Smartcard.Storage.Records;

public static class CardTaskQueries
{
    /// <summary>Whether the journey's card is being changed at this moment. Then nobody ends the journey: not its person, not the booth, not the back office.</summary>
    public static Task<bool> IsCardChangingAsync(this SmartcardDbContext database, JourneyId journey, CancellationToken cancellationToken) =>
        database.Set<CardTaskItem>().Where(CardTaskItem.ThatChangesCard).AnyAsync(t => t.JourneyId == journey, cancellationToken);
}
