using System.Threading.Channels;
using Smartcard.SelfService.Import;

namespace Smartcard.Server.Jobs;

/// <summary>Judges and imports files, on every host, one at a time of all hosts: at once where it was asked for here, or soon.</summary>
/// <remarks>
/// Not a job of Hangfire's: an import may take minutes, and would hold one of the workers that send codes. What is to do stands in the
/// database, so a host that ends loses nothing.
/// </remarks>
internal sealed class ImportService(
    IServiceScopeFactory scopes, ImportSignal signal, TimeProvider time, ILogger<ImportService> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        signal.OnWake += Wake;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        signal.OnWake -= Wake;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for an import
        await using var regularly = time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, Every);
        while (await _woken.Reader.WaitToReadAsync(stoppingToken))
        {
            _woken.Reader.TryRead(out _);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<ImportRuns>().RunAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.ImportsFailed(failure.GetType().FullName!, failure.StackTrace);
            }
        }
    }

    private void Wake() => _woken.Writer.TryWrite(true);
}
