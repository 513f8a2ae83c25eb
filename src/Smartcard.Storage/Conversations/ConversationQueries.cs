using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;

namespace Smartcard.Storage.Conversations;

/// <summary>Reads a conversation together with the journey that is under way in it, in one query.</summary>
public static class ConversationQueries
{
    public static async Task<Conversation> GetConversationAsync(
        this SmartcardDbContext database, string id, CancellationToken cancellationToken) =>
        await database.FindConversationAsync(all => all.Where(c => c.Id == id), cancellationToken)
        ?? throw new InvalidOperationException("There is no such conversation.");

    /// <param name="database">Of the turn.</param>
    /// <param name="which">Leaves one at most.</param>
    /// <param name="cancellationToken">Of the turn.</param>
    public static async Task<Conversation?> FindConversationAsync(
        this SmartcardDbContext database,
        Func<IQueryable<Conversation>, IQueryable<Conversation>> which,
        CancellationToken cancellationToken)
    {
        var found = await which(database.Set<Conversation>())
            .LeftJoin(
                database.Set<Journey>(),
                c => c.JourneyId,
                j => (JourneyId?)j.Id,
                (left, right) => new { Conversation = left, Journey = right })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is { Conversation: var conversation, Journey: { } journey } && conversation.JourneyId == journey.Id)
        {
            conversation.IsOn(journey);
        }
        else if (found is { Conversation: { JourneyId: { } named } without, Journey: null }
            && !database.Set<Journey>().Local.Any(j => j.Id == named)) // one that begins in this turn is not written yet
        {
            without.IsOnNone();
        }

        return found?.Conversation;
    }
}
