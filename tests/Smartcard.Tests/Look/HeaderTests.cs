using Bunit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Look;

namespace Smartcard.Tests.Look;

/// <summary>The header: whose links there are, and which of them is this page.</summary>
public sealed class HeaderTests : IDisposable
{
    private static readonly Menu BackOffice = new(
        "Back office",
        [
            new MenuLink("/backoffice", "Booth"),
            new MenuLink("/backoffice/users", "Users"),
            new MenuLink("/backoffice/users/approvals", "Approvals (1)"),
        ],
        [new MenuLink("/backoffice/account", "My account")],
        "/backoffice/sign-out");

    private readonly BunitContext _bunit = new();
    private readonly DefaultHttpContext _http = new();

    public HeaderTests()
    {
        _bunit.Services.AddAntiforgery();
        _http.RequestServices = _bunit.Services;
    }

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public void Without_a_menu_there_is_the_name_of_the_product_and_no_navigation()
    {
        var header = Render(null, "/backoffice/sign-in");

        Assert.Equal("Smartcard", header.Find(".nhsuk-header__service-name").TextContent);
        Assert.Empty(header.FindAll("nav, a"));
    }

    [Theory]
    [InlineData("/backoffice", "Booth", "page")]
    [InlineData("/backoffice/users", "Users", "page")]
    [InlineData("/backoffice/users/add", "Users", "true")]
    [InlineData("/backoffice/users/approvals", "Approvals (1)", "page")]
    [InlineData("/backoffice/account/passkeys", "My account", "true")]
    public void The_link_of_this_page_is_marked_and_no_other(string path, string words, string mark)
    {
        var marked = Assert.Single(Render(BackOffice, path).FindAll("[aria-current]"));

        Assert.Equal(words, marked.TextContent);
        Assert.Equal(mark, marked.GetAttribute("aria-current"));
    }

    [Fact]
    public void On_a_page_that_no_link_leads_to_none_is_marked() =>
        Assert.Empty(Render(BackOffice, "/backoffice/usersandmore").FindAll("[aria-current]"));

    [Fact]
    public void Signing_out_is_a_form_with_the_token_of_the_page()
    {
        var form = Render(BackOffice, "/backoffice").Find("form");

        Assert.Equal("/backoffice/sign-out", form.GetAttribute("action"));
        Assert.NotEmpty(form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!);
        Assert.Equal("Sign out", form.QuerySelector("button")!.TextContent);
    }

    [Fact]
    public void A_link_to_another_language_says_which()
    {
        var link = Render(new Menu("Cymraeg", [], [new MenuLink("?lang=cy", "Cymraeg", "cy")]), "/not-me/token")
            .Find("nav[aria-label=Cymraeg] a");

        Assert.Equal("cy", link.GetAttribute("lang"));
        Assert.Equal("cy", link.GetAttribute("hreflang"));
        Assert.Null(link.GetAttribute("aria-current"));
    }

    private IRenderedComponent<Header> Render(Menu? menu, string path)
    {
        _http.Request.Path = path;
        return _bunit.Render<Header>(parameters => parameters.Add(h => h.Menu, menu).AddCascadingValue<HttpContext>(_http));
    }
}
