using Smartcard.Wording;

namespace Smartcard.Look.Limits;

/// <summary>Puts endpoints among the heavy calls, and tells in words when there is no place.</summary>
public static class HeavyEndpoints
{
    /// <param name="when">Where not every request is heavy; it sees what the handler gets.</param>
    public static TBuilder Heavy<TBuilder>(
        this TBuilder endpoints, HeavyCall? call = null, Func<EndpointFilterInvocationContext, bool>? when = null)
        where TBuilder : IEndpointConventionBuilder
    {
        var how = call ?? HeavyCall.Pressed;
        endpoints.AddEndpointFilter(async (context, next) =>
        {
            if (when?.Invoke(context) == false)
            {
                return await next(context);
            }

            var http = context.HttpContext;
            var calls = http.RequestServices.GetRequiredService<HeavyCalls>();
            using var place = await calls.TakeAsync(HeavyCalls.WhoOf(http), how, http.RequestAborted);
            return place is HeavyPlace.Refused refused ? Answer(http, refused.Why) : await next(context);
        });
        endpoints.Add(endpoint => endpoint.Metadata.Add(how));
        return endpoints;
    }

    /// <summary>The designer gets a kind of failure whose words it shows. Everybody else gets a page.</summary>
    private static IResult Answer(HttpContext http, HeavyRefusal why)
    {
        var (running, advice) = WordsOf(why);
        http.Response.Headers.RetryAfter = why == HeavyRefusal.TooOften ? "60" : "5";
        if (http
                .RequestServices.GetServices<ProgramArea>()
                .FirstOrDefault(area => http.Request.Path.StartsWithSegments(area.Path)) is
            { } program)
        {
            return program.Busy($"{running}. {advice}");
        }

        var page = http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent();
        var limit = Catalogue.Pages["busy.limit"];
        return Pages.Show<MessagePage, MessageModel>(
            new PageFrame(running) { Menu = Navigation.For(http), Status = StatusCodes.Status429TooManyRequests },
            HttpMethods.IsGet(http.Request.Method)
                ? new MessageModel([advice, limit], new MenuLink(page, Catalogue.Pages["busy.tryAgain"]))
                : new MessageModel([advice, limit, Catalogue.Pages["busy.pressAgain"]]));
    }

    private static (string Running, string Advice) WordsOf(HeavyRefusal why) => why switch
    {
        HeavyRefusal.OwnIsRunning => (Catalogue.Pages["busy.own"], Catalogue.Pages["busy.ownAdvice"]),
        HeavyRefusal.OthersAreRunning => (Catalogue.Pages["busy.others"], Catalogue.Pages["busy.minute"]),
        HeavyRefusal.TooOften => (
            Catalogue.Pages["busy.tooOften", ("times", HeavyCalls.PerMinute)], Catalogue.Pages["busy.minute"]),
        _ => throw new InvalidOperationException($"There are no words for {why}."),
    };
}
