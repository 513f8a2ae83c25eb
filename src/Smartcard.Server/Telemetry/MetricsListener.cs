using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using Smartcard.Storage;

namespace Smartcard.Server.Telemetry;

/// <summary>
/// Answers <c>/metrics</c> for Prometheus, on addresses of its own and in a little server of its own: staff's addresses
/// have no metrics, and these have nothing else.
/// </summary>
internal sealed class MetricsListener(MeterProvider meters, TelemetryOptions options) : IHostedService
{
    private WebApplication? _server;

    /// <summary>As they are listened on, once started.</summary>
    public IEnumerable<string> Addresses =>
        _server?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    /// <exception cref="SettingException">One of the addresses cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
            .UseUrls([.. options.MetricsListeners]);
        _server = builder.Build();
        _server.UseOpenTelemetryPrometheusScrapingEndpoint(
            meters,
            http => http.Request.Path == "/metrics" && HttpMethods.IsGet(http.Request.Method),
            path: null,
            configureBranchedPipeline: null,
            optionsName: null);
        _server.Run(http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        try
        {
            await _server.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"the metrics cannot be offered on {string.Join(" and ", options.MetricsListeners)} "
                + $"({failure.Message.TrimEnd('.')}). Set Telemetry:MetricsUrls to a free address and port of this "
                + "machine, for example http://127.0.0.1:9464."
            );
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            await _server.StopAsync(cancellationToken);
            await _server.DisposeAsync();
        }
    }
}
