using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Smartcard.PublicEndpoints.HelperApi.Description;

/// <summary>The OpenAPI document of the reader helper's calls, and of no others, at <see cref="Path"/>.</summary>
/// <remarks>
/// What the records mean comes from the comments in Smartcard.CardTasks. A copy is kept in docs/card-tasks.openapi.json, and a test
/// compares the two, so that a change of the API is seen in review.
/// </remarks>
internal sealed class HelperApiDocument([FromKeyedServices(HelperApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    public const string Path = "/openapi/helper.json";
    private const string Name = "helper";

    /// <summary>Made when it is first asked for, and once: it depends on nothing that a caller says.</summary>
    private readonly Lazy<Task<string>> _json = new(() => WriteAsync(documents));

    public Task<string> JsonAsync() => _json.Value;

    public static void Add(IServiceCollection services)
    {
        services.AddOpenApi(Name, options =>
        {
            options.ShouldInclude = static call => call.RelativePath?.StartsWith("helper/", StringComparison.Ordinal) == true;
            options.AddOperationTransformer((operation, context, _) =>
            {
                HelperApiAnswers.Describe(operation, context.Description.ActionDescriptor.EndpointMetadata);
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                HelperApiShapes.Describe(document);
                return Task.CompletedTask;
            });
        });
        services.AddSingleton<HelperApiDocument>();
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, static async (HelperApiDocument document) => Results.Text(await document.JsonAsync(), "application/json"))
            .ExcludeFromDescription();

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Smartcard card tasks",
            Version = typeof(HelperApiDocument).Assembly.GetName().Version!.ToString(3),
            Description =
                "What the reader helper on a workstation asks of the host. The helper calls; the host never does. "
                + "Every call may be repeated without harm. "
                + "JSON is camelCase, bytes are base64, enums are their names, moments are ISO 8601 in UTC. "
                + "A body is at most 16 KB. Errors are problem details (RFC 9457), and `type` says which. "
                + "Every answer has a `Date`, by which a helper can tell how far its own clock is off.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [HelperApiAnswers.Session] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "`Authorization: Bearer` with the token that the helper paired with: its own 64 random hexadecimal digits.",
            },
        };
        document.RegisterComponents();
        foreach (var (path, item) in document.Paths)
        {
            foreach (var operation in item.Operations!.Values)
            {
                operation.Security = path == "/helper/sessions"
                    ? []
                    : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(HelperApiAnswers.Session, document)] = [] }];
            }
        }
    }

    private static async Task<string> WriteAsync(IOpenApiDocumentProvider documents)
    {
        var document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString() + "\n";
    }
}
