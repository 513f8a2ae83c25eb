using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Retention;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Figures;

/// <summary>Hours are counted once, whoever counts them, and for good before what they were counted from is removed.</summary>
[OnPostgres]
public sealed class FigureCountingTests
{
    private const string AtNhs = "amal.hughes@mail.trust.nhs.uk";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_counted_by_hour_and_organisation()
    {
        await using var bench = await JourneyBench.StartAsync();
        var now = bench.Time.GetUtcNow(); // at 7
        Card? locked = null;
        await AddAsync(bench, database =>
        {
            var (north, south) = (database.AddCard("North", new string('1', 32)), database.AddCard("South", new string('2', 32)));
            database.AddJourney(JourneyKind.Unlock, north, now.AddMinutes(-10), JourneyEnd.Completed, seconds: 100);
            database.AddJourney(JourneyKind.Unlock, north, now.AddMinutes(-61), JourneyEnd.Referred, seconds: 300); // past the hour
            database.AddJourney(JourneyKind.Unlock, south, now.AddMinutes(-5), end: null, seconds: 0);
            database.AddCase(south, now.AddMinutes(-50), now.AddMinutes(-1));
            database.AddCase(south, now.AddMinutes(-40), now.AddMinutes(-1));
            database.AddJourney(JourneyKind.InPerson, south, now.AddMinutes(-20), JourneyEnd.Completed, seconds: 240);
            database.AddMail(north, AtNhs, now.AddMinutes(-9));
            database.AddMail(north, "amal@own-domain.example", now.AddMinutes(-9));
            database.AddMail(north, AtNhs, now.AddMinutes(-9), MailKind.Alert); // is not counted
            database.AddMail(north, AtNhs, now.AddDays(-40), MailKind.Alert); // nor looked for
            locked = south;
        });
        await bench.DoAsync(services => services.LockOutAsync(locked!));
        await bench.DoAsync(services => services.TakeAsync(locked!, now.AddMinutes(-20)));
        await bench.DoAsync(services => services.TakeAsync(locked!, now.AddMinutes(-10))); // given back and taken again

        await CountAsync(bench);

        var rows = await bench.RowsAsync<HourFigures>();
        var six = new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);
        HourFigures Row(DateTimeOffset hour, string organisation) => rows.Single(r => r.Hour == hour && r.Organisation == organisation);
        Assert.Equal(1, Row(six, "North").CountOf(Figure.Begun(JourneyKind.Unlock)));
        Assert.Equal(1, Row(six, "North").CountOf(Figure.UnlockTime(TimeHistogram.BucketOf(TimeSpan.FromSeconds(100)))));
        Assert.Equal(1, Row(six.AddHours(-1), "North").CountOf(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Referred)));
        Assert.Equal(1, Row(six, "South").CountOf(Figure.Begun(JourneyKind.Unlock)));
        Assert.Equal(1, Row(six, "South").CountOf(Figure.CasesOpened));
        Assert.Equal(1, Row(six, "South").CountOf(Figure.CasesClosed));
        Assert.Equal(30 * 60, Row(six, "South").CountOf(Figure.WaitSeconds));
        Assert.Equal(19 * 60, Row(six, "South").CountOf(Figure.HandlingSeconds));
        Assert.Equal(240, Row(six, "South").CountOf(Figure.ResetSeconds));
        Assert.Equal(1, Row(six.AddHours(1), "South").CountOf(Figure.LockedOut));
        var totals = await bench.RowsAsync<HourTotals>();
        Assert.Equal(rows.Select(r => r.Hour).Distinct().Order(), totals.Select(t => t.Hour).Order());
        Assert.All(
            totals,
            t => Assert.All(
                Figure.All,
                figure => Assert.Equal(rows.Where(r => r.Hour == t.Hour).Sum(r => r.CountOf(figure)), t.CountOf(figure))));
        Assert.Equal(
            [("", MailOutcome.Accepted), ("nhs.uk", MailOutcome.Accepted)],
            (await bench.RowsAsync<MailFigures>()).Select(m => (m.Provider, m.Outcome)).Order());
        Assert.All(await bench.RowsAsync<MailFigures>(), m => Assert.Equal(1, m.Count));
        Assert.All(await bench.RowsAsync<CountedHour>(), h => Assert.True(h.Hour > now.AddDays(-2), $"{h.Hour} was counted."));
    }

    [Fact]
    public async Task Counted_again_and_by_two_at_once_it_is_the_same()
    {
        await using var bench = await JourneyBench.StartAsync();
        await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddMinutes(-10), end: null);

        await CountAsync(bench);
        await Task.WhenAll(CountAsync(bench), CountAsync(bench), CountAsync(bench));

        Assert.Equal(1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
        Assert.Equal(0, await SumAsync(bench, Figure.Ended(JourneyKind.Unlock, JourneyEnd.Abandoned)));
    }

    [Fact]
    public async Task Of_two_runs_at_once_one_counts_and_nothing_is_removed_before_it_is_counted()
    {
        await using var bench = await JourneyBench.StartAsync();
        var began = bench.Time.GetUtcNow().AddMinutes(-10);
        await AddUnlockAsync(bench, began, JourneyEnd.Completed);
        bench.Time.Advance(TimeSpan.FromDays(2));

        await bench.DoAsync(async services =>
        {
            await using var other = await services.GetRequiredService<SoleRuns>()
                .TryBeginAsync(services.GetRequiredService<SmartcardDbContext>(), FigureCounting.Name, _ct);
            Assert.NotNull(other);
            Assert.True(await BeforeAsync(bench) < began);
            return true;
        });
        Assert.Empty(await bench.RowsAsync<CountedHour>());

        Assert.True(await BeforeAsync(bench) > began);
        Assert.Equal(1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
    }

    [Fact]
    public async Task A_backlog_is_counted_in_several_runs_and_nothing_is_removed_before_it_is_counted()
    {
        await using var bench = await JourneyBench.StartAsync();
        var began = bench.Time.GetUtcNow();
        await AddAsync(bench, database =>
        {
            var card = database.AddCard("North", new string('6', 32));
            for (var hour = 0; hour <= FigureCounting.Most; hour++)
            {
                database.AddJourney(JourneyKind.Unlock, card, began.AddHours(hour), JourneyEnd.Completed, seconds: 60);
            }
        });
        bench.Time.Advance(TimeSpan.FromHours(FigureCounting.Most + 48));

        Assert.Equal(began.AddHours(FigureCounting.Most).AddTicks(-1), await BeforeAsync(bench));
        Assert.Equal(FigureCounting.Most, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
        var counted = await bench.DoAsync(services => services.GetRequiredService<FigureReport>().CountedUntilAsync(_ct));
        Assert.Equal(new CountedUntil(began.AddHours(FigureCounting.Most), IsBehind: true), counted);

        Assert.True(await BeforeAsync(bench) > began.AddHours(FigureCounting.Most));
        Assert.Equal(FigureCounting.Most + 1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
        counted = await bench.DoAsync(services => services.GetRequiredService<FigureReport>().CountedUntilAsync(_ct));
        Assert.Equal(new CountedUntil(bench.Time.GetUtcNow(), IsBehind: false), counted);
    }

    /// <summary>As a run that began before would, whose rows were removed meanwhile.</summary>
    [Fact]
    public async Task An_hour_that_is_final_is_not_replaced()
    {
        await using var bench = await JourneyBench.StartAsync();
        var hour = new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);
        await AddAsync(bench, database =>
        {
            var figures = new HourFigures { Hour = hour, Organisation = "North" };
            figures.Add(Figure.Begun(JourneyKind.Unlock), 3);
            database.AddRange(figures, new CountedHour { Hour = hour, CountedAt = bench.Time.GetUtcNow(), IsFinal = true });
        });

        await CountAsync(bench);

        Assert.Equal(3, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
    }

    [Fact]
    public async Task A_count_that_breaks_off_in_the_middle_leaves_the_hour_as_it_was()
    {
        await using var bench = await JourneyBench.StartAsync();
        await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddMinutes(-10), end: null);
        await CountAsync(bench);
        await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddMinutes(-10), end: null, "6");
        await SqlAsync(bench, "ALTER TABLE mail_figures RENAME TO away"); // it is reached after others were removed

        await Assert.ThrowsAnyAsync<Exception>(() => CountAsync(bench));
        Assert.Equal(1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));

        await SqlAsync(bench, "ALTER TABLE away RENAME TO mail_figures");
        await CountAsync(bench);
        Assert.Equal(2, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
    }

    [Fact]
    public async Task An_hour_is_counted_anew_until_it_is_final_and_not_afterwards()
    {
        await using var bench = await JourneyBench.StartAsync();
        var id = await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddMinutes(-10), end: null);
        await CountAsync(bench);

        bench.Time.Advance(TimeSpan.FromHours(12));
        await EndAsync(bench, id, JourneyEnd.Abandoned);
        await CountAsync(bench);
        Assert.Equal(1, await SumAsync(bench, Figure.Ended(JourneyKind.Unlock, JourneyEnd.Abandoned)));

        bench.Time.Advance(TimeSpan.FromHours(24));
        await CountAsync(bench);
        Assert.Contains(await bench.RowsAsync<CountedHour>(), hour => hour.IsFinal);
        await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddHours(-36), JourneyEnd.Completed, "3");
        await CountAsync(bench);
        Assert.Equal(1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
    }

    [Fact]
    public async Task What_was_counted_by_a_clock_that_was_wrong_is_counted_again()
    {
        await using var bench = await JourneyBench.StartAsync();
        var now = bench.Time.GetUtcNow();
        await AddAsync(bench, database =>
        {
            database.Add(new CountedHour { Hour = now.AddHours(-1), CountedAt = now.AddYears(1), IsFinal = true });
        });
        await AddUnlockAsync(bench, now.AddMinutes(-10), JourneyEnd.Completed);

        await CountAsync(bench);

        Assert.Equal(1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
    }

    [Fact]
    public async Task A_purge_counts_first_and_the_figures_stay()
    {
        await using var bench = await JourneyBench.StartAsync(("Retention:Mails", "1.00:00:00"));
        var began = bench.Time.GetUtcNow().AddMinutes(-10);
        await AddUnlockAsync(bench, began, JourneyEnd.Completed);
        await AddAsync(bench, database =>
        {
            database.AddMail(database.AddCard("North", new string('4', 32)), AtNhs, began);
        });

        bench.Time.Advance(TimeSpan.FromDays(1)); // nobody has counted
        await bench.DoAsync(services => services.GetRequiredService<MailPurge>().RunAsync(_ct));
        Assert.Empty(await bench.RowsAsync<OutgoingMail>());
        Assert.Equal(1, Assert.Single(await bench.RowsAsync<MailFigures>()).Count);

        bench.Time.Advance(TimeSpan.FromDays(500));
        await bench.DoAsync(services => services.GetRequiredService<JourneyPurge>().RunAsync(_ct));
        Assert.Empty(await bench.RowsAsync<Journey>());
        Assert.Equal(1, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
        Assert.InRange((await bench.RowsAsync<CountedHour>()).Count, 1, 100); // long silence is passed over
    }

    [Fact]
    public async Task What_is_not_counted_for_good_is_not_removed()
    {
        await using var bench = await JourneyBench.StartAsync();
        await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddMinutes(-10), JourneyEnd.Completed);

        var before = await BeforeAsync(bench);

        Assert.True(before < bench.Time.GetUtcNow().AddMinutes(-10).AddMinutes(-50), $"It may be removed before {before}.");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("90.00:00:00", 0)]
    public async Task Figures_stay_for_good_unless_the_installation_says_otherwise(string? kept, int left)
    {
        await using var bench = await JourneyBench.StartAsync(kept is null ? [] : [("Retention:Figures", kept)]);
        await AddUnlockAsync(bench, bench.Time.GetUtcNow().AddMinutes(-10), JourneyEnd.Completed);
        await CountAsync(bench);

        bench.Time.Advance(TimeSpan.FromDays(91));
        await CountAsync(bench);
        await bench.DoAsync(services => services.GetRequiredService<FigurePurge>().RunAsync(_ct));

        Assert.Equal(left, await SumAsync(bench, Figure.Begun(JourneyKind.Unlock)));
    }

    /// <summary>Up to when all may be removed, if it could be up to an hour ago.</summary>
    private Task<DateTimeOffset> BeforeAsync(JourneyBench bench) => bench.DoAsync(services =>
        services.GetRequiredService<FigureCounting>().BeforeAsync(bench.Time.GetUtcNow().AddHours(-1), _ct));

    private Task<DateTimeOffset> CountAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<FigureCounting>().RunAsync(_ct));

    private static async Task<long> SumAsync(JourneyBench bench, string figure) =>
        (await bench.RowsAsync<HourFigures>()).Sum(row => row.CountOf(figure));

    private static async Task<Guid> AddUnlockAsync(JourneyBench bench, DateTimeOffset at, JourneyEnd? end, string digit = "5")
    {
        var id = Guid.Empty;
        await AddAsync(bench, database =>
        {
            var card = database.AddCard("North", string.Concat(Enumerable.Repeat(digit, 32)));
            id = database.AddJourney(JourneyKind.Unlock, card, at, end, seconds: 60).Id.Value;
        });
        return id;
    }

    private static Task<bool> EndAsync(JourneyBench bench, Guid id, JourneyEnd end) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var journey = await database.Set<Journey>().SingleAsync(j => j.Id == new JourneyId(id));
        journey.Finish(end, bench.Time.GetUtcNow());
        await database.SaveChangesAsync();
        return true;
    });

    private Task<int> SqlAsync(JourneyBench bench, string sql) => bench.DoAsync(services =>
        services.GetRequiredService<SmartcardDbContext>().Database.ExecuteSqlRawAsync(sql, _ct));

    private static Task<int> AddAsync(JourneyBench bench, Action<SmartcardDbContext> add) => bench.DoAsync(services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        add(database);
        return database.SaveChangesAsync();
    });
}
