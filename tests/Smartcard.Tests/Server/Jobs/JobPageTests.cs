using System.Net;
using System.Text.RegularExpressions;
using Hangfire;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.Server.Jobs;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Jobs;

/// <summary>
/// Hangfire's pages in the back office: for RA administrators alone, whatever path is asked for; and what jobs find,
/// where the booth sees it.
/// </summary>
public sealed class JobPageTests : IAsyncLifetime
{
    private static readonly string[] Paths =
    [
        "/backoffice/jobs",
        "/backoffice/jobs/",
        "/backoffice/jobs/recurring",
        "/backoffice/jobs/jobs/succeeded",
        "/backoffice/jobs/servers",
        "/backoffice/jobs/retries",
        "/BackOffice/JOBS/recurring",
    ];

    private static readonly string[] StrangePaths =
    [
        "",
        "/stats",
        "/STATS/",
        "/recurring/remove",
        "/jobs/scheduled/enqueue",
        "/jobs/failed/delete",
        "/jobs/enqueued/no-such-queue",
        "/jobs/enqueued/fetched/no-such-queue",
        "/jobs/enqueued/default/delete",
        "/jobs/details/no-such-job",
        "/jobs/details/-1",
        "/jobs/details/99999999999999999999",
        "/jobs/actions/requeue/no-such-job",
        "/jobs/actions/delete/no-such-job",
        "/jobs/actions/delete/99999999999999999999",
        "/jobs/succeeded?from=-1&count=-1",
        "/jobs/succeeded?from=2147483647&count=2147483647",
        "/jobs/failed?from=0&count=0",
        "/jobs/scheduled?from=x&count=99999999999",
        "/jobs/deleted?from=-5&count=0",
        "/jobs/processing?from=-5&count=10",
        "/jobs/awaiting?from=-5&count=10",
        "/jobs/enqueued/default?from=-5&count=-10",
        "/jobs/enqueued/fetched/default?from=-5&count=-10",
        "/retries?from=-5&count=0",
        "/recurring?from=-5&count=0",
        "/?period=century",
        "/no-such-page",
    ];

    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(BackOfficeRoles.None, false)]
    [InlineData(BackOfficeRoles.Booth, false)]
    [InlineData(BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.Booth | BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.RaAdmin, true)]
    public async Task Only_RA_administrators_see_them_and_their_link(BackOfficeRoles roles, bool isAllowed)
    {
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync("/backoffice/account");
        Assert.Equal(isAllowed, browser.Html.Contains("href=\"/backoffice/jobs\"", StringComparison.Ordinal));
        foreach (var path in Paths)
        {
            await browser.OpenAsync(path);
            Assert.True(browser.Status == (isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden), $"{path} answered {browser.Status}");
            Assert.Equal(isAllowed, browser.Html.Contains("Smartcard jobs", StringComparison.Ordinal));
        }

        await browser.PostAsync("/backoffice/jobs/recurring/trigger", ("jobs[]", "purge-codes"));
        Assert.NotEqual(HttpStatusCode.NoContent, browser.Status);
    }

    [Fact]
    public async Task Nobody_sees_them_without_signing_in()
    {
        using var client = _host.Client();
        foreach (var path in Paths.Append("/backoffice/jobs/css18200"))
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        using var post = await client.PostAsync(
            "/backoffice/jobs/recurring/remove",
            new FormUrlEncodedContent([new("jobs[]", "purge-codes")]),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
    }

    [OnPostgres]
    [Fact]
    public async Task A_button_works_with_the_pages_token_and_does_nothing_without()
    {
        await _host.Services.GetRequiredService<SweepService>().SweepAsync(TestContext.Current.CancellationToken);
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await browser.OpenAsync("/backoffice/jobs/recurring");
        Assert.Contains("purge-codes", browser.Html, StringComparison.Ordinal);
        var header = Regex.Match(browser.Html, "<meta name=\"csrf-token\" content=\"([^\"]+)\"").Groups[1].Value;
        Assert.NotEqual("", header);

        foreach (
            var (token, status) in new[]
            {
                ("", HttpStatusCode.Forbidden),
                ("forged", HttpStatusCode.Forbidden),
                (header, HttpStatusCode.NoContent),
            })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                "http://localhost/backoffice/jobs/recurring/remove"
            )
            {
                Content = new FormUrlEncodedContent([new("jobs[]", "purge-codes")]),
            };
            if (token.Length > 0)
            {
                request.Headers.Add("RequestVerificationToken", token);
            }

            await browser.SendAsync(request);
            Assert.Equal(status, browser.Status);
            using var connection = _host.Services.GetRequiredService<JobStorage>().GetConnection();
            Assert.Equal(status != HttpStatusCode.NoContent, connection.GetRecurringJobs().Exists(j => j.Id == "purge-codes"));
        }
    }

    /// <summary>All in one host: to start one takes longer than to ask for all of these.</summary>
    [OnPostgres]
    [Fact]
    public async Task No_address_of_them_is_a_fault_of_ours()
    {
        await _host.Services.GetRequiredService<SweepService>().SweepAsync(TestContext.Current.CancellationToken);
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await browser.OpenAsync("/backoffice/jobs/recurring");
        var token = Regex.Match(browser.Html, "<meta name=\"csrf-token\" content=\"([^\"]+)\"").Groups[1].Value;
        var faults = new List<string>();
        foreach (var (path, method, body) in StrangePaths.SelectMany(_ => Calls(), (path, call) => (path, call.Method, call.Body)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "http://localhost/backoffice/jobs" + path)
            {
                Content = body,
            };
            request.Headers.Add("RequestVerificationToken", token);
            await browser.SendAsync(request);
            if ((int)browser.Status >= 500)
            {
                faults.Add($"{method} {path} with {body?.GetType().Name ?? "nothing"} answered {browser.Status}");
            }
        }

        Assert.Empty(faults);

        static IEnumerable<(string Method, HttpContent? Body)> Calls() =>
        [
            ("POST", null),
            ("POST", new FormUrlEncodedContent([])),
            ("POST", new FormUrlEncodedContent([new("jobs[]", "no-such-job"), new("metrics[]", "no-such-metric")])),
            ("POST", new StringContent("{}", null, "application/json")),
            ("GET", null),
            ("HEAD", null),
            ("PUT", new StringContent("x")),
            ("DELETE", null),
        ];
    }

    [Fact]
    public async Task Figures_that_are_asked_for_by_the_wrong_method_say_which_is_right()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);

        await browser.OpenAsync("/backoffice/jobs/stats");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, browser.Status);
    }

    [OnPostgres]
    [Fact]
    public async Task They_run_no_script_and_load_nothing_but_the_hosts_own()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await browser.OpenAsync("/backoffice/jobs");

        Assert.DoesNotMatch("<script(?![^>]*src=)[^>]*>[^<]", browser.Html);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//(?!(www\\.)?hangfire\\.io|docs\\.hangfire\\.io)", browser.Html);
    }

    [OnPostgres]
    [Theory]
    [InlineData(BackOfficeRoles.Booth, false)]
    [InlineData(BackOfficeRoles.Auditor, true)]
    [InlineData(BackOfficeRoles.RaAdmin, true)]
    public async Task An_audit_that_was_changed_stands_first_for_whoever_may_see_it(BackOfficeRoles roles, bool isShown)
    {
        using var browser = await _host.SignInAsync(roles);
        await VerifyAsync();
        await browser.OpenAsync("/backoffice");
        Assert.DoesNotContain("The audit was changed", browser.Text, StringComparison.Ordinal);

        await using (var scope = _host.Services.CreateAsyncScope())
        {
            await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Database.ExecuteSqlRawAsync(
                    "DELETE FROM audit WHERE sequence >= 2",
                    TestContext.Current.CancellationToken);
        }

        await VerifyAsync();
        await browser.OpenAsync("/backoffice");

        Assert.Equal(isShown, browser.Text.Contains("The audit was changed", StringComparison.Ordinal));
        Assert.Contains("Critical", _host.Log.Text, StringComparison.Ordinal);
        Assert.Contains("The audit chain is broken at entry", _host.Log.Text, StringComparison.Ordinal);
        if (isShown)
        {
            await browser.OpenAsync("/backoffice/audit");
            Assert.Contains("The audit chain is broken at entry", browser.Text, StringComparison.Ordinal);
            Assert.Contains("is now gone", browser.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_of_the_verification_that_cannot_be_read_means_a_verification_from_the_beginning()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await VerifyAsync();
        var file = _host.Services.GetRequiredService<IAuditProgress>();
        var verified = file.Read().Sequence;
        await File.WriteAllTextAsync(Path.Combine(_host.Folder, "audit-verified.json"), "half a fi", TestContext.Current.CancellationToken);

        Assert.Equal(0, file.Read().Sequence);
        await VerifyAsync();

        Assert.Equal(verified, file.Read().Sequence);
        Assert.Contains("verified from the start", _host.Log.Text, StringComparison.Ordinal);
    }

    [OnPostgres]
    [Fact]
    public async Task The_booth_sees_for_how_long_nothing_was_heard()
    {
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        using var browser = await _host.SignInAsync(BackOfficeRoles.Booth);
        await browser.OpenAsync("/backoffice");
        Assert.Contains("under way", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing heard", browser.Text, StringComparison.Ordinal);

        _host.Time.Advance(TimeSpan.FromMinutes(12));
        await browser.OpenAsync("/backoffice");

        Assert.Contains("under way, nothing heard for 12 minutes", browser.Text, StringComparison.Ordinal);
    }

    private async Task VerifyAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<VerifyAuditJob>(scope.ServiceProvider).RunAsync(TestContext.Current.CancellationToken);
    }
}
