using Microsoft.AspNetCore.Antiforgery;
using Smartcard.Wording;

namespace Smartcard.Look.Access;

/// <summary>Every form of the back office carries a token of its own page and browser.</summary>
/// <remarks>What comes without one is another site's doing, or comes from a page that is too old.</remarks>
internal sealed class FormGuard(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var changes = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        if (changes && !(await IsFormAsync(http) && await antiforgery.IsRequestValidAsync(http)))
        {
            return Pages.Show<MessagePage, MessageModel>(
                new PageFrame(Catalogue.Pages["tooOld.title"]) { Status = StatusCodes.Status400BadRequest },
                new MessageModel(
                    [Catalogue.Pages["tooOld.why"]],
                    new MenuLink("/backoffice", Catalogue.Pages["tooOld.open"])));
        }

        return await next(context);
    }

    /// <summary>Read here once, so that what is no form, or one with thousands of fields, is an answer and not a fault.</summary>
    private static async Task<bool> IsFormAsync(HttpContext http)
    {
        try
        {
            return http.Request.HasFormContentType && await http.Request.ReadFormAsync(http.RequestAborted) is not null;
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException or BadHttpRequestException)
        {
            return false;
        }
    }
}
