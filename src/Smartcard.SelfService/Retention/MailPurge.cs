using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention;

/// <summary>Removes mails of the outbox that were sent or given up long ago. One that waits is never removed: it ends by itself.</summary>
public sealed class MailPurge(
    SmartcardDbContext database, Batches batches, FigureCounting figures, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = await figures.BeforeAsync(time.GetUtcNow() - options.Value.Mails, cancellationToken);
        var ended = database.Set<OutgoingMail>()
            .Where(m => m.State != MailState.Waiting && m.EndedAt != null && m.EndedAt <= before)
            .NotHeldBack(database);
        return await batches.RunAsync(
            Batches.Size,
            (_, ct) => ended.OrderBy(m => m.EndedAt).Select(m => m.Id).Take(Batches.Size).ToListAsync(ct),
            (ids, ct) => ended.Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(ct),
            cancellationToken);
    }
}
