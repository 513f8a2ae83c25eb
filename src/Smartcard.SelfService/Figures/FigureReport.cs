using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Figures;

/// <summary>Sums up what was counted. It reads the figures alone, never what they were counted from.</summary>
public sealed class FigureReport(SmartcardDbContext database, TimeProvider time)
{
    /// <summary>By staff; a reset in person is begun for them.</summary>
    private static readonly JourneyKind[] Started = [.. JourneyKinds.WithWorkflow];

    /// <summary>What is shown hour by hour, or day by day; everything else is shown in sum.</summary>
    private static readonly string[] Hourly =
    [
        .. Started.Select(Figure.Begun),
        .. Figure.Ends.Select(end => Figure.Ended(JourneyKind.Unlock, end)),
        Figure.CasesOpened,
        Figure.CasesClosed,
    ];

    /// <summary>All figures: summed up, and hour by hour, where hours without anything are left out.</summary>
    public Task<(FigureTotals Totals, IReadOnlyList<HourLine> Hours)> SumsAsync(FigurePeriod period, CancellationToken cancellationToken) =>
        period.Organisation is null ? SumsAsync(Totals(period), cancellationToken) : SumsAsync(Of(period), cancellationToken);

    /// <summary>Hour by hour, of those that had the most, and of all others together.</summary>
    /// <param name="named">How many are named at most, unless only one would be left for the others.</param>
    public async Task<IReadOnlyList<SiteLockouts>> LockoutsAsync(FigurePeriod period, int named, CancellationToken cancellationToken)
    {
        var lockouts = Of(period).Where(f => EF.Property<int>(f, Figure.LockedOut) > 0);
        var sites = (await lockouts
                .GroupBy(f => f.Organisation)
                .Select(site => new { Name = site.Key, Count = site.Sum(f => (long)EF.Property<int>(f, Figure.LockedOut)) })
                .ToListAsync(cancellationToken))
            .OrderByDescending(site => site.Count)
            .ThenBy(site => site.Name, StringComparer.Ordinal)
            .Select(site => site.Name)
            .ToList();
        var most = sites.Count > named + 1 ? sites[..named] : sites;
        var lines = await lockouts
            .Where(f => most.Contains(f.Organisation))
            .Select(f => new SiteLockouts(f.Hour, f.Organisation, EF.Property<int>(f, Figure.LockedOut)))
            .ToListAsync(cancellationToken);
        var ofMost = lines.ToLookup(line => line.Organisation);
        return
        [
            .. most.SelectMany(site => ofMost[site]),
            .. most.Count < sites.Count ? await OthersAsync(period, lines, cancellationToken) : [],
        ];
    }

