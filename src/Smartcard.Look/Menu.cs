namespace Smartcard.Look;

/// <summary>The links in the header of a page.</summary>
/// <param name="Label">What a screen reader calls the navigation.</param>
/// <param name="Links">The navigation, below the product's name.</param>
/// <param name="Account">Beside the product's name.</param>
/// <param name="SignOut">Where the button to sign out sends to. Null = no button.</param>
public sealed record Menu(string Label, IReadOnlyList<MenuLink> Links, IReadOnlyList<MenuLink> Account, string? SignOut = null);

/// <param name="Language">Of the words and of the page behind them, where it is another than this page's.</param>
public sealed record MenuLink(string Address, string Words, string? Language = null)
{
    /// <summary><c>page</c> on the page that it leads to, <c>true</c> on a page below that; null elsewhere.</summary>
    public string? CurrentOn(PathString path, string home)
    {
        var own = new PathString(Address.Split('?')[0] is { Length: > 0 } address ? address : "/");
        return path == own ? "page" : Address != home && Language is null && path.StartsWithSegments(own) ? "true" : null;
    }
}
