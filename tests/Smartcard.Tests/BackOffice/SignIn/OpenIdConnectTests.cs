using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Smartcard.Tests.Look.Access;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>Sign-in at a provider that is another program, by the whole code flow.</summary>
public sealed class OpenIdConnectTests : IAsyncLifetime
{
    private const string Start = "/backoffice/sign-in/openid-connect";

    private StandInProvider _provider = null!;
    private HostBench _host = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await StandInProvider.StartAsync();
        _host = await HostBench.StartAsync(_provider.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_of_a_mapped_group_gets_in_with_its_role_and_lands_where_they_were_going()
    {
        using var browser = new BackOfficeBrowser(_host);
        await browser.OpenAsync("/backoffice/users");
        Assert.Contains($"{Start}?to=%2Fbackoffice%2Fusers", browser.Html, StringComparison.Ordinal);

        await SignInAsync(browser, "/backoffice/users");

        Assert.Equal("You are signed in", browser.Title);
        Assert.Contains("href=\"/backoffice/users\"", browser.Html, StringComparison.Ordinal);
        await browser.OpenAsync("/backoffice/users");
        Assert.Contains("Nia Provider", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/backoffice/audit");
        Assert.Contains("signed-in:openid-connect:RaAdmin", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_client_needs_no_secret()
    {
        await using var provider = await StandInProvider.StartAsync(secret: null);
        await using var host = await HostBench.StartAsync(provider.Settings());
        using var browser = new BackOfficeBrowser(host);

        await SignInAsync(browser);

        Assert.Equal("You are signed in", browser.Title);
    }

    [Fact]
    [OnPostgres]
    public async Task Roles_are_what_the_groups_say_at_each_sign_in_also_for_sessions_that_are_open()
    {
        using var first = new BackOfficeBrowser(_host);
        await SignInAsync(first);
        _provider.Groups = ["booth-night", "audit"];
        using var second = new BackOfficeBrowser(_host);
        await SignInAsync(second);

        foreach (var browser in new[] { first, second })
        {
            await browser.OpenAsync("/backoffice/audit");
            Assert.Equal("Audit", browser.Title);
            await browser.OpenAsync("/backoffice/users");
            Assert.Equal("You cannot do this", browser.Title);
        }

        Assert.Equal(1, await CountAsync());
    }

    [Theory]
    [InlineData("everybody")]
    [InlineData("RA-DESK")]
    [InlineData("ra-desk2")]
    public async Task Without_a_mapped_group_nobody_gets_in_and_no_account_is_made(string group)
    {
        _provider.Groups = [group];
        using var browser = new BackOfficeBrowser(_host);

        await SignInAsync(browser);

        Assert.Contains("account cannot use the back office", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/backoffice/account");
        Assert.Equal("Sign in to the back office", browser.Title);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task An_account_disabled_here_stays_out_whatever_the_provider_says()
    {
        using var browser = new BackOfficeBrowser(_host);
        await SignInAsync(browser);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var user = await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Users.SingleAsync(u => u.IsExternal, TestContext.Current.CancellationToken);
            await _host.ChangeAsync(user.Id, u => u.DisabledAt = _host.Time.GetUtcNow());
        }

        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
        await SignInAsync(browser);
        Assert.Contains("account cannot use the back office", browser.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Lies =>
        ["issuer", "audience", "nonce", "no-nonce", "expired", "not-yet", "signature", "none", "hs256", "no-subject"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_token_that_is_not_to_be_believed_lets_nobody_in(string lie)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        _provider.SignsWithAnotherKey = lie == "signature";
        _provider.Algorithm = lie switch { "none" => "none", "hs256" => "HS256", _ => "RS256" };
        _provider.Lie = claims => _ = lie switch
        {
            "issuer" => claims["iss"] = "https://evil.example",
            "audience" => claims["aud"] = "another-client",
            "nonce" => claims["nonce"] = "another",
            "no-nonce" => claims.Remove("nonce"),
            "expired" => claims["exp"] = now - 120,
            "not-yet" => claims["nbf"] = now + 600,
            "no-subject" => claims.Remove("sub"),
            _ => (System.Text.Json.Nodes.JsonNode?)null,
        };
        using var browser = new BackOfficeBrowser(_host);

        await SignInAsync(browser);

        Assert.Contains("did not work", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task An_answer_that_another_browser_asked_for_is_refused()
    {
        using var thief = new BackOfficeBrowser(_host);
        await thief.OpenAsync(Start);
        var answer = await StandInProvider.AuthorizeAsync(thief.Path);
        using var victim = new BackOfficeBrowser(_host);

        await victim.OpenAsync(answer);

        Assert.Contains("did not work", victim.Text, StringComparison.Ordinal);
        await victim.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", victim.Title);
    }

    [Theory]
    [InlineData("/callback")]
    [InlineData("/callback?code=x&state=y")]
    [InlineData("/callback?error=access_denied")]
    public async Task An_answer_out_of_nowhere_is_refused(string query)
    {
        using var browser = new BackOfficeBrowser(_host);

        await browser.OpenAsync(Start + query);

        Assert.Contains("did not work", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_more_routes_are_open_than_without_a_provider()
    {
        var open = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'));

        Assert.Equal(AccessTests.WayIn.Concat([Start, "/backoffice/welcome"]).Order(), open.Distinct().Order());
    }

    [Fact]
    public async Task Local_accounts_can_be_switched_off()
    {
        await using var host = await HostBench.StartAsync(_provider.Settings("--SignIn:LocalAccounts=false"));
        using var browser = new BackOfficeBrowser(host);

        await browser.OpenAsync("/backoffice/sign-in");

        Assert.DoesNotContain("type=\"password\"", browser.Html, StringComparison.Ordinal);
        Assert.False(File.Exists(host.AnnouncedTo)); // no administrator was made
        await SignInAsync(browser);
        Assert.Equal("You are signed in", browser.Title);
    }

    [Fact]
    public async Task Switching_local_accounts_off_ends_their_sessions_and_takes_no_password()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.RaAdmin);
        using var browser = await _host.SignInAsync(user);
        Assert.Equal("Back office", browser.Title);
        _host
            .Services.GetRequiredService<IOptions<SignInOptions>>()
            .Value.LocalAccounts = false;

        await browser.OpenAsync("/backoffice");

        Assert.Equal("Sign in to the back office", browser.Title);
    }

    private static async Task SignInAsync(BackOfficeBrowser browser, string to = "/backoffice")
    {
        await browser.OpenAsync($"{Start}?to={Uri.EscapeDataString(to)}");
        await browser.OpenAsync(await StandInProvider.AuthorizeAsync(browser.Path));
    }

    private async Task<int> CountAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Users.CountAsync(u => u.IsExternal, TestContext.Current.CancellationToken);
    }
}
