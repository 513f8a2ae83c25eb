using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Smartcard.Tests.Host;
using Span = System.Diagnostics.Activity;

namespace Smartcard.Tests.Server.Telemetry;

/// <summary>
/// A collector on loopback that keeps what a host sends by OTLP, as it is sent; and beside it the same in memory, to
/// look into.
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Path, string Body)> _sent = new();
    private readonly List<Span> _spans = [];
    private readonly List<LogRecord> _logs = [];
    private readonly List<MetricSnapshot> _metrics = [];

    private Collector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _sent.Enqueue((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            http.Response.ContentType = "application/x-protobuf";
        });
    }

    public IReadOnlyList<MetricSnapshot> Metrics => _metrics;

    public IReadOnlyList<Span> Spans
    {
        get
        {
            lock (_spans)
            {
                return [.. _spans];
            }
        }
    }

    public IReadOnlyList<LogRecord> Logs
    {
        get
        {
            lock (_logs)
            {
                return [.. _logs];
            }
        }
    }

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._server.StartAsync();
        return collector;
    }

    /// <summary>A host that sends everything here.</summary>
    public Task<HostBench> HostAsync(Action<IServiceCollection>? replace = null, params string[] settings) =>
        HostBench.StartAsync(
            services =>
            {
                services.ConfigureOpenTelemetryTracerProvider(traces =>
                    traces.AddProcessor(new SimpleActivityExportProcessor(new Keep<Span>(span => Add(_spans, span)))));
                services.ConfigureOpenTelemetryLoggerProvider(logs =>
                    logs.AddInMemoryExporter(new Locked<LogRecord>(_logs)));
                services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddInMemoryExporter(_metrics));
                replace?.Invoke(services);
            },
            [
                $"--Telemetry:OtlpEndpoint={_server.Urls.Single()}",
                "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
                "--Chat:PostsPerMinute=600",
                .. settings,
            ]);

    /// <summary>All that was sent so far, letter by letter.</summary>
    /// <param name="path">e.g. <c>/v1/traces</c>.</param>
    public string Sent(string path) => string.Concat(_sent.Where(s => s.Path == path).Select(s => s.Body));

    /// <summary>Has the host send what it still keeps.</summary>
    public void Flush(HostBench host)
    {
        Assert.True(host.Services.GetRequiredService<TracerProvider>().ForceFlush(10_000));
        Assert.True(host.Services.GetRequiredService<LoggerProvider>().ForceFlush(10_000));
        host.Services.GetRequiredService<MeterProvider>().ForceFlush(10_000); // false where Prometheus has to come for them
        Assert.Contains("smartcard.", Sent("/v1/metrics"), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private static void Add<T>(List<T> list, T item)
    {
        lock (list)
        {
            list.Add(item);
        }
    }

    private sealed class Keep<T>(Action<T> keep) : BaseExporter<T>
        where T : class
    {
        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var item in batch)
            {
                keep(item);
            }

            return ExportResult.Success;
        }
    }

    /// <summary>The in-memory exporter adds from many threads.</summary>
    private sealed class Locked<T>(List<T> list) : ICollection<T>
    {
        public int Count => list.Count;

        public bool IsReadOnly => false;

        public void Add(T item) => Collector.Add(list, item);

        public void Clear() => throw new NotSupportedException();

        public bool Contains(T item) => throw new NotSupportedException();

        public void CopyTo(T[] array, int arrayIndex) => throw new NotSupportedException();

        public bool Remove(T item) => throw new NotSupportedException();

        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => list.GetEnumerator();
    }
}
