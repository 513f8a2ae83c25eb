using Smartcard.PublicEndpoints.HelperApi;
using Smartcard.PublicEndpoints.HelperApi.Description;
using Smartcard.PublicEndpoints.Mail;
using Smartcard.PublicEndpoints.Scim;
using Smartcard.PublicEndpoints.StaffApi;

namespace Smartcard.PublicEndpoints;

/// <summary>
/// What is called without signing in to the back office, besides the chat: the reader helper's API, those of other systems, the
/// mail service's webhook, and the page of the link "This was not me".
/// </summary>
public static class PublicEndpointsRoom
{
    public static void AddPublicEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<PairingGuard>();
        services.AddSingleton<HelperLimiter>();
        services.AddSingleton<WebhookGuard>();
        services.AddSingleton<ApiTokenGuard>();
        services.AddSingleton<ApiLimits>();
        services.AddSingleton<ScimResources>();
        services.AddSingleton<ScimDiscovery>();
        services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, ScimProblems>()); // the first that can write does
        HelperApiDocument.Add(services);
        StaffApiDocument.Add(services);
    }

    public static void MapPublicEndpoints(this WebApplication app)
    {
        app.MapHelper();
        HelperApiDocument.Map(app);
        app.MapStaffApi();
        StaffApiDocument.Map(app);
        app.MapScim();
        app.MapNotMe();
        app.MapSendGridWebhook();
    }
}
