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
        const string Limit = "Each person can run one check, dry run, comparison or export at a time, in all their tabs together.";
        return Pages.Show<MessagePage, MessageModel>(
            new PageFrame(running) { Menu = Navigation.For(http), Status = StatusCodes.Status429TooManyRequests },
            HttpMethods.IsGet(http.Request.Method)
                ? new MessageModel([advice, Limit], new MenuLink(page, "Try again"))
                : new MessageModel([advice, Limit, "Nothing was done. To try again, go back one page and press the button once more."]));
    }

    private static (string Running, string Advice) WordsOf(HeavyRefusal why) => why switch
    {
        HeavyRefusal.OwnIsRunning => ("Your last check is still running", "Wait until it ends, then try again."),
        HeavyRefusal.OthersAreRunning => ("Other people’s checks are running", "Wait a minute, then try again."),
        HeavyRefusal.TooOften => ($"You have done this {HeavyCalls.PerMinute} times in the last minute", "Wait a minute, then try again."),
        _ => throw new InvalidOperationException($"There are no words for {why}."),
    };
}
