using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain.Users;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>Where the organisation's provider says whose people somebody sees, nobody of the booth gets in without that.</summary>
public sealed class OrganisationClaimTests : IAsyncLifetime
{
    private const string Start = "/backoffice/sign-in/openid-connect";
    private const string Claim = "--SignIn:OpenIdConnect:OrganisationClaim=trust";

    private StandInProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await StandInProvider.StartAsync();
        _provider.Groups = ["booth-day"];
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task It_is_taken_from_the_claim_at_each_sign_in_and_cannot_be_changed_here()
    {
        await using var host = await HostBench.StartAsync(_provider.Settings(Claim));
        await SignInAsync(host, "Example Trust");
        Assert.Equal("Example Trust", await OrganisationAsync(host));
        using var browser = await SignInAsync(host, " Another Trust ");
        Assert.Equal("Another Trust", await OrganisationAsync(host));
        await browser.OpenAsync("/backoffice");
        Assert.Contains("You can only see people who work at Another Trust.", browser.Text, StringComparison.Ordinal);

        Assert.Equal(
            ["user-organisation-set:Example Trust", "user-organisation-set:Another Trust"],
            (await host.AuditAsync()).Where(e => e.StartsWith("user-organisation", StringComparison.Ordinal)));
        using var admin = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        var id = await host.InAsync(database => database.Users.Where(u => u.IsExternal).Select(u => u.Id).SingleAsync());
        await admin.OpenAsync($"/backoffice/users/{id}");
        Assert.Contains(
            "Your sign-in service sets this each time they sign in: Another Trust.", admin.Text, StringComparison.Ordinal);
        await admin.PostAsync(
            $"/backoffice/users/{id}/organisation",
            ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(admin.Html)),
            ("organisation", ""));
        Assert.Equal("Another Trust", await OrganisationAsync(host));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two")]
    [InlineData("long")]
    public async Task Without_one_that_can_be_told_nobody_of_the_booth_gets_in(string? value)
    {
        await using var host = await HostBench.StartAsync(_provider.Settings(Claim));
        using var browser = await SignInAsync(host, value switch
        {
            "two" => new JsonArray("Example Trust", "Another Trust"),
            "long" => new string('x', 201),
            _ => value,
        });

        Assert.Contains(
            "Your account does not say which organisation’s people you may see. Ask the people who look after your account.",
            browser.Text,
            StringComparison.Ordinal);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
        Assert.Contains("sign-in-refused:no-organisation", await host.AuditAsync());
    }

    [Theory]
    [InlineData("RXX", "Example Trust")]
    [InlineData("rxx", "Example Trust")]
    [InlineData("RYY", null)]
    [InlineData("Example Trust", null)]
    public async Task With_a_map_only_what_is_in_it_counts(string value, string? organisation)
    {
        await using var host = await HostBench.StartAsync(
            _provider.Settings(Claim, "--SignIn:OpenIdConnect:Organisations:RXX=Example Trust"));

        using var browser = await SignInAsync(host, value);

        Assert.Equal(organisation, await OrganisationAsync(host));
        Assert.Equal(organisation is null, browser.Title == "Sign in to the back office");
    }

    [Theory]
    [InlineData("ra-desk")]
    [InlineData("audit")]
    public async Task Whoever_looks_after_the_whole_installation_needs_none_and_gets_none(string group)
    {
        _provider.Groups = [group, "booth-day"];
        await using var host = await HostBench.StartAsync(_provider.Settings(Claim));
        using var browser = await SignInAsync(host, value: null);
        Assert.Equal("You are signed in", browser.Title);
        using var again = await SignInAsync(host, "Example Trust");
        Assert.Null(await OrganisationAsync(host));

        _provider.Groups = ["booth-day"]; // no longer, and this time without an organisation: not for a session that is open either
        using var booth = await SignInAsync(host, value: null);
        Assert.Contains("Your account does not say", booth.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_from_before_the_setting_ends()
    {
        await using var host = await HostBench.StartAsync(_provider.Settings(Claim));
        using var browser = await SignInAsync(host, "Example Trust");
        var id = await host.InAsync(database => database.Users.Where(u => u.IsExternal).Select(u => u.Id).SingleAsync());
        await host.ChangeAsync(id, u => u.Organisation = null);

        await browser.OpenAsync("/backoffice");

        Assert.Equal("Sign in to the back office", browser.Title);
    }

    [Fact]
    public async Task Without_the_setting_a_limit_made_here_stays_and_stands_against_roles_for_all()
    {
        await using var host = await HostBench.StartAsync(_provider.Settings());
        using var browser = await SignInAsync(host, "Example Trust");
        Assert.Null(await OrganisationAsync(host));
        var id = await host.InAsync(database => database.Users.Where(u => u.IsExternal).Select(u => u.Id).SingleAsync());
        await host.ChangeAsync(id, u => u.Organisation = "Here Trust");
        using var again = await SignInAsync(host, "Example Trust");
        Assert.Equal("Here Trust", await OrganisationAsync(host));

        _provider.Groups = ["audit"];
        using var auditor = await SignInAsync(host, "Example Trust");

        Assert.Contains("Your account is limited to one organisation, but your role covers all organisations", auditor.Text, StringComparison.Ordinal);
        Assert.Contains("sign-in-refused:limited", await host.AuditAsync());
    }

    [Fact]
    public void A_map_without_a_claim_or_without_a_name_is_told()
    {
        var settings = new OpenIdConnectSettings { Authority = "https://login.trust.nhs.uk", ClientId = "smartcard" };
        settings.Groups.RaAdmin.Add("ra");
        Assert.Empty(settings.Validate());
        settings.Organisations["RXX"] = " ";
        Assert.Contains(settings.Validate(), w => w.Contains("OrganisationClaim is empty", StringComparison.Ordinal));
        settings.OrganisationClaim = "trust";
        Assert.Contains(settings.Validate(), w => w.Contains("Organisations:RXX names no organisation", StringComparison.Ordinal));
        settings.Organisations["RXX"] = "Example Trust";
        Assert.Empty(settings.Validate());
    }

    private async Task<BackOfficeBrowser> SignInAsync(HostBench host, JsonNode? value)
    {
        _provider.Lie = claims => claims["trust"] = value?.DeepClone();
        var browser = new BackOfficeBrowser(host);
        await browser.OpenAsync(Start + "?to=%2Fbackoffice");
        await browser.OpenAsync(await StandInProvider.AuthorizeAsync(browser.Path));
        return browser;
    }

    private static Task<string?> OrganisationAsync(HostBench host) =>
        host.InAsync(database => database.Users.Where(u => u.IsExternal).Select(u => u.Organisation).SingleOrDefaultAsync());
}
