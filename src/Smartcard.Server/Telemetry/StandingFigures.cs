using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.Telemetry;

/// <summary>
/// What stands in the database at the moment, as gauges: read every 15 seconds, however often they are asked for. Every
/// host of an installation tells the same.
/// </summary>
internal sealed class StandingFigures : BackgroundService
{
    public const string MeterName = "Smartcard.Server";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    /// <summary>Timers are looked for once a second; one that is due this long is late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IServiceScopeFactory _scopes;
    private readonly SelfServiceMeter _selfService;
    private readonly TimeProvider _time;
    private readonly ILogger<StandingFigures> _logger;
    private volatile Figures? _figures;

    public StandingFigures(
        IServiceScopeFactory scopes,
        IMeterFactory meters,
        SelfServiceMeter selfService,
        TimeProvider time,
        ILogger<StandingFigures> logger)
    {
        (_scopes, _selfService, _time, _logger) = (scopes, selfService, time, logger);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "smartcard.journey.open",
            Journeys,
            "{journey}",
            "Journeys that have not ended, by kind and by stage.");
        meter.CreateObservableGauge(
            "smartcard.mail.waiting",
            () => Read(f => f.MailsWaiting),
            "{mail}",
            "Mails in the outbox that were not accepted yet.");
        meter.CreateObservableGauge(
            "smartcard.timer.overdue",
            () => Read(f => f.TimersOverdue),
            "{timer}",
            "Timers that are more than 5 seconds late.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _selfService.Prime();
        StorageMeter.Prime();
        using var timer = new PeriodicTimer(Every, _time);
        do
        {
            try
            {
                _figures = await ReadAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // No figure rather than an old one.
                _figures = null;
                _logger.FiguresUnread(failure.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Figures> ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var late = _time.GetUtcNow() - Patience;
        var journeys = await database.Set<Journey>().Where(j => j.EndedAt == null)
            .GroupBy(j => new { j.Kind, j.Stage })
            .Select(g => new { g.Key.Kind, g.Key.Stage, Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return new Figures(
            journeys.ToDictionary(g => (g.Kind, g.Stage ?? JourneyStage.Start), g => g.Count),
            await database.Set<OutgoingMail>().LongCountAsync(m => m.State == MailState.Waiting, cancellationToken),
            await database.Set<WorkflowBookmarkRow>().LongCountAsync(b => b.DueAt != null && b.DueAt < late, cancellationToken));
    }

    private IEnumerable<Measurement<long>> Journeys() => _figures is not { } figures
        ? []
        : Enum.GetValues<JourneyKind>().SelectMany(_ => Enum.GetValues<JourneyStage>(), (kind, stage) => new Measurement<long>(
            figures.Journeys.GetValueOrDefault((kind, stage)),
            new("smartcard.journey.kind", kind.ToString().ToLowerInvariant()),
            new("smartcard.journey.stage", stage.ToString().ToLowerInvariant())));

    private IEnumerable<Measurement<long>> Read(Func<Figures, long> figure) =>
        _figures is { } figures ? [new Measurement<long>(figure(figures))] : [];

    private sealed record Figures(Dictionary<(JourneyKind Kind, JourneyStage Stage), long> Journeys, long MailsWaiting, long TimersOverdue);
}
