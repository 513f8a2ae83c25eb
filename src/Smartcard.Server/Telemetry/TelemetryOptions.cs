using Smartcard.Storage;

namespace Smartcard.Server.Telemetry;

/// <summary>Where traces, metrics and logs go; configuration section <c>Telemetry</c>. Without any of it nothing is collected.</summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>The standard's own setting, which may be an environment variable; the section's own takes its place.</summary>
    public const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The collector that takes traces, metrics and logs by OTLP, e.g. <c>http://127.0.0.1:4317</c>. Default none.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>
    /// Addresses of a listener of its own that answers <c>/metrics</c> for Prometheus and nothing else, e.g.
    /// <c>http://127.0.0.1:9464</c>; more than one with semicolons between. Default none.
    /// </summary>
    public string? MetricsUrls { get; set; }

    internal IReadOnlyList<string> MetricsListeners =>
        (MetricsUrls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <exception cref="SettingException">One of them is not an address.</exception>
    internal static TelemetryOptions Of(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        if (options.OtlpEndpoint is { Length: 0 })
        {
            options.OtlpEndpoint = null;
        }

        if (options.OtlpEndpoint is { } endpoint && !IsAddress(endpoint, Uri.UriSchemeHttp, Uri.UriSchemeHttps))
        {
            throw new SettingException(
                $"Telemetry:OtlpEndpoint is '{endpoint}', which is not an address. Write the collector's address like "
                + "http://127.0.0.1:4317."
            );
        }

        foreach (var listener in options.MetricsListeners)
        {
            // '*' and '+' stand for any address of this machine.
            if (!IsAddress(
                    listener
                        .Replace("//*", "//any", StringComparison.Ordinal)
                        .Replace("//+", "//any", StringComparison.Ordinal),
                    Uri.UriSchemeHttp))
            {
                throw new SettingException(
                    $"Telemetry:MetricsUrls holds '{listener}', which the host cannot listen on. Write it like "
                    + "http://127.0.0.1:9464, with http and without a path."
                );
            }
        }

        return options;
    }

    private static bool IsAddress(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && schemes.Contains(uri.Scheme)
        && uri.UserInfo.Length == 0
        && (uri.PathAndQuery == "/" || schemes.Length > 1);
}
