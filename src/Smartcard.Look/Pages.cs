namespace Smartcard.Look;

/// <summary>The pages of the host, all in one look.</summary>
public static class Pages
{
    /// <summary>A page whose body is a component.</summary>
    public static IResult Show<TPage, TModel>(PageFrame frame, TModel model)
        where TPage : PageOf<TModel> => new PageResult(frame, Rendering.Of<TPage, TModel>(model));

    /// <summary>A part of a page alone.</summary>
    public static IResult Part<TPart, TModel>(TModel model)
        where TPart : PageOf<TModel> => new PartResult(Rendering.Of<TPart, TModel>(model));
}
