using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Figures;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Figures;

/// <summary>Sums over the longest period that the page offers, of as many organisations as a region has.</summary>
[OnPostgres]
public sealed class FigureReportTests
{
    private const int Days = 90;
    private const int Organisations = 20;

    /// <summary>Of each hour of each organisation: a million in all.</summary>
    private const int Unlocks = 24;

    private static readonly DateTimeOffset Day = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_million_journeys_of_ninety_days_are_summed_up_by_the_database()
    {
        await using var bench = await JourneyBench.StartAsync();
        await FillAsync(bench);
        var all = new FigurePeriod(Day.AddDays(1 - Days), Day.AddDays(1), null);

        await ReadAsync(bench, all);
        var watch = Stopwatch.StartNew();
        var (totals, hours) = await ReadAsync(bench, all);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"The figures were read in {watch.ElapsedMilliseconds} ms."));

        Assert.Equal(1_036_800, totals[Figure.Begun(JourneyKind.Unlock)]);
        Assert.Equal(1_036_800, totals.UnlockTimes.Sum());
        Assert.Equal(Days * 24, hours.Count);
        Assert.All(hours, hour => Assert.Equal(Organisations * Unlocks, hour.UnlocksBegun));
        var (of, _) = await ReadAsync(bench, all with { Organisation = "Trust 7" });
        Assert.Equal(1_036_800 / Organisations, of[Figure.Begun(JourneyKind.Unlock)]);
        var known = await bench.DoAsync(services => services.GetRequiredService<FigureReport>().OrganisationsAsync(all.From, _ct));
        Assert.Equal(Organisations, known.Count);
        var lockouts = await bench.DoAsync(services => services.GetRequiredService<FigureReport>().LockoutsAsync(all, named: 5, _ct));
        Assert.Equal(
            [("Trust 3", 3 * Days), ("Trust 0", Days), ("Trust 1", Days), ("Trust 10", Days), ("Trust 11", Days), (null, 15 * Days)],
            lockouts.GroupBy(l => l.Organisation).Select(site => ((string?, long))(site.Key, site.Sum(l => l.Count))));
    }

    private Task<(FigureTotals Totals, IReadOnlyList<HourLine> Hours)> ReadAsync(JourneyBench bench, FigurePeriod period) =>
        bench.DoAsync(async services =>
        {
            var report = services.GetRequiredService<FigureReport>();
            await report.OrganisationsAsync(period.From, _ct);
            await report.CountedUntilAsync(_ct);
            await report.MailsAsync(period, _ct);
            await report.LockoutsAsync(period, named: 5, _ct);
            return await report.SumsAsync(period, _ct);
        });

    /// <summary>One day, and the same again on each day before.</summary>
    private Task<int> FillAsync(JourneyBench bench) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var rows = new List<HourFigures>();
        foreach (var (hour, organisation) in Enumerable.Range(0, 24 * Organisations).Select(i => (i / Organisations, i % Organisations)))
        {
            var row = new HourFigures { Hour = Day.AddHours(hour), Organisation = $"Trust {organisation}" };
            row.Add(Figure.Begun(JourneyKind.Unlock), Unlocks);
            for (var bucket = 0; bucket < TimeHistogram.Buckets; bucket++)
            {
                row.Add(Figure.UnlockTime(bucket));
            }

            row.Add(Figure.LockedOut, hour == 8 ? 1 : 0);
            row.Add(Figure.LockedOut, organisation == 3 && hour == 9 ? 2 : 0);
            database.Add(row);
            rows.Add(row);
            database.Add(new MailFigures
            {
                Hour = row.Hour,
                Organisation = row.Organisation,
                Provider = "nhs.uk",
                Outcome = MailOutcome.Delivered,
                Count = 2 * Unlocks,
            });
        }

        database.AddRange(rows.GroupBy(row => row.Hour).Select(hour => HourTotals.Of(hour.Key, [.. hour])));
        await database.SaveChangesAsync(_ct);
        foreach (var table in new[] { "hour_figures", "hour_totals", "mail_figures" })
        {
            var others = database.Model.GetRelationalModel().Tables.Single(t => t.Name == table).Columns
                .Select(c => $"\"{c.Name}\"")
                .Where(c => c != "\"hour\"")
                .ToList();
            var columns = string.Join(", ", others);
            var sql = $"""
                WITH RECURSIVE days(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < {Days - 1})
                INSERT INTO {table} (hour, {columns})
                SELECT hour - n * {TimeSpan.TicksPerDay}, {columns} FROM {table} CROSS JOIN days
                """; // names out of our own model
            await database.Database.ExecuteSqlRawAsync(sql, _ct);
        }

        return 0;
    });
}
