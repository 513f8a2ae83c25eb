using Smartcard.Tests.Host;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Look.Limits;

namespace Smartcard.Tests.Look.Limits;

/// <summary>The search for people may read thousands of rows, so it is a heavy call. Its page without a search is not.</summary>
public sealed class SearchLimitTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BenchUser _user = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        _browser = await _host.SignInAsync(_user);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_search_waits_for_a_place_and_is_then_refused_while_the_page_itself_opens()
    {
        var calls = _host.Services.GetRequiredService<HeavyCalls>();
        var who = _user.Id.ToString();
        using var held = await calls.TakeAsync(who, HeavyCall.Pressed, TestContext.Current.CancellationToken);

        await _browser.OpenAsync("/backoffice/people");
        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        var search = _browser.OpenAsync("/backoffice/people?find=amal");
        await Patience.UntilAsync(
            "the search to wait",
            () => (calls.WaitingOf(who) == 1, calls.WaitingOf(who)),
            TestContext.Current.CancellationToken);
        _host.Time.Advance(HeavyCalls.Patience);
        await search;

        Assert.Equal(HttpStatusCode.TooManyRequests, _browser.Status);
        Assert.Contains("href=\"/backoffice/people?find=amal\"", _browser.Html, StringComparison.Ordinal);
    }
}
