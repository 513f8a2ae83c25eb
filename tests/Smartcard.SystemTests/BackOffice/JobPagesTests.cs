using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Server.Jobs;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>
/// Hangfire's pages in a real browser under our policy of what a page may load and run; and the alarm of an audit that
/// was changed.
/// </summary>
public sealed class JobPagesTests(Browser browser)
{
    [Fact]
    public async Task An_RA_administrator_looks_at_the_jobs_and_sets_one_going()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        var admin = await Administrator.ColleagueAsync(page, host, "omar");
        await admin.SignInAsync();
        complaints.Clear();

        await admin.FollowAsync("Jobs", "Realtime graph");
        await page.PictureAsync("page-jobs-1280");
        foreach (var path in new[] { "recurring", "jobs/succeeded", "servers", "retries" })
        {
            await page.GotoAsync($"{host.NamedAddress}/backoffice/jobs/{path}");
            foreach (var width in new[] { 360, 1280 })
            {
                await page.SetViewportSizeAsync(width, 800);
                await page.PictureAsync($"page-jobs-{path.Replace('/', '-')}-{width}");
            }
        }

        await page.GotoAsync($"{host.NamedAddress}/backoffice/jobs/recurring");
        await page.Locator("input[value='verify-audit']").CheckAsync();
        await page.Locator("[data-url$='/recurring/trigger']").ClickAsync();
        await page.SeesAsync(
            page.GetByRole(AriaRole.Row, new() { Name = "verify-audit" })
                .GetByRole(AriaRole.Link, new() { Name = "ago" }));
        await SucceededAsync(page, host);
        await admin.SeesAsync("VerifyAuditJob.RunAsync");

        var wrong = complaints.Where(c => !c.StartsWith("log:", StringComparison.Ordinal)).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task An_audit_that_was_changed_stands_first()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        var admin = await Administrator.ColleagueAsync(page, host, "omar");
        await VerifyAsync(host);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Database.ExecuteSqlRawAsync("DELETE FROM audit", TestContext.Current.CancellationToken);
        }

        await VerifyAsync(host);
        await admin.SignInAsync();

        await admin.SeesAsync("The audit was changed");
        await AccessibilityTests.LooksRightAsync(page, "page-backoffice-audit-changed");
        await admin.FollowAsync("Open the audit", "The audit chain is broken at entry");
        await AccessibilityTests.LooksRightAsync(page, "page-audit-changed");
    }

    /// <summary>The list stands as it was when it was opened, so that it is opened until the job is over.</summary>
    private static async Task SucceededAsync(IPage page, SmartcardHost host)
    {
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            await page.GotoAsync($"{host.NamedAddress}/backoffice/jobs/jobs/succeeded");
        } while (
            !await page.GetByText("VerifyAuditJob.RunAsync").First.IsVisibleAsync()
            && TimeProvider.System.GetElapsedTime(started) < Waits.Bound);
    }

    private static async Task VerifyAsync(SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<VerifyAuditJob>(scope.ServiceProvider).RunAsync(TestContext.Current.CancellationToken);
    }
}
