using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>The OpenAPI document of the calls of other systems, and of no others, at <see cref="Path"/>.</summary>
/// <remarks>A copy is kept in docs/api.openapi.json, and a test compares the two, so that a change of the API is seen in review.</remarks>
internal sealed class StaffApiDocument([FromKeyedServices(StaffApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    public const string Path = "/openapi/api.json";
    private const string Name = "api";
    private const string Token = "apiToken";

    /// <summary>Made when it is first asked for, and once: it depends on nothing that a caller says.</summary>
    private readonly Lazy<Task<string>> _json = new(() => WriteAsync(documents));

    public static void Add(IServiceCollection services)
    {
        services.AddOpenApi(Name, options =>
        {
            options.ShouldInclude = static call => call.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddOperationTransformer((operation, context, _) =>
            {
                var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededScopes>().Single().AnyOf;
                var words = needed.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);
                operation.Description = $"Needs a token with the scope {words}.";
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            });
        });
        services.AddSingleton<StaffApiDocument>();
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, static async (StaffApiDocument document) => Results.Text(await document._json.Value, "application/json"))
            .ExcludeFromDescription();

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Smartcard staff and cards",
            Version = typeof(StaffApiDocument).Assembly.GetName().Version!.ToString(3),
            Description =
                "What an HR or card system asks of the host. JSON is camelCase, bytes are base64, moments are ISO 8601 in UTC. "
                + "Errors are problem details (RFC 9457): `type` says which, `detail` what to do, and `errors` what is wrong with each "
                + "field. Every call may be repeated without harm.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "`Authorization: Bearer` with a token that an RA administrator has made.",
            },
        };
        document.RegisterComponents();
        foreach (var number in document.Components.Schemas!.Values
            .SelectMany(s => s.Properties?.Values ?? [])
            .OfType<OpenApiSchema>()
            .Where(s => s.Type?.HasFlag(JsonSchemaType.Integer) == true))
        {
            number.Type &= ~JsonSchemaType.String; // neither side writes or takes a number as a text
            number.Pattern = null;
        }

        foreach (var operation in document.Paths.Values.SelectMany(item => item.Operations!.Values))
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
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
