using System.Text.Json;
using Smartcard.Server.SignIn;

namespace Smartcard.Server.ElsaApi;

/// <summary>The API that Elsa Studio's elements call, below <c>/backoffice/elsa/api</c>; its shapes are Elsa's.</summary>
internal static class ElsaApi
{
    public const string Path = Policies.BackOffice + "/elsa/api";

    private const long LargestDefinition = 2 * 1024 * 1024;

    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void AddElsaApi(this IServiceCollection services)
    {
        services.AddSingleton<DefinitionAnswers>();
        services.AddSingleton<ActivityDescriptors>();
        services.AddScoped<DefinitionEdits>();
        services.AddSingleton<Versions.ChangeList>();
        services.AddScoped<Versions.VersionsPage>();
        services.AddScoped<Versions.ApprovalsPage>();
    }

    public static void MapElsaApi(this WebApplication app)
    {
        var api = app.MapGroup(Path).RequireAuthorization(Policies.SeeWorkflows).AddEndpointFilter<FromOurPages>().AddEndpointFilter<ReadableBody>().WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDefinition));
        api.MapDefinitions();
        api.MapDescriptors();
        api.MapInstances();
    }

    /// <summary>A group for what changes something.</summary>
    public static RouteGroupBuilder Edits(this RouteGroupBuilder api) => api.MapGroup("").RequireAuthorization(Policies.EditWorkflows);

    public static bool MayEdit(HttpContext http) => http.User.May(Policies.EditWorkflows);
}

/// <summary>Refuses a request that another site had the browser send; browsers say with each that is no GET where it comes from.</summary>
internal sealed class FromOurPages : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return HttpMethods.IsGet(request.Method) || request.Headers.Origin == $"{request.Scheme}://{request.Host}" ? await next(context) : Results.StatusCode(StatusCodes.Status403Forbidden);
    }
}
