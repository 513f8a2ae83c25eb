using System.Net;
using System.Text.RegularExpressions;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Look;

/// <summary>The one stylesheet of the pages: ours, complete, cached for ever, and all that a page loads.</summary>
public sealed partial class PageStylesTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_page_loads_its_stylesheet_from_our_own_host_and_nothing_else()
    {
        using var client = _host.Client();
        using var page = await client.GetAsync("/backoffice/sign-in", TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("unsafe-", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("style-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "//",
            Loaded().Replace(string.Concat(Loaded().Matches(html).Select(m => m.Value)), "$1"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task The_stylesheet_may_be_kept_for_ever_and_comes_as_the_browser_takes_it(string encoding)
    {
        using var client = _host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, await AddressAsync(client));
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var sheet = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, sheet.StatusCode);
        Assert.Equal("text/css", sheet.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", sheet.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(encoding == "identity" ? [] : [encoding], sheet.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task It_asks_nothing_of_another_host_and_takes_no_reserved_font()
    {
        using var client = _host.Client();
        var sheet = await client.GetStringAsync(await AddressAsync(client), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("http", sheet, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("frutiger", sheet, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@font-face", sheet, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_address_of_another_version_gets_what_there_is_and_keeps_it_for_nobody()
    {
        using var client = _host.Client();
        using var other = await client.GetAsync("/styles/pages.000000000000.css", TestContext.Current.CancellationToken);
        using var none = await client.GetAsync("/styles/pages.css.br", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("no-store", other.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static async Task<string> AddressAsync(HttpClient client) =>
        Sheet().Match(await client.GetStringAsync("/backoffice/sign-in", TestContext.Current.CancellationToken)).Groups[1].Value;

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex Sheet();

    [GeneratedRegex("<(?:link|script|img|iframe)[^>]* (?:src|href)=\"([^\"]*)\"[^>]*>")]
    private static partial Regex Loaded();
}
