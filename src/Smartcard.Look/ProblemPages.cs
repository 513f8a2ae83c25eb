using Smartcard.Look.Access;

namespace Smartcard.Look;

/// <summary>What a person in a browser sees where something is not there or went wrong; a program gets problem details as before.</summary>
internal sealed class ProblemPages(IEnumerable<ProgramArea> programs) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) =>
        !context.HttpContext.Response.HasStarted
        && !programs.Any(area => context.HttpContext.Request.Path.StartsWithSegments(area.Path))
        && context
            .HttpContext.Request.GetTypedHeaders()
            .Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        var (title, words) = WordsOf(status);
        var back = http.Request.Path.StartsWithSegments(Policies.BackOffice, StringComparison.OrdinalIgnoreCase)
            ? new MenuLink(Policies.BackOffice, "Go to the back office")
            : new MenuLink("/", "Go to the chat");
        await Pages
            .Show<MessagePage, MessageModel>(
                new PageFrame(title) { Status = status },
                new MessageModel([context.ProblemDetails.Detail ?? words], back))
            .ExecuteAsync(http);
    }

    private static (string Title, string Words) WordsOf(int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => (
                "Page not found",
                "If you typed the address, check that it is right. If you copied it, check that you copied all of it."),
            StatusCodes.Status503ServiceUnavailable => (
                "Smartcard is not available at the moment",
                "Try again in a minute."),
            >= 500 => (
                "There is a problem with Smartcard",
                "Try again in a minute. If this keeps happening, tell the people who run Smartcard."),
            _ => ("This cannot be done", "Nothing was changed. Go back one page and try again."),
        };
}
