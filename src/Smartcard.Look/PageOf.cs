using Microsoft.AspNetCore.Components;

namespace Smartcard.Look;

/// <summary>
/// The body of a page: all that it shows comes as one model, so that the compiler sees what a page needs. Public as its
/// parameters have to be.
/// </summary>
/// <typeparam name="TModel">What the page shows.</typeparam>
public abstract class PageOf<TModel> : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public required TModel Model { get; set; }

    /// <summary>The request that the page answers, for who asks and what they may do.</summary>
    [CascadingParameter]
    public required HttpContext Http { get; set; }
}
