using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Figures;
using Smartcard.Storage;

namespace Smartcard.SelfService.Figures;

/// <summary>
/// Counts what happened, hour by hour. An hour is counted anew while it can still change, and is then final. What it was counted
/// from may be removed afterwards, and not before.
/// </summary>
/// <remarks>
/// One run at a time, of all hosts: it shares its workers with mails. Each hour is replaced whole, in a turn of its own. So nothing
/// is counted twice, whoever counts and however often, and a host that stops in the middle leaves every hour as it was or as it is.
/// </remarks>
public sealed class FigureCounting(
    SmartcardDbContext database, HourReading reading, TurnTransaction turn, SoleRuns runs, TimeProvider time)
{
    /// <summary>After so long, counted from its beginning, an hour is final.</summary>
    /// <remarks>No longer than anything that is counted is kept at least, so that nothing is kept longer for the figures' sake.</remarks>
    internal static readonly TimeSpan Settling = TimeSpan.FromDays(1);

    /// <summary>What keeps one run from another.</summary>
    internal const string Name = "figures";

    /// <summary>Hours of a run, so that it is over soon: the next run goes on.</summary>
    internal const int Most = 500;

    /// <summary>An hour that is over is counted again so often until it is final.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private static readonly TurnScope Scope = new(Name, "hours");

    /// <summary>Counts first, so that whoever removes something may ask for no more than what is counted for good.</summary>
    /// <param name="wanted">Up to when something is to be removed.</param>
    /// <returns>Up to when it may be.</returns>
    internal async Task<DateTimeOffset> BeforeAsync(DateTimeOffset wanted, CancellationToken cancellationToken)
    {
        var counted = (await RunAsync(cancellationToken)).AddTicks(-1);
        return wanted < counted ? wanted : counted;
    }

    /// <summary>Does nothing while another run goes on.</summary>
    /// <returns>Until when all hours are final.</returns>
    public async Task<DateTimeOffset> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var settled = HourOf(now - Settling);
        await using (var run = await runs.TryBeginAsync(database, Name, cancellationToken))
        {
            if (run is not null)
            {
                await CountAsync(settled, now, cancellationToken);
            }
        }

        return await BeginAsync(settled, now, cancellationToken);
    }

    private async Task CountAsync(DateTimeOffset settled, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hour = await BeginAsync(settled, now, cancellationToken);
        var open = await database.Set<CountedHour>().AsNoTracking()
            .Where(h => h.Hour > settled)
            .ToDictionaryAsync(h => h.Hour, h => h.CountedAt, cancellationToken);
        for (var counted = 0; hour <= now && counted < Most; counted++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isEmpty = (hour <= settled || IsDue(hour, open, now)) && await CountAsync(hour, hour <= settled, now, cancellationToken);
            hour = isEmpty && hour < settled ? await SkipAsync(hour.AddHours(1), settled, cancellationToken) : hour.AddHours(1);
        }
    }

    /// <summary>The first hour that is not final. What was counted later than now is the work of a clock that was wrong.</summary>
    private async Task<DateTimeOffset> BeginAsync(DateTimeOffset settled, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await database.Set<CountedHour>().AsNoTracking()
            .Where(h => h.IsFinal && h.Hour <= settled && h.CountedAt <= now)
            .OrderByDescending(h => h.Hour)
            .Select(h => (DateTimeOffset?)h.Hour)
            .FirstOrDefaultAsync(cancellationToken);
        return last is { } hour
            ? hour.AddHours(1)
            : HourOf(await reading.NextAsync(DateTimeOffset.MinValue, cancellationToken) ?? settled.AddHours(1));
    }

    private async Task<DateTimeOffset> SkipAsync(DateTimeOffset hour, DateTimeOffset settled, CancellationToken cancellationToken) =>
        await reading.NextAsync(hour, cancellationToken) is { } next && next < settled ? HourOf(next) : settled;

    private static bool IsDue(DateTimeOffset hour, Dictionary<DateTimeOffset, DateTimeOffset> open, DateTimeOffset now) =>
        !open.TryGetValue(hour, out var at) || hour >= HourOf(now).AddHours(-1) || now - at >= Again || at > now;

    /// <returns>Whether there was nothing to count.</returns>
    private async Task<bool> CountAsync(DateTimeOffset hour, bool isFinal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var facts = await reading.ReadAsync(hour, cancellationToken);
        var figures = HourCount.Of(hour, facts);
        var mails = HourCount.OfMails(hour, facts);
        var later = now + Again;
        await turn.RunAsync(
            Scope,
            async ct =>
            {
                // Another run has read later, or for good: what it read may have been removed since.
                var at = time.GetUtcNow();
                if (await database.Set<CountedHour>().AnyAsync(
                    h => h.Hour == hour
                        && ((h.CountedAt > now && h.CountedAt < later) || (h.IsFinal && h.CountedAt <= at)),
                    ct))
                {
                    return false;
                }

                await database.Set<HourFigures>().Where(f => f.Hour == hour).ExecuteDeleteAsync(ct);
                await database.Set<HourTotals>().Where(f => f.Hour == hour).ExecuteDeleteAsync(ct);
                await database.Set<MailFigures>().Where(f => f.Hour == hour).ExecuteDeleteAsync(ct);
                await database.Set<CountedHour>().Where(h => h.Hour == hour).ExecuteDeleteAsync(ct);
                database.AddRange(figures);
                if (figures.Count > 0)
                {
                    database.Add(HourTotals.Of(hour, figures));
                }

                database.AddRange(mails);
                database.Add(new CountedHour { Hour = hour, CountedAt = now, IsFinal = isFinal });
                return true;
            },
            cancellationToken);
        database.ChangeTracker.Clear();
        return facts.IsEmpty;
    }

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
