using Smartcard.Look.Access;
using Smartcard.Wording;

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
            ? new MenuLink(Policies.BackOffice, Catalogue.Pages["problem.toBackOffice"])
            : new MenuLink("/", Catalogue.Pages["problem.toChat"]);
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
                Catalogue.Pages["problem.notFound"],
                Catalogue.Pages["problem.notFoundWhy"]),
            StatusCodes.Status503ServiceUnavailable => (
                Catalogue.Pages["problem.unavailable"],
                Catalogue.Pages["problem.tryAgain"]),
            >= 500 => (
                Catalogue.Pages["problem.fault"],
                Catalogue.Pages["problem.keepsHappening"]),
            _ => (Catalogue.Pages["problem.cannot"], Catalogue.Pages["problem.goBack"]),
        };
}
