using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Figures;

/// <summary>Sums up what was counted. It reads the figures alone, never what they were counted from.</summary>
public sealed class FigureReport(SmartcardDbContext database, TimeProvider time)
{
    /// <summary>By staff; a reset in person is begun for them.</summary>
    private static readonly JourneyKind[] Started = [.. Enum.GetValues<JourneyKind>().Where(kind => kind != JourneyKind.InPerson)];

    private static readonly Dictionary<string, int> IndexOf =
        Figure.All.Select((figure, i) => (figure, i)).ToDictionary(f => f.figure, f => f.i);

    private static readonly Expression<Func<IGrouping<DateTimeOffset, HourFigures>, HourSums>> SumsOfAnHour = SumsOf(Figure.All);

    /// <summary>All figures: summed up, and hour by hour, where hours without anything are left out.</summary>
    public async Task<(FigureTotals Totals, IReadOnlyList<HourLine> Hours)> SumsAsync(
        FigurePeriod period, CancellationToken cancellationToken)
    {
        var hours = await Of(period).GroupBy(f => f.Hour).Select(SumsOfAnHour).ToListAsync(cancellationToken);
        return (
            new FigureTotals(IndexOf.ToDictionary(figure => figure.Key, figure => hours.Sum(h => h.Sums[figure.Value]))),
            [.. hours.OrderBy(h => h.Hour).Select(LineOf)]);
    }

    public async Task<IReadOnlyList<SiteLockouts>> LockoutsAsync(FigurePeriod period, CancellationToken cancellationToken) =>
        await Of(period)
            .Where(f => EF.Property<int>(f, Figure.LockedOut) > 0)
            .Select(f => new SiteLockouts(f.Hour, f.Organisation, EF.Property<int>(f, Figure.LockedOut)))
            .ToListAsync(cancellationToken);

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

    private IQueryable<HourFigures> Of(FigurePeriod period)
    {
        var figures = database.Set<HourFigures>().AsNoTracking().Where(f => f.Hour >= period.From && f.Hour < period.Until);
        return period.Organisation is { } organisation ? figures.Where(f => f.Organisation == organisation) : figures;
    }

    private static HourLine LineOf(HourSums hour)
    {
        long Sum(string figure) => hour.Sums[IndexOf[figure]];
        return new HourLine(
            hour.Hour,
            UnlocksBegun: Sum(Figure.Begun(JourneyKind.Unlock)),
            Begun: Started.Sum(kind => Sum(Figure.Begun(kind))),
            Unlocked: Sum(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Completed)),
            UnlocksEnded: Figure.Ends.Sum(end => Sum(Figure.Ended(JourneyKind.Unlock, end))),
            CasesOpened: Sum(Figure.CasesOpened),
            CasesClosed: Sum(Figure.CasesClosed));
    }

    /// <summary>A column for each: the database sums them up.</summary>
    private static Expression<Func<IGrouping<DateTimeOffset, HourFigures>, HourSums>> SumsOf(IEnumerable<string> figures)
    {
        var group = Expression.Parameter(typeof(IGrouping<DateTimeOffset, HourFigures>), "g");
        return Expression.Lambda<Func<IGrouping<DateTimeOffset, HourFigures>, HourSums>>(
            Expression.New(
                typeof(HourSums).GetConstructors()[0],
                Expression.Property(group, nameof(IGrouping<,>.Key)),
                Expression.NewArrayInit(typeof(long), figures.Select(figure => SumOf(group, figure)))),
            group);
    }

    private static Expression SumOf(ParameterExpression group, string figure)
    {
        var type = Figure.Times.Contains(figure) ? typeof(long) : typeof(int);
        var row = Expression.Parameter(typeof(HourFigures), "f");
        var column = Expression.Call(typeof(EF), nameof(EF.Property), [type], row, Expression.Constant(figure));
        var sum = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Sum), [typeof(HourFigures)], group, Expression.Lambda(column, row));
        return type == typeof(long) ? sum : Expression.Convert(sum, typeof(long));
    }

    private sealed record HourSums(DateTimeOffset Hour, long[] Sums);
}

/// <param name="From">And <paramref name="Until"/>: full hours.</param>
/// <param name="Organisation">Null = all of them.</param>
public sealed record FigurePeriod(DateTimeOffset From, DateTimeOffset Until, string? Organisation);

/// <param name="IsBehind">Neither this hour is counted nor the one before.</param>
public sealed record CountedUntil(DateTimeOffset At, bool IsBehind);

public sealed record HourLine(
    DateTimeOffset Hour, long UnlocksBegun, long Begun, long Unlocked, long UnlocksEnded, long CasesOpened, long CasesClosed);

public sealed record SiteLockouts(DateTimeOffset Hour, string Organisation, long Count);

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
