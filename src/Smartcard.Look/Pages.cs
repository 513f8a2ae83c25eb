namespace Smartcard.Look;

/// <summary>The pages of the host, all in one look.</summary>
public static class Pages
{
    /// <summary>A page whose body is a component.</summary>
    public static IResult Show<TPage, TModel>(PageFrame frame, TModel model)
        where TPage : PageOf<TModel> => new PageResult(frame, Rendering.Of<TPage, TModel>(model));

    /// <summary>A whole document of its own, to be kept as a file: it has nothing of a page around it.</summary>
    public static async Task<string> DocumentAsync<TDocument, TModel>(HttpContext http, TModel model)
        where TDocument : PageOf<TModel> =>
        "<!DOCTYPE html>\n" + await Rendering.RenderAsync(http, Rendering.Of<TDocument, TModel>(model));

    /// <summary>A part of a page alone.</summary>
    public static IResult Part<TPart, TModel>(TModel model)
        where TPart : PageOf<TModel> => new PartResult(Rendering.Of<TPart, TModel>(model));
}
