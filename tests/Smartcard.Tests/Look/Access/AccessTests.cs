using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Look.Access;

/// <summary>Who gets to see and do what in the back office: nobody without signing in, and then by role, as it is at that moment.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    /// <summary>
    /// What may be asked for without being signed in: the way in, and nothing else. Each is named here, so that no
    /// other slips through.
    /// </summary>
    internal static readonly string[] WayIn =
    [
        "/backoffice/sign-in",
        "/backoffice/second-step",
        "/backoffice/first-password",
        "/backoffice/authenticator",
        "/backoffice/signed-out",
        "/backoffice/passkeys.js",
        "/backoffice/sign-in/passkey",
        "/backoffice/sign-in/passkey/options",
        "/backoffice/account/passkeys",
        "/backoffice/account/passkeys/options",
    ];

    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private List<(string Method, string Path, bool IsOpen)> Routes =>
        [
            .. _host
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e =>
                    ("/" + e.RoutePattern.RawText!.TrimStart('/')).StartsWith("/backoffice", StringComparison.Ordinal))
                .SelectMany(e =>
                    (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                        (
                            method,
                            System.Text.RegularExpressions.Regex.Replace(
                                "/" + e.RoutePattern.RawText!.Trim('/'),
                                @"\{[^}]*\}",
                                Guid.CreateVersion7().ToString()),
                            e.Metadata.GetMetadata<IAllowAnonymous>() is not null))),
        ];

    [Fact]
    public async Task Anonymous_gets_nothing_from_any_route_but_the_way_in()
    {
        Assert.True(Routes.Count > 15);
        Assert.Equal(WayIn.Order(), Routes.Where(r => r.IsOpen).Select(r => r.Path).Distinct().Order());
        using var browser = new BackOfficeBrowser(_host);
        using var client = _host.Client();
        foreach (
            var path in new[]
            {
                "/backoffice/second-step",
                "/backoffice/first-password",
                "/backoffice/authenticator",
                "/backoffice/account/passkeys",
            })
        {
            await browser.OpenAsync(path); // a step of the way in wants the one before
            Assert.Equal("/backoffice/sign-in", browser.Path);
        }

        foreach (var (method, path, _) in Routes.Where(r => !r.IsOpen).Append(("GET", "/backoffice/no-such-page", false)))
        {
            using var plain = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await client.SendAsync(plain, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {response.StatusCode}");

            await browser.SendAsync(new HttpRequestMessage(new HttpMethod(method), "http://localhost" + path));
            Assert.StartsWith("/backoffice/sign-in?to=", browser.Path, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_that_did_not_come_from_our_page_does_nothing()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin | BackOfficeRoles.Booth);
        var before = await _host.CountsAsync();
        var posts = Routes.Where(r => r.Method == "POST").ToList();
        Assert.True(posts.Count > 5);
        foreach (var (_, path, _) in posts)
        {
            await browser.PostAsync(path, ("name", "x"), ("password", "x"));
            Assert.True(
                browser.Status
                    is HttpStatusCode.BadRequest
                        or HttpStatusCode.Forbidden
                        or HttpStatusCode.UnsupportedMediaType,
                $"{path} answered {browser.Status}");
            await browser.PostAsync(path, ("__RequestVerificationToken", "forged"));
            Assert.True(
                browser.Status
                    is HttpStatusCode.BadRequest
                        or HttpStatusCode.Forbidden
                        or HttpStatusCode.UnsupportedMediaType,
                $"{path} answered {browser.Status}");
        }

        Assert.Equal(before, await _host.CountsAsync());
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Back office", browser.Title);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/ready")]
    [InlineData("/not-me/forged")]
    public async Task What_staff_use_stays_open_to_all(string path)
    {
        using var client = _host.Client();
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(BackOfficeRoles.None, "")]
    [InlineData(BackOfficeRoles.Booth, "/backoffice")]
    [InlineData(BackOfficeRoles.SiteLead, "/backoffice")]
    [InlineData(BackOfficeRoles.Auditor, "/backoffice /backoffice/audit")]
    [InlineData(BackOfficeRoles.RaAdmin, "/backoffice /backoffice/audit /backoffice/users")]
    public async Task Each_role_sees_its_pages_and_links_to_no_others(BackOfficeRoles roles, string pages)
    {
        using var browser = await _host.SignInAsync(roles);
        foreach (var path in new[] { "/backoffice", "/backoffice/audit", "/backoffice/users" })
        {
            var isAllowed = pages.Split(' ').Contains(path);
            await browser.OpenAsync("/backoffice/account");
            Assert.Equal(isAllowed, browser.Html.Contains($"href=\"{path}\"", StringComparison.Ordinal));
            await browser.OpenAsync(path);
            Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
            Assert.Equal(!isAllowed, browser.Title == "You cannot do this");

            var api = new HttpRequestMessage(HttpMethod.Get, "http://localhost" + path);
            api.Headers.Add("Accept", "application/json");
            await browser.SendAsync(api);
            Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
            Assert.Equal(path, browser.Path);
        }
    }

    [Theory]
    [OnPostgres]
    [InlineData(BackOfficeRoles.None, false)]
    [InlineData(BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.Booth, true)]
    [InlineData(BackOfficeRoles.SiteLead, true)]
    [InlineData(BackOfficeRoles.RaAdmin, true)]
    public async Task Only_the_booth_and_RA_administrators_reset_in_person(BackOfficeRoles roles, bool isAllowed)
    {
        var card = await _host.LockedCardAsync();
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync("/backoffice");
        var path = $"/backoffice/cards/{card.Value}/reset-in-person";
        Assert.Equal(isAllowed, browser.Html.Contains(path, StringComparison.Ordinal));
        await browser.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(browser.Html);

        await browser.OpenAsync(path);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
        await browser.PostAsync(path, ("__RequestVerificationToken", token), ("check", "Staff badge with photograph"));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
        Assert.Equal(isAllowed, browser.Path.StartsWith("/backoffice/in-person/", StringComparison.Ordinal));
        Assert.True(await _host.IsStoppedAsync(card)); // it has only begun
    }

    [Fact]
    public async Task Disabled_means_at_once_and_roles_are_as_they_are_now()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await _host.ChangeAsync(user.Id, u => u.Roles = BackOfficeRoles.Auditor);
        await browser.OpenAsync("/backoffice/audit");
        Assert.Equal("Audit", browser.Title);
        await _host.ChangeAsync(user.Id, u => u.Roles = BackOfficeRoles.None);
        await browser.OpenAsync("/backoffice/audit");
        Assert.Equal("You cannot do this", browser.Title);

        await _host.ChangeAsync(user.Id, u => u.DisabledAt = _host.Time.GetUtcNow());

        await browser.OpenAsync("/backoffice/account");
        Assert.Equal("Sign in to the back office", browser.Title);
    }

    [Fact]
    public async Task Time_without_a_click_ends_a_session_and_its_longest_time_ends_it_with_any()
    {
        await using var host = await HostBench.StartAsync("--SignIn:IdleTime=00:05:00", "--SignIn:LongestSession=00:20:00");
        using var idle = await host.SignInAsync(BackOfficeRoles.Booth);
        host.Time.Advance(TimeSpan.FromMinutes(5.1));
        await idle.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", idle.Title);

        using var busy = await host.SignInAsync(BackOfficeRoles.Booth);
        for (var minutes = 0; minutes < 16; minutes += 4)
        {
            host.Time.Advance(TimeSpan.FromMinutes(4));
            await busy.OpenAsync("/backoffice");
            Assert.Equal("Back office", busy.Title);
        }

        host.Time.Advance(TimeSpan.FromMinutes(4.1));
        await busy.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", busy.Title);
    }

    [Fact]
    public async Task Signing_out_makes_copies_of_the_cookie_worthless()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        using var thief = new BackOfficeBrowser(_host);
        thief.Cookies.Add(browser.Cookies.GetAllCookies());
        await thief.OpenAsync("/backoffice");
        Assert.Equal("Back office", thief.Title);

        await browser.OpenAsync("/backoffice");
        await browser.SubmitAsync("/backoffice/sign-out");

        await thief.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", thief.Title);
    }

    [Theory]
    [InlineData("http://localhost", "smartcard-back-office")]
    [InlineData("https://localhost", "__Host-smartcard-back-office")]
    public async Task The_cookie_is_for_this_host_and_no_script(string origin, string name)
    {
        using var browser = new BackOfficeBrowser(_host, origin);
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await browser.PasswordAsync("nia", user.Password);
        var form = System
            .Text.RegularExpressions.Regex.Match(browser.Html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")
            .Groups[1]
            .Value;
        using var client = new HttpMessageInvoker(_host.Handler());
        using var request = new HttpRequestMessage(HttpMethod.Post, origin + "/backoffice/second-step")
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", form), new("code", user.NextCode(_host))]),
        };
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(new Uri(origin)));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var cookie = response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));

        Assert.Contains("; path=/;", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);
        Assert.Equal(origin.StartsWith("https", StringComparison.Ordinal), cookie.Contains("secure", StringComparison.Ordinal));
    }
}
