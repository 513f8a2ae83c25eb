using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Figures;

/// <summary>Real journeys are played through the host, and each figure is what was played: no more, and no less.</summary>
[OnPostgres]
public sealed class PlayedFiguresTests : IAsyncLifetime
{
    private const string Page = "/backoffice/figures";
    private const string Check = "Staff badge with photograph";

    /// <summary>Sections whose rows are days or hours: here they count together.</summary>
    private static readonly string[] OverTime = ["Unlocks by day", "Busiest hours", "Lockouts by hour of the day", "The IT booth"];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Each_figure_is_what_was_played()
    {
        var nurse = await HostNurse.AtAsync(_host);
        await nurse.RegisterAsync();
        var before = _host.Time.GetUtcNow();
        await nurse.UnlockAsync();
        var took = TimeHistogram.BucketOf(_host.Time.GetUtcNow() - before);
        await LockOutAsync(nurse);
        using var nia = await _host.SignInAsync(BackOfficeRoles.SiteLead);
        await HelpAfterAsync(nia, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(4));
        await CloseUntakenAsync(nia);
        await nurse.BeginToUnlockAsync();
        await LeaveAsync();

        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor); // the lead's session is over by now
        var figures = await CountedAsync(auditor);

        var mails = _host.Services.GetRequiredService<DevelopmentMailbox>().List().Count;
        Assert.True(mails >= 5, $"There were {mails} mails.");
        Assert.Equal(
            new SortedDictionary<string, long>(StringComparer.Ordinal)
            {
                ["Summary/Unlocks started"] = 3,
                ["Summary/Unlocked"] = 1,
                ["Summary/Half of unlocks took no longer than"] = (long)Middle(took, 0.5),
                ["Summary/95 of 100 unlocks took no longer than"] = (long)Middle(took, 0.95),
                ["Summary/Registrations started"] = 1,
                ["Summary/Registered"] = 1,
                ["Summary/Cards locked out after wrong answers"] = 1,
                ["Summary/Cards stopped because the holder said “this was not me”"] = 1,
                ["Summary/Cards that started to need help in person"] = 2,
                ["Summary/Cards that no longer need help"] = 2,
                ["Summary/Average wait until somebody at the booth took the case"] = 600,
                ["Summary/Average time from taking the case until it was closed"] = 240,
                ["Summary/Resets in person started"] = 1,
                ["Summary/Passcodes reset in person"] = 1,
                ["Summary/Average time for a reset in person"] = 240,
                ["Summary/Time saved at the IT booth"] = 15,
                ["Unlocks by day/Unlocked"] = 1,
                ["Unlocks by day/Ended without an unlock"] = 2,
                ["How far people got/Started"] = 3,
                ["How far people got/Card identified"] = 3,
                ["How far people got/Questions answered"] = 1,
                ["How far people got/Code entered"] = 1,
                ["How far people got/Unlocked"] = 1,
                ["The last step of unlocks that did not succeed/At the questions"] = 2,
                ["How journeys ended/Completed/Unlocks"] = 1,
                ["How journeys ended/Completed/Registrations"] = 1,
                ["How journeys ended/Sent to the IT booth/Unlocks"] = 1,
                ["How journeys ended/Left: nothing heard for 30 minutes/Unlocks"] = 1,
                [$"Time to unlock/{BucketWords(took)}"] = 1,
                ["Busiest hours/Journeys started"] = 4,
                ["Lockouts by hour of the day/Trust"] = 1,
                ["Emails by provider/nhs.uk/Sent"] = mails,
                ["The IT booth/Cards that started to need help in person"] = 2,
                ["The IT booth/Cards that no longer need help"] = 2,
                ["Self-service and in person/Unlocked in self-service"] = 1,
                ["Self-service and in person/Reset in person"] = 1,
            },
            figures);
    }

    /// <summary>Three wrong answers.</summary>
    private static async Task LockOutAsync(HostNurse nurse)
    {
        await nurse.BeginToUnlockAsync();
        for (var wrong = 0; wrong < 3; wrong++)
        {
            await nurse.AnswerAsync(_ => HostNurse.WrongAnswer);
        }
    }

    private async Task HelpAfterAsync(BackOfficeBrowser nia, TimeSpan waiting, TimeSpan handling)
    {
        _host.Time.Advance(waiting);
        await nia.OpenAsync("/backoffice");
        var start = System.Text.RegularExpressions.Regex.Match(nia.Html, "/backoffice/cards/[^\"]+/reset-in-person").Value;
        await nia.OpenAsync(start);
        await nia.SubmitAsync(start, ("check", Check));
        _host.Time.Advance(handling);
        await nia.SubmitAsync(nia.Path + "/elsewhere");
        Assert.Contains("card has its new passcode", nia.Text, StringComparison.Ordinal);
    }

    /// <summary>Somebody said "this was not me", and has a new card by now.</summary>
    private async Task CloseUntakenAsync(BackOfficeBrowser nia)
    {
        var close = $"/backoffice/cases/{(await _host.LockedCardAsync()).Value}/close";
        _host.Time.Advance(BoothQueueAge);
        await nia.OpenAsync(close);
        await nia.SubmitAsync(close, ("choice", nameof(CaseReason.CardIsReplaced)));
        Assert.Equal("/backoffice", nia.Path);
    }

    private static readonly TimeSpan BoothQueueAge = Smartcard.SelfService.Booth.BoothQueue.MaxAge * 2;

    /// <summary>Without a word, for longer than a journey waits.</summary>
    private async Task LeaveAsync()
    {
        _host.Time.Advance(TimeSpan.FromMinutes(31));
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AbandonedJourneys>().EndAsync(_ct);
    }

    /// <returns>Each figure of the file that is not zero.</returns>
    private async Task<SortedDictionary<string, long>> CountedAsync(BackOfficeBrowser browser)
    {
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<FigureCounting>().RunAsync(_ct);
        }

        await browser.OpenAsync(Page + "?days=7");
        await browser.SubmitAsync(Page + "/download");
        using var text = new StringReader(Encoding.UTF8.GetString(browser.Body[3..]));
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await csv.ReadAsync();
        csv.ReadHeader();
        while (await csv.ReadAsync())
        {
            string[] parts = [csv["Section"]!, csv["Row"]!, csv["Figure"]!];
            var key = string.Join(
                '/',
                OverTime.Contains(parts[0]) ? [parts[0], parts[2]]
                    : parts[2] is "Value" or "Journeys" || parts[0] == "Time to unlock" ? parts[..2]
                    : parts);
            if (csv["Value"] is { Length: > 0 } value && value != "0")
            {
                sums[key] = sums.GetValueOrDefault(key) + long.Parse(value, CultureInfo.InvariantCulture);
            }
        }

        return sums;
    }

    /// <summary>Of one alone, that bucket tells as much of it.</summary>
    private static double Middle(int bucket, double share)
    {
        var from = TimeHistogram.LowerBound(bucket);
        return (from + ((TimeHistogram.UpperBound(bucket)!.Value - from) * share)).TotalSeconds;
    }

    private static string BucketWords(int bucket) =>
        $"{Words(TimeHistogram.LowerBound(bucket))} to {Words(TimeHistogram.UpperBound(bucket)!.Value)}";

    private static string Words(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s");
}
