using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Alerts;

namespace Smartcard.Tests.BackOffice.Alerts;

/// <summary>The page of alerts, and the line of them at the booth.</summary>
public sealed class AlertPageTests : IAsyncLifetime
{
    private const string Page = "/backoffice/alerts";

    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync(
        "--Alerts:Webhook:Url=https://hooks.trust.example/secret-path",
        $"--Alerts:Webhook:Secret={Receiver.Secret}",
        "--Alerts:Mail:To:0=leads@trust.nhs.uk",
        "--Alerts:Off:0=timers-late");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(BackOfficeRoles.None, false)]
    [InlineData(BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.Booth, false)]
    [InlineData(BackOfficeRoles.RaAdmin, true)]
    public async Task RA_administrators_see_it_and_send_a_test_once_a_minute(BackOfficeRoles roles, bool isAllowed)
    {
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync("/backoffice/account");
        Assert.Equal(isAllowed, browser.Html.Contains($"href=\"{Page}\"", StringComparison.Ordinal));
        var token = BackOfficeBrowser.FormTokenOf(browser.Html);
        await browser.OpenAsync(Page);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);

        await browser.PostAsync(Page + "/test", ("__RequestVerificationToken", token));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
        Assert.Equal(isAllowed ? 1 : 0, (await _host.AuditAsync()).Count(e => e == "alert-test-sent"));
        if (isAllowed)
        {
            Assert.Contains("We are sending the test alert.", browser.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("id=\"ended-", browser.Html, StringComparison.Ordinal); // a test is no alert that is over
            await browser.SubmitAsync(Page + "/test");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains("You can send one test alert a minute.", browser.Text, StringComparison.Ordinal);
            Assert.Equal(1, (await _host.AuditAsync()).Count(e => e == "alert-test-sent"));
        }
    }

    [Fact]
    [OnPostgres]
    public async Task It_says_what_is_raised_what_is_off_and_what_became_of_each_post()
    {
        await RaiseAsync(AlertCondition.BoothWaiting, 14, 10);
        await RaiseAsync(AlertCondition.AuditBroken, 1, 0);
        await PostedAsync(new AlertAnswer(null, 204));
        await PostedAsync(new AlertAnswer(AlertProblem.Refused, 503));
        await PostedAsync(new AlertAnswer(AlertProblem.TimedOut), isGivenUp: true);
        await ChangeAsync(database =>
        {
            var over = Alert.Raise(new AlertFigure(AlertCondition.MailFailing, 9, 5), _host.Time.GetUtcNow());
            over.Clear(_host.Time.GetUtcNow());
            database.Add(over);
            database.Add(new OutgoingMail
            {
                Id = Smartcard.Domain.MailId.New(),
                Kind = MailKind.Alert,
                To = "leads@trust.nhs.uk",
                Language = "en",
                Text = "New alerts:",
                CreatedAt = _host.Time.GetUtcNow(),
                NotAfter = _host.Time.GetUtcNow().AddDays(2),
            });
        });
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);

        foreach (var path in new[] { Page, Page + "/now" })
        {
            await browser.OpenAsync(path);
            Assert.Matches(@"14 cards\. Alert since\s+\d+ \w+, \d\d:\d\d UTC", browser.Text);
            Assert.Contains("more than 10 cards", browser.Text, StringComparison.Ordinal);
            Assert.Matches(
                @"The audit was changed from outside, or the database was set back to an earlier state\. Alert since\s+\d+ \w+",
                browser.Text);
            Assert.Matches(@"timers-late\s.*?more than 60 seconds.*?switched off", browser.Text.ReplaceLineEndings(" "));
            Assert.Matches(@"delivered\s+\d+ \w+", browser.Text);
            Assert.Contains("tried once: the receiver answered 503. Next try", browser.Text, StringComparison.Ordinal);
            Assert.Matches(
                @"given up\s+\d+ \w+, \d\d:\d\d UTC\s*, tried once: the receiver did not answer within 10 seconds", browser.Text);
            Assert.Contains("9 emails", browser.Text, StringComparison.Ordinal);
            Assert.True(
                browser.Html.IndexOf("alert-audit-broken", StringComparison.Ordinal)
                < browser.Html.IndexOf("alert-booth-wait-time", StringComparison.Ordinal)); // what is raised stands first
            Assert.Contains("l•••@trust.nhs.uk", browser.Text, StringComparison.Ordinal);
        }

        await browser.OpenAsync(Page);
        Assert.Contains("We post alerts to hooks.trust.example.", browser.Text, StringComparison.Ordinal);
        Assert.Contains("We email them to 1 address.", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Secret, browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_booth_has_a_line_of_what_is_raised_without_what_is_about_users()
    {
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        using var administrator = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await booth.OpenAsync("/backoffice");
        Assert.DoesNotContain("Alerts:", booth.Text, StringComparison.Ordinal);
        Assert.Contains($"hx-get=\"{Page}/raised\"", booth.Html, StringComparison.Ordinal);
        await RaiseAsync(AlertCondition.BoothWaiting, 14, 10);
        await RaiseAsync(AlertCondition.InPersonByUser, 11, 10);

        foreach (var path in new[] { "/backoffice", Page + "/raised" })
        {
            await booth.OpenAsync(path);
            Assert.Matches(@"Alerts:\s+Cards waiting at the IT booth \(14 cards\) since\s+\d+ \w+, \d\d:\d\d UTC", booth.Text);
            Assert.DoesNotContain("keys checked by one user", booth.Text, StringComparison.Ordinal);
            Assert.DoesNotContain($"href=\"{Page}\"", booth.Html, StringComparison.Ordinal);
            Assert.Contains("</strong> Cards waiting", booth.Html, StringComparison.Ordinal);
            await administrator.OpenAsync(path);
            Assert.Contains("keys checked by one user within an hour (11 resets)", administrator.Text, StringComparison.Ordinal);
            Assert.Contains($"href=\"{Page}\"", administrator.Html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<html", administrator.Html, StringComparison.Ordinal);
        using var nobody = await _host.SignInAsync(BackOfficeRoles.None);
        await nobody.OpenAsync(Page + "/raised");
        Assert.Equal(HttpStatusCode.Forbidden, nobody.Status);
    }

    [Fact]
    public async Task Where_nobody_is_told_the_page_says_how_to_change_that()
    {
        await using var host = await HostBench.StartAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);

        await browser.OpenAsync(Page);
        Assert.Contains("Alerts:Webhook:Url is not set", browser.Text, StringComparison.Ordinal);
        Assert.Contains("Alerts:Mail:To is not set", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync(Page + "/test");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("There is nobody to send a test alert to.", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alert-test-sent", await host.AuditAsync());
    }

    private Task<int> RaiseAsync(AlertCondition condition, long value, long limit) =>
        ChangeAsync(database => database.Add(Alert.Raise(new AlertFigure(condition, value, limit), _host.Time.GetUtcNow())));

    private Task<int> PostedAsync(AlertAnswer answer, bool isGivenUp = false) => ChangeAsync(database =>
    {
        var now = _host.Time.GetUtcNow();
        var delivery = AlertDelivery.Of(
            Alert.Raise(new AlertFigure(AlertCondition.BoothWaiting, 14, 10), now), AlertChange.Raised, now);
        delivery.Claim(now.AddHours(1)); // so that this host leaves it alone
        if (answer.Problem is null || isGivenUp)
        {
            delivery.End(answer, now);
        }
        else
        {
            delivery.Retry(answer, now.AddHours(1));
        }

        database.Add(delivery);
    });

    private Task<int> ChangeAsync(Action<SmartcardDbContext> change) => _host.DoAsync(services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        change(database);
        return database.SaveChangesAsync();
    });
}
