using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention;

/// <summary>Removes alerts that were over long ago, and what was sent of them. It is kept as long as mails.</summary>
public sealed class AlertPurge(SmartcardDbContext database, Batches batches, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many alerts were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Mails;
        var deliveries = database.Set<AlertDelivery>().Where(d => d.State != AlertDeliveryState.Waiting && d.CreatedAt <= before);
        await batches.RunAsync(
            Batches.Size,
            (_, ct) => deliveries.OrderBy(d => d.Id).Select(d => d.Id).Take(Batches.Size).ToListAsync(ct),
            (ids, ct) => deliveries.Where(d => ids.Contains(d.Id)).ExecuteDeleteAsync(ct),
            cancellationToken);
        var alerts = database.Set<Alert>().Where(a => a.ClearedAt != null && a.ClearedAt <= before);
        return await batches.RunAsync(
            Batches.Size,
            (_, ct) => alerts.OrderBy(a => a.Id).Select(a => a.Id).Take(Batches.Size).ToListAsync(ct),
            (ids, ct) => alerts.Where(a => ids.Contains(a.Id)).ExecuteDeleteAsync(ct),
            cancellationToken);
    }
}
