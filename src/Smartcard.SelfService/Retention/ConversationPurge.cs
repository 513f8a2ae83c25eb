using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.SelfService.Retention;

/// <summary>
/// Removes chats in which nobody has said anything for long, with every entry and prompt. One whose journey is under
/// way stays.
/// </summary>
public sealed class ConversationPurge(SmartcardDbContext database, Batches batches, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many chats were removed.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Conversations;
        var silent = database.Set<Conversation>().Where(c => c.LastHeardAt <= before
            && !database.Set<Journey>().Any(j => j.Id == c.JourneyId && j.EndedAt == null));
        return batches.RunAsync(
            Batches.SmallSize,
            (stayed, ct) => silent.OrderBy(c => c.Id).Select(c => c.Id).Skip(stayed).Take(Batches.SmallSize).ToListAsync(ct),
            async (ids, ct) =>
            {
                var held = await database.HeldChatsAsync(ct);
                var gone = (await silent.Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToListAsync(ct)).Except(held).ToList();
                await database.Set<ConversationEntry>().Where(e => gone.Contains(e.ConversationId)).ExecuteDeleteAsync(ct);
                return await database.Set<Conversation>().Where(c => gone.Contains(c.Id)).ExecuteDeleteAsync(ct);
            },
            cancellationToken);
    }
}
