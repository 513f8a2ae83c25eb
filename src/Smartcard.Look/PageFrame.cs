using Smartcard.Wording;

namespace Smartcard.Look;

/// <summary>What stands around the body of a page, and how the page is answered.</summary>
/// <param name="Title">Its heading, and its title in the browser.</param>
public sealed record PageFrame(string Title)
{
    /// <summary>Links in the header. Null = the product's name alone.</summary>
    public Menu? Menu { get; init; }

    /// <summary>What is wrong with its form: told first, with status 422 where <see cref="Status"/> says none.</summary>
    public Errors? Errors { get; init; }

    /// <summary>Of all its words, e.g. <c>cy</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Address of the script of ours that the page runs beside that of every page. Null = none.</summary>
    public string? Script { get; init; }

    /// <summary>The page has parts that keep themselves current.</summary>
    public bool IsLive { get; init; }

    /// <summary>The body is one frame with a page of ours, as large as the window.</summary>
    public bool IsFraming { get; init; }

    /// <summary>The body is wide, as two columns are.</summary>
    public bool IsWide { get; init; }

    /// <summary>Null = 200, or 422 with errors.</summary>
    public int? Status { get; init; }

    /// <summary>In the browser's tab and the first thing a screen reader says: with errors, that there are some.</summary>
    public string FullTitle => Errors is { Any: true } ? Catalogue.Pages["error.title", ("title", Title)] : Title;
}
