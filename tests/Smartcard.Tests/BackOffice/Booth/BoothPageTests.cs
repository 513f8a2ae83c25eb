using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth;

/// <summary>The booth, which is current without anybody pressing a key; and the audit, found by a name or a short reference.</summary>
public sealed class BoothPageTests : IAsyncLifetime
{
    private const string Booth = "/backoffice";
    private const string Audit = "/backoffice/audit";
    private const string Now = "/backoffice/now";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private CardId _beca;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        _beca = await NeedsHelpAsync("Beca Booth");
        await NeedsHelpAsync("Carys Booth");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task A_journey_is_found_in_the_audit_by_its_reference()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "register");
        var journey = await InAsync(async database => (await database.Set<Journey>().SingleAsync(_ct)).Id);
        var reference = References.Of(journey.Value);

        await _browser.OpenAsync(Booth);
        Assert.Contains($"<a class=\"reference\" href=\"/backoffice/instances/{journey.Value}\"", _browser.Html, StringComparison.Ordinal);
        await InAsync(async database =>
        {
            var last = await database.Set<AuditEntry>().OrderByDescending(a => a.Sequence).FirstAsync(_ct);
            database.Add(AuditEntry.After(last, "of-this-journey", journey, null, _host.Time.GetUtcNow()));
            return await database.SaveChangesAsync(_ct);
        });
        foreach (var find in new[] { reference, journey.Value.ToString() })
        {
            await _browser.OpenAsync($"{Audit}?find={find}");
            Assert.Contains("of-this-journey", _browser.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("signed-in", _browser.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    [OnPostgres]
    public async Task The_audit_names_a_cards_holder_and_is_searched_by_card_and_by_person()
    {
        await _browser.OpenAsync(Audit);
        Assert.Matches(References.Of(_beca.Value) + @"\s+Beca Booth", _browser.Text);

        await _browser.OpenAsync($"{Audit}?find=beca");
        Assert.Contains("Beca Booth", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Carys Booth", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Audit}?find=NIA");
        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Beca Booth", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_alone_is_what_the_page_shows_and_a_closed_case_is_gone_from_it()
    {
        await _browser.OpenAsync(Booth);
        Assert.Contains($"hx-get=\"{Now}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync(Now);
        Assert.DoesNotContain("<html", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("Beca Booth", _browser.Text, StringComparison.Ordinal);

        await OnLockoutsAsync((lockouts, database, ct) => lockouts.LiftAsync(database.Locks.Hold(_beca), UserId.New(), ct));
        await _browser.OpenAsync(Now);

        Assert.DoesNotContain("Beca Booth", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("Carys Booth", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_is_one_line_with_each_reason_once()
    {
        await InAsync(async database =>
        {
            foreach (var reason in new[] { BoothReason.CodeLimit, BoothReason.SetAside, BoothReason.CodeLimit })
            {
                database.Add(new BoothCase
                {
                    Id = BoothCaseId.New(),
                    CardId = _beca,
                    JourneyId = null,
                    Reason = reason,
                    OpenedAt = _host.Time.GetUtcNow(),
                });
            }

            return await database.SaveChangesAsync(_ct);
        });

        await _browser.OpenAsync(Now);

        Assert.Single(Regex.Matches(_browser.Text, "Beca Booth"));
        Assert.Single(Regex.Matches(_browser.Text, "No more codes"));
        Assert.Single(Regex.Matches(_browser.Text, "fault on our side"));
        Assert.Equal(2, Regex.Count(_browser.Text, "this was not me")); // Carys has that one too
    }

    [Fact]
    public async Task A_page_that_keeps_itself_current_keeps_no_session_alive()
    {
        await using var host = await HostBench.StartAsync("--SignIn:IdleTime=00:05:00");
        using var browser = await host.SignInAsync(BackOfficeRoles.Booth);
        foreach (var path in new[] { Now, "/backoffice/mails/now", Now })
        {
            host.Time.Advance(TimeSpan.FromMinutes(1.5));
            await browser.OpenAsync(path);
            Assert.Equal(path, browser.Path);
        }

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await browser.OpenAsync(Now);

        Assert.StartsWith("/backoffice/sign-in", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_live_page_runs_comes_from_our_host_and_evaluates_nothing()
    {
        using var client = _host.Client();
        await _browser.OpenAsync(Booth);
        var scripts = Regex
            .Matches(_browser.Html, "<script src=\"(/scripts/[^\"]+)\" defer></script>")
            .Select(m => m.Groups[1].Value)
            .ToArray();

        Assert.Equal(2, scripts.Length);
        foreach (var script in scripts)
        {
            using var answer = await client.GetAsync(script, _ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        }

        using var old = await client.GetAsync("/scripts/pages.000000000000.js", _ct);
        using var none = await client.GetAsync("/scripts/other.000000000000.js", _ct);
        Assert.Equal("no-store", old.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("\"allowEval\":false", WebUtility.HtmlDecode(_browser.Html), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", _browser.Html, StringComparison.Ordinal);
    }

    /// <summary>Somebody new, whose card is one for the booth.</summary>
    private async Task<CardId> NeedsHelpAsync(string name)
    {
        var now = _host.Time.GetUtcNow();
        var staff = new Staff { Id = StaffId.New(), DisplayName = name, Organisation = "Example Trust" };
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(Guid.CreateVersion7().ToString("N")),
            StaffId = staff.Id,
            PublicKey = [1],
            EnrolledAt = now,
        };
        await OnLockoutsAsync(async (lockouts, database, ct) =>
        {
            database.AddRange(staff, card);
            await database.SaveChangesAsync(ct);
            await lockouts.FreezeAsync(database.Locks.Hold(card.Id), null, ct);
        });
        return card.Id;
    }

    private async Task OnLockoutsAsync(Func<Lockouts, SmartcardDbContext, CancellationToken, Task> act)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<TurnTransaction>().RunAsync(async ct =>
        {
            await act(services.GetRequiredService<Lockouts>(), services.GetRequiredService<SmartcardDbContext>(), ct);
            return true;
        }, _ct);
    }

    private async Task<TResult> InAsync<TResult>(Func<SmartcardDbContext, Task<TResult>> use)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }
}
