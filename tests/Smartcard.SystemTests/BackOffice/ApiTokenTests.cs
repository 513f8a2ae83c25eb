using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>An RA administrator makes a token in a browser, and another system uses it over the network.</summary>
public sealed class ApiTokenTests(Browser browser) : IAsyncLifetime
{
    private readonly VirtualReaders _readers = new();
    private SmartcardHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        if (Browser.Program is not null)
        {
            _host = await SmartcardHost.StartAsync(_readers);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _readers.Dispose();
    }

    [Fact]
    public async Task A_system_gets_a_token_adds_somebody_and_is_shut_out()
    {
        Browser.SkipWhereMissing();
        var ct = TestContext.Current.CancellationToken;
        var page = await browser.PageAsync(_host);
        var admin = await Administrator.ColleagueAsync(page, _host, "nia");
        await admin.SignInAsync();
        await admin.FollowAsync("Users", "API tokens of other systems");
        await admin.FollowAsync("API tokens of other systems", "There are no tokens yet.");
        await AccessibilityTests.LooksRightAsync(page, "page-api-tokens-none");
        await admin.FollowAsync("Make a token", "Name of the system");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make this token" }).ClickAsync();
        await admin.SeesAsync("Choose at least one thing that it may do.");
        await AccessibilityTests.LooksRightAsync(page, "page-api-token-refused");
        await page.GetByLabel("Name of the system").FillAsync("HR system");
        await page.GetByLabel("See and change people").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make this token" }).ClickAsync();
        await admin.SeesAsync("We will not show it again.");
        await AccessibilityTests.LooksRightAsync(page, "page-api-token-made");
        var token = await page.Locator(".key").InnerTextAsync();

        using var system = new HttpClient { BaseAddress = new Uri(_host.NamedAddress) };
        system.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var person = new { name = "Siân Hughes", organisation = "Coast NHS Trust" };
        using var added = await system.PutAsJsonAsync("/api/v1/staff/00123", person, ct);
        Assert.Equal(System.Net.HttpStatusCode.Created, added.StatusCode);
        using var large = new StringContent(new string('x', 400_000));
        large.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        for (var time = 0; time < 5; time++)
        {
            using var refused = await system.PutAsync("/api/v1/staff/00123", large, ct);
            Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
            using var next = await system.PutAsJsonAsync("/api/v1/staff/00123", person, ct); // on the same connection
            Assert.Equal(System.Net.HttpStatusCode.OK, next.StatusCode);
        }

        using var found = await system.GetAsync("/scim/v2/Users?filter=userName%20eq%20%2200123%22", ct); // the same token is for SCIM
        Assert.Equal("application/scim+json", found.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"totalResults\":1", await found.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        using var tooLarge = await system.PostAsync("/scim/v2/Users", large, ct);
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal("application/scim+json", tooLarge.Content.Headers.ContentType?.MediaType);

        var rows = Enumerable.Range(1, 5_000).Select(i => new { staffNumber = $"N{i}", person.name, person.organisation });
        using var taken = await system.PostAsJsonAsync("/api/v1/imports", new { rows }, ct); // more than what other calls may send
        Assert.Equal(System.Net.HttpStatusCode.Accepted, taken.StatusCode);

        await page.GotoAsync($"{_host.NamedAddress}/backoffice/api-tokens");
        await AccessibilityTests.LooksRightAsync(page, "page-api-tokens");
        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke the token of HR system" }).ClickAsync();
        await admin.SeesAsync("You cannot undo this.");
        await AccessibilityTests.LooksRightAsync(page, "page-api-token-revoke");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke this token" }).ClickAsync();
        await admin.SeesAsync("revoked");
        using var after = await system.GetAsync("/api/v1/staff/00123", ct);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, after.StatusCode);
    }
}
