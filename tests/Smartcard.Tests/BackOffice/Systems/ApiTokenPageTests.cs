using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Systems;

/// <summary>What RA administrators do about the tokens of other systems.</summary>
public sealed partial class ApiTokenPageTests : IAsyncLifetime
{
    private const string Path = "/backoffice/api-tokens";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;

    private string Words => string.Join(' ', _browser.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task A_token_is_made_shown_once_used_and_revoked()
    {
        await _browser.OpenAsync("/backoffice/users");
        Assert.Contains($"href=\"{Path}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync(Path);
        Assert.Contains("There are no tokens yet.", Words, StringComparison.Ordinal);

        await MakeAsync("HR system", "365", "Staff", "Read");
        Assert.Equal("Your new token", _browser.Title);
        var token = TokenText().Match(_browser.Text).Value;
        using var client = _host.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var before = await client.GetAsync("/api/v1/staff?staffNumber=1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await _browser.OpenAsync(Path);
        Assert.DoesNotContain(token, _browser.Html, StringComparison.Ordinal);
        Assert.Contains("Read, Staff", Words, StringComparison.Ordinal);
        var revoke = RevokeLink().Match(_browser.Html).Groups[1].Value;
        await _browser.OpenAsync(revoke);
        await _browser.SubmitAsync(revoke);
        Assert.Equal(Path, _browser.Path);
        Assert.Contains("revoked", Words, StringComparison.Ordinal);
        Assert.DoesNotMatch(RevokeLink(), _browser.Html);
        using var after = await client.GetAsync("/api/v1/staff?staffNumber=1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("api-token-made:Read+Staff", await _host.AuditAsync());
        await _browser.OpenAsync("/backoffice/audit?find=HR+system");
        Assert.Contains(
            "API token was made. It may use: see people and cards, change people", Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_said_and_a_name_stands_for_one_system_at_a_time()
    {
        await _browser.OpenAsync(Path + "/add");
        await _browser.SubmitAsync(Path + "/add", ("name", " "), ("days", "9999"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Enter the name of the system.", Words, StringComparison.Ordinal);
        Assert.Contains("Choose at least one thing that it may do.", Words, StringComparison.Ordinal);
        Assert.Contains("Choose how long it works.", Words, StringComparison.Ordinal);

        await MakeAsync("Cards", "90", "Cards");
        await MakeAsync("Cards", "90", "Cards");
        Assert.Contains("Another token in use has this name.", Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_expires_soon_and_whose_maker_is_no_administrator_any_more_is_said()
    {
        var other = await _host.UserAsync("gone", BackOfficeRoles.RaAdmin);
        using (var browser = await _host.SignInAsync(other))
        {
            await browser.OpenAsync(Path + "/add");
            await browser.SubmitAsync(Path + "/add", ("name", "HR"), ("days", "90"), ("scope", nameof(ApiScopes.Read)));
        }

        await _host.ChangeAsync(other.Id, user => user.Roles = BackOfficeRoles.Booth);
        var soon = _host.Time.GetUtcNow().AddDays(20);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<ApiToken>()
                .ExecuteUpdateAsync(token => token.SetProperty(t => t.ExpiresAt, soon), TestContext.Current.CancellationToken);
        }

        using var again = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await again.OpenAsync(Path);
        var words = string.Join(' ', again.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("1 token expires within 30 days.", words, StringComparison.Ordinal);
        Assert.Contains("expires soon", words, StringComparison.Ordinal);
        Assert.Contains("(no longer an RA administrator)", words, StringComparison.Ordinal);
    }

    private async Task MakeAsync(string name, string days, params string[] scopes)
    {
        await _browser.OpenAsync(Path + "/add");
        await _browser.SubmitAsync(Path + "/add", [("name", name), ("days", days), .. scopes.Select(scope => ("scope", scope))]);
    }

    [GeneratedRegex("scard_[A-Za-z0-9_-]{43}")]
    private static partial Regex TokenText();

    [GeneratedRegex("href=\"(/backoffice/api-tokens/[^\"]+/revoke)\"")]
    private static partial Regex RevokeLink();
}
