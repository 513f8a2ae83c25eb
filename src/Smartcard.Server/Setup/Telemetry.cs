using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Smartcard.SelfService.Telemetry;
using Smartcard.Server.Telemetry;
using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>Traces, metrics and logs: what is collected, what is kept out of it, and where it goes.</summary>
internal static class TelemetrySetup
{
    /// <summary>
    /// Log categories that write paths and queries as they were asked for, some of which hold a token.
    /// <see cref="RequestLog"/> says the same without.
    /// </summary>
    private static readonly string[] TellingCategories =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Routing.Matching",
        "Microsoft.AspNetCore.StaticFiles",
    ];

    /// <exception cref="SettingException">A setting is not an address.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var options = TelemetryOptions.Of(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.AddHarmlessLogging();
        builder.Services.AddSingleton<DistributedContextPropagator, OwnTraces>();

        if (options.OtlpEndpoint is { } endpoint)
        {
            builder.Configuration[TelemetryOptions.StandardEndpoint] = endpoint;
        }

        var hasCollector = !string.IsNullOrEmpty(builder.Configuration[TelemetryOptions.StandardEndpoint]);
        if (!hasCollector && options.MetricsListeners.Count == 0)
        {
            return;
        }

        // Without this, ASP.NET Core's instrumentation would continue a stranger's trace.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    builder.Configuration["OTEL_SERVICE_NAME"] ?? "smartcard",
                    serviceVersion: typeof(TelemetrySetup)
                        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                        ?.InformationalVersion));
        telemetry.WithMetrics(AddMetrics);
        builder.Services.AddHostedService<StandingFigures>();
        if (options.MetricsListeners.Count > 0)
        {
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
            builder.Services.AddSingleton<MetricsListener>();
            builder.Services.AddHostedService(services => services.GetRequiredService<MetricsListener>());
        }

        if (hasCollector)
        {
            telemetry.WithTracing(AddTraces);
            builder.Services.AddHostedService<HarmlessExceptions>();
            telemetry.WithLogging(
                logs => logs.AddProcessor<HarmlessLogs>(),
                logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true));
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>
    /// What libraries say of each request and each statement would drown the host's own lines. A setting of
    /// <c>Logging:LogLevel</c> goes first.
    /// </summary>
    public static void AddLogLevels(this IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData = new Dictionary<string, string?>
                {
                    ["Logging:LogLevel:Microsoft"] = "Warning",
                    ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
                    ["Logging:LogLevel:Npgsql"] = "Warning",
                    ["Logging:LogLevel:System"] = "Warning",
                },
            });

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .AddSource(TurnTelemetry.SourceName, WorkflowTracing.SourceName, ContinuesTraceAttribute.SourceName)
        .AddAspNetCoreInstrumentation(http => http.Filter = request => !request.Request.Path.StartsWithSegments("/health"))
        .AddNpgsql()
        .AddProcessor<HarmlessSpans>();

    private static void AddMetrics(MeterProviderBuilder metrics) =>
        metrics
            .AddMeter(SelfServiceMeter.Name, StorageMeter.Name, StandingFigures.MeterName, "System.Runtime")
            .AddAspNetCoreInstrumentation()
            .AddNpgsqlInstrumentation()
            // The pool's name is its connection string, and a server's address is not a figure.
            .AddView(instrument =>
                instrument.Meter.Name == "Npgsql"
                    ? new MetricStreamConfiguration
                    {
                        TagKeys = ["db.client.connection.state", "db.operation.name", "error.type"],
                    }
                    : null);

    /// <summary>No level that somebody sets brings paths with tokens into a log.</summary>
    private static void AddHarmlessLogging(this WebApplicationBuilder builder)
    {
        builder.Services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            foreach (var provider in filters.Rules.Select(r => r.ProviderName).Append(null).Distinct().ToArray())
            {
                foreach (var category in TellingCategories)
                {
                    filters.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.None, filter: null));
                }
            }
        });

        // JSON without scopes would not have the journey's id. A setting can switch them off.
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
            json.IncludeScopes = builder.Configuration.GetValue("Logging:Console:FormatterOptions:IncludeScopes", defaultValue: true));
    }
}
