using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Smartcard.Look.Access;
using Smartcard.SelfService.Mail;

namespace Smartcard.Server.Health;

/// <summary>
/// Whether people may be sent to this host, and what an operator should look at; docs/operations.md says which check
/// does what, and why.
/// </summary>
internal static class HealthSetup
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MailWatch>();
        builder.Services.WatchMail();
        builder.Services.AddSingleton<HealthReports>();
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", HealthStatus.Unhealthy, tags: null, Limit)
            .AddCheck<KeyRingCheck>("keys", HealthStatus.Unhealthy, tags: null, Limit)
            .AddCheck<JobServerCheck>("jobs", HealthStatus.Degraded, tags: null, Limit)
            .AddCheck<TimersCheck>("timers", HealthStatus.Degraded, tags: null, Limit)
            .AddCheck<MailCheck>("mail", HealthStatus.Degraded, tags: null, Limit)
            .AddCheck<VaultCheck>("vault", HealthStatus.Degraded, tags: null, Limit)
            .AddCheck<DiskCheck>("disk", HealthStatus.Degraded, tags: null, Limit);
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health");
        health.MapGet("/live", () => Results.Text(nameof(HealthStatus.Healthy)));
        health.MapGet("/ready", async (HttpContext http, HealthReports reports, CancellationToken cancellationToken) =>
        {
            var report = await reports.ReportAsync(cancellationToken);
            var status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            http.Response.Headers.CacheControl = "no-store";
            return LocalOnly.Allows(http) || http.User.May(Policies.SeeHealth)
                ? Results.Json(Details(report), statusCode: status)
                : Results.Text(report.Status.ToString(), statusCode: status);
        });
    }

    private static object Details(HealthReport report) => new
    {
        status = report.Status.ToString(),
        checks = report.Entries.Select(e => new
        {
            name = e.Key,
            status = e.Value.Status.ToString(),
            says = e.Value.Description ?? "",
            milliseconds = (long)e.Value.Duration.TotalMilliseconds,
        }),
    };

    /// <summary>Whichever transport is configured, what becomes of its mails is remembered.</summary>
    private static void WatchMail(this IServiceCollection services)
    {
        var transport = services.Last(s => s.ServiceType == typeof(IMailTransport));
        services.Replace(
            ServiceDescriptor.Singleton<IMailTransport>(provider => new WatchedTransport(
                (IMailTransport)(
                    transport.ImplementationInstance
                    ?? transport.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, transport.ImplementationType!)),
                provider.GetRequiredService<MailWatch>())));
    }
}
