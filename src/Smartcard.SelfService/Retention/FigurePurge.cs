using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Figures;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention;

/// <summary>Removes figures past their time, where the installation sets one. As with the audit, there is none by itself.</summary>
public sealed class FigurePurge(SmartcardDbContext database, TurnTransaction turn, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many hours were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Figures is not { } kept)
        {
            return 0;
        }

        var before = time.GetUtcNow() - kept;
        return !await database.Set<CountedHour>().AnyAsync(h => h.Hour <= before, cancellationToken)
            ? 0
            : await turn.RunAsync(
                new TurnScope("figures", "hours"),
                async ct =>
                {
                    await database.Set<HourFigures>().Where(f => f.Hour <= before).ExecuteDeleteAsync(ct);
                    await database.Set<HourTotals>().Where(f => f.Hour <= before).ExecuteDeleteAsync(ct);
                    await database.Set<MailFigures>().Where(f => f.Hour <= before).ExecuteDeleteAsync(ct);
                    return await database.Set<CountedHour>().Where(h => h.Hour <= before).ExecuteDeleteAsync(ct);
                },
                cancellationToken);
    }
}
