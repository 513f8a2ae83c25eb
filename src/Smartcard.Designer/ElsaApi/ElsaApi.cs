using System.Text.Json;
using Smartcard.Look.Access;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>The API that Elsa Studio's elements call, below <c>/backoffice/elsa/api</c>; its shapes are Elsa's.</summary>
internal static class ElsaApi
{
    public const string Path = Policies.BackOffice + "/elsa/api";

    private const long LargestDefinition = 2 * 1024 * 1024;

    public static JsonSerializerOptions Indented { get; } =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    public static void AddElsaApi(this IServiceCollection services)
    {
        services.AddScoped<DefinitionAnswers>();
        services.AddScoped<DefinitionReplies>();
        services.AddSingleton<ActivityDescriptors>();
        services.AddScoped<InstanceOperations>();
        services.AddSignalR();
        services.AddSingleton<InstanceWatchers>();
        services.AddScoped<ITurnObserver, WatchObserver>();
    }

    public static void MapElsaApi(this WebApplication app)
    {
        var api = app.MapGroup(Path)
            .RequireAuthorization(Policies.SeeWorkflows)
            .AddEndpointFilter<FromOurPages>()
            .AddEndpointFilter<ReadableBody>()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDefinition));
        var definitions = api.MapGroup("").NamesNobody();
        definitions.MapDefinitions();
        definitions.MapSubgraphs();
        definitions.MapDescriptors();
        definitions.MapTrials();
        api.MapDefinitionEdits();
        api.MapInstances();
        api.MapActivityExecutions();
        api.MapInstanceEdits();
        api.MapInstanceExports();
        InstanceHub.Map(app);
    }

    /// <summary>A group for what changes something.</summary>
    public static RouteGroupBuilder Edits(this RouteGroupBuilder api) => api.MapGroup("").RequireAuthorization(Policies.EditWorkflows);

    public static bool MayEdit(HttpContext http) => http.User.May(Policies.EditWorkflows);
}

/// <summary>
/// Refuses a request that another site had the browser send; browsers say where it comes from with each that is not
/// GET, and with each that opens a socket.
/// </summary>
internal sealed class FromOurPages : IEndpointFilter
{
    public static bool IsWanted(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) && !request.HttpContext.WebSockets.IsWebSocketRequest)
        || request.Headers.Origin == $"{request.Scheme}://{request.Host}";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        IsWanted(context.HttpContext.Request) ? await next(context) : Results.StatusCode(StatusCodes.Status403Forbidden);
}