    public async Task<IReadOnlyList<MailLine>> MailsAsync(FigurePeriod period, CancellationToken cancellationToken)
    {
        var mails = database.Set<MailFigures>().AsNoTracking().Where(f => f.Hour >= period.From && f.Hour < period.Until);
        if (period.Organisation is { } organisation)
        {
            mails = mails.Where(f => f.Organisation == organisation);
        }

        return await mails
            .GroupBy(f => new { f.Provider, f.Outcome })
            .Select(g => new MailLine(g.Key.Provider, g.Key.Outcome, g.Sum(f => f.Count)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Of which there are figures in that time, by name; without those of which it is not known.</summary>
    public async Task<IReadOnlyList<string>> OrganisationsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
    [
        .. (await database.Set<HourFigures>().AsNoTracking()
                .Where(f => f.Hour >= since && f.Organisation != "")
                .Select(f => f.Organisation)
                .Distinct()
                .ToListAsync(cancellationToken))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Until when everything is counted; null = nothing is. What is still to come is the work of a clock that was wrong.</summary>
    public async Task<CountedUntil?> CountedUntilAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = await database.Set<CountedHour>().AsNoTracking()
            .Where(h => h.Hour <= now && h.CountedAt <= now)
            .OrderByDescending(h => h.Hour)
            .FirstOrDefaultAsync(cancellationToken);
        if (last is null)
        {
            return null;
        }

        var end = last.Hour.AddHours(1);
        return new CountedUntil(last.CountedAt < end ? last.CountedAt : end, IsBehind: now - end >= TimeSpan.FromHours(1));
    }

    /// <summary>What is left of all organisations.</summary>
    private async Task<IEnumerable<SiteLockouts>> OthersAsync(
        FigurePeriod period, List<SiteLockouts> named, CancellationToken cancellationToken)
    {
        var ofNamed = named.GroupBy(line => line.Hour).ToDictionary(hour => hour.Key, hour => hour.Sum(line => line.Count));
        var all = await Totals(period)
            .Where(f => EF.Property<int>(f, Figure.LockedOut) > 0)
            .Select(f => new SiteLockouts(f.Hour, null, EF.Property<int>(f, Figure.LockedOut)))
            .ToListAsync(cancellationToken);
        return all.Select(line => line with { Count = line.Count - ofNamed.GetValueOrDefault(line.Hour) });
    }

    private IQueryable<HourTotals> Totals(FigurePeriod period) =>
        database.Set<HourTotals>().AsNoTracking().Where(f => f.Hour >= period.From && f.Hour < period.Until);

    private IQueryable<HourFigures> Of(FigurePeriod period)
    {
        var figures = database.Set<HourFigures>().AsNoTracking().Where(f => f.Hour >= period.From && f.Hour < period.Until);
        return period.Organisation is { } organisation ? figures.Where(f => f.Organisation == organisation) : figures;
    }

    /// <summary>The database sums up, and hands over no more columns of each hour than are shown.</summary>
    private static async Task<(FigureTotals Totals, IReadOnlyList<HourLine> Hours)> SumsAsync<T>(
        IQueryable<T> rows, CancellationToken cancellationToken)
        where T : FigureSums
    {
        var sums = await rows.GroupBy(_ => 1).Select(FigureColumns<T>.Sums(Figure.All)).SingleOrDefaultAsync(cancellationToken);
        var hours = await rows.OrderBy(f => f.Hour).Select(FigureColumns<T>.OfHour(Hourly)).ToListAsync(cancellationToken);
        return (
            new FigureTotals(Figure.All.Zip(sums ?? new long[Figure.All.Count]).ToDictionary(f => f.First, f => f.Second)),
            [.. hours.Select(LineOf)]);
    }

    private static HourLine LineOf(HourValues hour)
    {
        var values = Hourly.Zip(hour.Values).ToDictionary(f => f.First, f => f.Second);
        return new HourLine(
            hour.Hour,
            UnlocksBegun: values[Figure.Begun(JourneyKind.Unlock)],
            Begun: Started.Sum(kind => values[Figure.Begun(kind)]),
            Unlocked: values[Figure.Ended(JourneyKind.Unlock, JourneyEnd.Completed)],
            UnlocksEnded: Figure.Ends.Sum(end => values[Figure.Ended(JourneyKind.Unlock, end)]),
            CasesOpened: values[Figure.CasesOpened],
            CasesClosed: values[Figure.CasesClosed]);
    }
}

/// <param name="From">And <paramref name="Until"/>: full hours.</param>
/// <param name="Organisation">Null = all of them.</param>
public sealed record FigurePeriod(DateTimeOffset From, DateTimeOffset Until, string? Organisation);

/// <param name="IsBehind">Neither this hour is counted nor the one before.</param>
public sealed record CountedUntil(DateTimeOffset At, bool IsBehind);

public sealed record HourLine(
    DateTimeOffset Hour, long UnlocksBegun, long Begun, long Unlocked, long UnlocksEnded, long CasesOpened, long CasesClosed);

/// <param name="Organisation">Empty where it is not known; null = all that are not named.</param>
public sealed record SiteLockouts(DateTimeOffset Hour, string? Organisation, long Count);

public sealed record MailLine(string Provider, MailOutcome Outcome, long Count);

/// <summary>Sums by figure.</summary>
public sealed class FigureTotals(IReadOnlyDictionary<string, long> sums)
{
    /// <param name="figure">One of <see cref="Figure"/>.</param>
    public long this[string figure] => sums[figure];

    public bool AreAllZero => sums.Values.All(sum => sum == 0);

    public IReadOnlyList<long> UnlockTimes => [.. Enumerable.Range(0, TimeHistogram.Buckets).Select(b => sums[Figure.UnlockTime(b)])];

    /// <summary>On average, from the first need of help until somebody took it; null where nobody did.</summary>
    public TimeSpan? WaitingTime => Average(Figure.WaitSeconds, Figure.CasesTaken);

    /// <summary>On average, from then until it was closed.</summary>
    public TimeSpan? HandlingTime => Average(Figure.HandlingSeconds, Figure.CasesTaken);

    /// <summary>On average, of a reset in person; null where none was completed.</summary>
    public TimeSpan? ResetTime => Average(Figure.ResetSeconds, Figure.Ended(JourneyKind.InPerson, JourneyEnd.Completed));

    private TimeSpan? Average(string seconds, string count) =>
        sums[count] == 0 ? null : TimeSpan.FromSeconds((double)sums[seconds] / sums[count]);
}
