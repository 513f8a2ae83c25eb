using Smartcard.SelfService.Alerts;

namespace Smartcard.Server.Jobs;

/// <summary>Sends news of alerts that are due, on every host: each is claimed by one.</summary>
/// <remarks>Not a job of Hangfire's, so that an alert goes out while its workers are busy or its tables are gone.</remarks>
internal sealed class AlertService(IServiceScopeFactory scopes, TimeProvider time, ILogger<AlertService> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for a receiver
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<AlertSender>().SendDueAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.AlertsNotSent(failure.GetType().FullName!, failure.StackTrace);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
