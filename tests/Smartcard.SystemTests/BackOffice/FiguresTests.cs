using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>A site lead looks at how it went, on a desk's screen and on a narrow one, and takes the figures along.</summary>
public sealed class FiguresTests(Browser browser)
{
    private static readonly string[] Trusts = ["Northern Trust", "Royal Infirmary", "St Mary’s", "Vale and Coast University Hospitals"];

    [Fact]
    public async Task The_figures_of_a_month_are_drawn_and_stand_in_tables_behind()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        var lead = await Administrator.ColleagueAsync(page, host, "sian");
        await lead.SignInAsync();
        await lead.FollowAsync("Figures", "Nothing was recorded in this period.");
        await AccessibilityTests.LooksRightAsync(page, "figures-empty");

        await FillAsync(host);
        await page.GetByLabel("Period", new() { Exact = true }).SelectOptionAsync("30");
        await lead.PressAsync("Show");
        await lead.SeesAsync("Completed: ");
        await AccessibilityTests.LooksRightAsync(page, "figures");
        await page.Locator("summary").Filter(new() { HasText = "Time to unlock: table" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await lead.SeesAsync("1 min 15 s to 1 min 30 s");
        foreach (var table in await page.Locator("summary").AllAsync())
        {
            await table.EvaluateAsync("summary => summary.parentElement.open = true");
        }

        await AccessibilityTests.LooksRightAsync(page, "figures-tables");
        await page.GetByLabel("Organisation", new() { Exact = true }).SelectOptionAsync(Trusts[3]);
        await page.GetByLabel("Period", new() { Exact = true }).SelectOptionAsync("1");
        await lead.PressAsync("Show");
        await lead.SeesAsync("Unlocks today by hour");
        await AccessibilityTests.LooksRightAsync(page, "figures-today");
        var file = await page.RunAndWaitForDownloadAsync(() => lead.PressAsync("Download these figures (CSV)"));
        Assert.EndsWith(".csv", file.SuggestedFilename, StringComparison.Ordinal);
    }

    /// <summary>Busy at the start of each shift, and less so at the week's end.</summary>
    private static async Task FillAsync(SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var now = host.Time.GetUtcNow();
        var last = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        foreach (var at in Enumerable.Range(0, 30 * 24).Select(hour => last.AddHours(-hour)))
        {
            var rows = Enumerable.Range(0, Trusts.Length)
                .Select(trust => Add(database, at, trust, unlocks: Busy(at) * (trust + 2) / 3))
                .ToList();
            database.Add(HourTotals.Of(at, rows));
        }

        database.Add(new CountedHour { Hour = last, CountedAt = now, IsFinal = false });
        await database.SaveChangesAsync();
    }

    private static int Busy(DateTimeOffset at)
    {
        var shift = at.Hour switch { 7 or 8 => 18, 13 or 19 => 11, > 6 and < 21 => 6, _ => 1 };
        return at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? shift / 3 : shift;
    }

    private static HourFigures Add(SmartcardDbContext database, DateTimeOffset at, int trust, int unlocks)
    {
        var row = new HourFigures { Hour = at, Organisation = Trusts[trust] };
        var (locked, left) = (unlocks / 9, unlocks / 7);
        row.Add(Figure.Begun(JourneyKind.Unlock), unlocks);
        row.Add(Figure.Reached(UnlockStep.Identified), unlocks - (left / 2));
        row.Add(Figure.Reached(UnlockStep.Answered), unlocks - locked - (left / 2));
        row.Add(Figure.Reached(UnlockStep.CodeEntered), unlocks - locked - left);
        row.Add(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Completed), unlocks - locked - left);
        row.Add(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Referred), locked);
        row.Add(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Abandoned), left);
        row.Add(Figure.LostAt(JourneyStage.Questions), locked);
        row.Add(Figure.LostAt(JourneyStage.Code), left);
        row.Add(Figure.Begun(JourneyKind.Registration), unlocks / 4);
        row.Add(Figure.Ended(JourneyKind.Registration, JourneyEnd.Completed), unlocks / 4);
        row.Add(Figure.LockedOut, locked);
        row.Add(Figure.CasesOpened, locked);
        row.Add(Figure.CasesClosed, locked);
        row.Add(Figure.CasesTaken, locked);
        row.Add(Figure.WaitSeconds, locked * 700);
        row.Add(Figure.HandlingSeconds, locked * 250);
        row.Add(Figure.Begun(JourneyKind.InPerson), locked);
        row.Add(Figure.Ended(JourneyKind.InPerson, JourneyEnd.Completed), locked);
        row.Add(Figure.ResetSeconds, locked * 240);
        for (var unlock = 0; unlock < unlocks - locked - left; unlock++)
        {
            row.Add(Figure.UnlockTime(4 + ((unlock * 7) % 11)));
        }

        database.Add(row);
        AddMails(database, row, "nhs.net", MailOutcome.Delivered, unlocks);
        AddMails(database, row, "nhs.uk", MailOutcome.Delivered, unlocks / 2);
        AddMails(database, row, "nhs.uk", MailOutcome.CameBack, locked);
        return row;
    }

    private static void AddMails(SmartcardDbContext database, HourFigures of, string provider, MailOutcome outcome, int count) =>
        database.Add(new MailFigures
        {
            Hour = of.Hour,
            Organisation = of.Organisation,
            Provider = provider,
            Outcome = outcome,
            Count = count,
        });
}
