using Microsoft.Extensions.Logging.Console;

namespace Smartcard.Server.Setup;

/// <summary>Tells systemd, or Windows, when the host is ready and when it stops. Started in any other way, it does nothing.</summary>
internal static class ServiceManager
{
    public const string WindowsServiceName = "Smartcard";

    public static void AddServiceManager(this WebApplicationBuilder builder)
    {
        builder.Services.AddSystemd();
        builder.Services.AddWindowsService(options => options.ServiceName = WindowsServiceName);

        // Under systemd the console takes a format without scopes, whatever the settings say. What the operator chose goes first.
        if (builder.Configuration["Logging:Console:FormatterName"] is { Length: > 0 } chosen)
        {
            builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName = chosen);
        }
    }
}
