using System.Net;
using Smartcard.Domain.Users;
using Smartcard.Storage.Users;
using Smartcard.Tests.BackOffice.Booth;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Users;

/// <summary>An RA administrator says whose people somebody sees: who can be limited, to what, and that it is on record.</summary>
public sealed class UserOrganisationTests : IAsyncLifetime
{
    private const string Users = "/backoffice/users";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await _host.WaitsAsync("Anwen Jones", TimeSpan.Zero, organisation: "Example Trust");
        await _host.WaitsAsync("Beca Jones", TimeSpan.Zero, organisation: "Zoo & Coast: Trust");
        await _host.WaitsAsync("Carys Jones", TimeSpan.Zero, organisation: "");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task It_is_chosen_from_those_that_have_staff_and_taken_away_again()
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        var page = $"{Users}/{nia.Id}";
        await _browser.OpenAsync(page);
        Assert.Equal(["", "Example Trust", "Zoo & Coast: Trust"], Offered());

        await _browser.SubmitAsync(page + "/organisation", ("organisation", "Zoo & Coast: Trust"));

        Assert.Equal(page, _browser.Path);
        Assert.Equal("Zoo & Coast: Trust", (await UserAsync(nia.Id)).Organisation);
        Assert.Contains("user-organisation-set:Zoo & Coast: Trust", await _host.AuditOfAsync(nia.Id));
        await _browser.OpenAsync(Users);
        Assert.Contains("Zoo & Coast: Trust", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync("/backoffice/audit");
        Assert.Contains("User can only see people who work at Zoo & Coast: Trust", _browser.Text, StringComparison.Ordinal);

        await _browser.OpenAsync(page);
        await _browser.SubmitAsync(page + "/organisation", ("organisation", ""));
        Assert.Null((await UserAsync(nia.Id)).Organisation);
        Assert.Contains("user-organisation-removed", await _host.AuditOfAsync(nia.Id));
    }

    [Theory]
    [InlineData("Nowhere Trust")]
    [InlineData("example trust")]
    [InlineData(" ")]
    public async Task None_that_nobody_works_for_is_taken(string organisation)
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await _browser.OpenAsync($"{Users}/{nia.Id}");

        await _browser.SubmitAsync($"{Users}/{nia.Id}/organisation", ("organisation", organisation));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Nobody with a card works for that organisation. Choose one", _browser.Text, StringComparison.Ordinal);
        Assert.Null((await UserAsync(nia.Id)).Organisation);
    }

    [Fact]
    public async Task One_that_has_no_staff_any_more_is_shown_and_may_stay()
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.SiteLead);
        await _host.ChangeAsync(nia.Id, u => u.Organisation = "Closed Trust");
        await _browser.OpenAsync($"{Users}/{nia.Id}");
        Assert.Contains("<option value=\"Closed Trust\" selected", _browser.Html, StringComparison.Ordinal);

        await _browser.SubmitAsync($"{Users}/{nia.Id}/organisation", ("organisation", "Closed Trust"));

        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        Assert.Equal("Closed Trust", (await UserAsync(nia.Id)).Organisation);
    }

    [Theory]
    [InlineData(BackOfficeRoles.RaAdmin)]
    [InlineData(BackOfficeRoles.Auditor)]
    [InlineData(BackOfficeRoles.Booth | BackOfficeRoles.Auditor)]
    public async Task Whoever_looks_after_the_whole_installation_is_not_limited(BackOfficeRoles roles)
    {
        var ann = await _host.UserAsync("ann", roles);
        await _browser.OpenAsync($"{Users}/{ann.Id}");

        await _browser.SubmitAsync($"{Users}/{ann.Id}/organisation", ("organisation", "Example Trust"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("RA administrators and auditors see everybody.", _browser.Text, StringComparison.Ordinal);
        Assert.Null((await UserAsync(ann.Id)).Organisation);
    }

    [Theory]
    [InlineData("RaAdmin")]
    [InlineData("Auditor")]
    public async Task Whoever_is_limited_gets_no_such_role_before_the_limit_is_taken_away(string role)
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await _host.ChangeAsync(nia.Id, u => u.Organisation = "Example Trust");
        await _browser.OpenAsync($"{Users}/{nia.Id}");

        await _browser.SubmitAsync($"{Users}/{nia.Id}/roles", ("role", "Booth"), ("role", role));

        Assert.Contains("This account is limited to one organisation.", _browser.Text, StringComparison.Ordinal);
        Assert.Equal(BackOfficeRoles.Booth, (await UserAsync(nia.Id)).Roles);
        await _browser.SubmitAsync($"{Users}/{nia.Id}/roles", ("role", "Booth"), ("role", "SiteLead"));
        Assert.Equal(BackOfficeRoles.Booth | BackOfficeRoles.SiteLead, (await UserAsync(nia.Id)).Roles);
    }

    [Fact]
    public async Task A_new_user_is_limited_from_the_start()
    {
        await _browser.OpenAsync(Users + "/add");
        Assert.Equal(["", "Example Trust", "Zoo & Coast: Trust"], Offered());
        await _browser.SubmitAsync(
            Users + "/add",
            ("name", "Nia Jones"), ("email", "nia@trust.nhs.uk"), ("role", "Auditor"), ("organisation", "Example Trust"));
        Assert.Contains("RA administrators and auditors see everybody.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("<option value=\"Example Trust\" selected", _browser.Html, StringComparison.Ordinal);
        await _browser.SubmitAsync(
            Users + "/add",
            ("name", "Nia Jones"), ("email", "nia@trust.nhs.uk"), ("role", "Booth"), ("organisation", "Nowhere Trust"));
        Assert.Contains("Nobody with a card works for that organisation.", _browser.Text, StringComparison.Ordinal);

        await _browser.SubmitAsync(
            Users + "/add",
            ("name", "Nia Jones"), ("email", "nia@trust.nhs.uk"), ("role", "Booth"), ("organisation", "Example Trust"));

        Assert.Equal("One-time password", _browser.Title);
        var added = await _host.InAsync(database => Task.FromResult(database.Users.Single(u => u.Email == "nia@trust.nhs.uk")));
        Assert.Equal("Example Trust", added.Organisation);
        Assert.Equal(["user-added:Booth", "user-organisation-set:Example Trust"], (await _host.AuditOfAsync(added.Id)).Take(2));
    }

    [Fact]
    [OnPostgres]
    public async Task A_name_as_long_as_can_be_fits_into_the_audit()
    {
        var longest = new string('x', Smartcard.Domain.Cards.Staff.MaxNameLength);
        await _host.WaitsAsync("Dilys Jones", TimeSpan.Zero, organisation: longest);
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await _browser.OpenAsync($"{Users}/{nia.Id}");

        await _browser.SubmitAsync($"{Users}/{nia.Id}/organisation", ("organisation", longest));

        Assert.Equal(longest, (await UserAsync(nia.Id)).Organisation);
        Assert.Contains("user-organisation-set:" + longest[..60], await _host.AuditOfAsync(nia.Id));
    }

    private string[] Offered() =>
    [
        .. System.Text.RegularExpressions.Regex
            .Match(_browser.Html, "<select[^>]*name=\"organisation\".*?</select>", System.Text.RegularExpressions.RegexOptions.Singleline)
            .Value.Split("<option value=\"").Skip(1).Select(o => WebUtility.HtmlDecode(o.Split('"')[0])),
    ];

    private Task<BackOfficeUser> UserAsync(Guid id) =>
        _host.InAsync(database => Task.FromResult(database.Users.Single(u => u.Id == id)));
}
