using Smartcard.BackOffice;
using Smartcard.Bot;
using Smartcard.Designer;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.PublicEndpoints;
using Smartcard.SelfService;
using Smartcard.Server.Health;
using Smartcard.Server.Jobs;
using Smartcard.Server.Setup;
using Smartcard.Server.Telemetry;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.Server;

/// <summary>The host, put together from its parts.</summary>
internal static class HostApp
{
    /// <param name="replace">Changes to the services, for tests.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? replace = null)
    {
        LengthSettings.Use();
        var data = builder.AddDataFolder();
        builder.Services.AddLook();
        builder.AddSecurity(data);
        builder.AddPublicAddress();
        builder.AddBackOffice();

        builder.Services.AddStorage(DatabaseSetup.LocationOf(builder.Configuration, data));
        builder.Services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateOnStart();
        builder.Services.AddWorkflows(activities => activities.AddSelfServiceActivities());
        builder.Services.AddSelfService();
        builder.AddSelfServiceSeams(data);
        builder.Services.AddPublicEndpoints();
        builder.Services.AddBot();
        builder.AddDesigner();
        builder.AddJobs();
        builder.AddHealth();
        builder.AddTelemetry();
        builder.AddServiceManager();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseMiddleware<RequestLog>();
        app.UseSmartcardSecurity();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<OrganisationDoor>();

        app.MapLook();
        app.MapBot();
        app.MapPublicEndpoints();
        app.MapBackOffice();
        app.MapDesigner();
        app.MapJobs();
        app.MapHealth();
        return app;
    }
}
