namespace Smartcard.Look;

/// <summary>
/// A link of the back office's navigation. The room that has the page registers it, so that no room needs to know the
/// others.
/// </summary>
/// <param name="Place">Where it stands: the lowest is the first.</param>
/// <param name="Policy">Who gets to see it; the page behind it has its own.</param>
public sealed record NavigationLink(int Place, MenuLink Link, string Policy)
{
    /// <summary>It is about people of all organisations, and not for whoever may see those of one alone.</summary>
    public bool IsOfAllOrganisations { get; init; }

    /// <summary>The link as it stands for this request, e.g. with a count; null = none now.</summary>
    public Func<HttpContext, MenuLink?>? Now { get; init; }
}
