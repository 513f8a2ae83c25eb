using Smartcard.Server.Keys;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Demo;

/// <summary>
/// Takes in the demo staff when their cards are made after the host has started, as when a debugger starts host and
/// helper at once. Gives out the transport key that their makers need.
/// </summary>
internal sealed class DemoSeedWatch(IServiceScopeFactory scopes, DataFolder data, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (File.Exists(data.DemonstrationStaff))
        {
            return; // the start has taken them in
        }

        await using (var scope = scopes.CreateAsyncScope())
        {
            SafeFile.MakeFolder(data.Cards);
            await scope.ServiceProvider.GetRequiredService<VaultCommands>()
                .ExportTransportKeyAsync(data.DemonstrationTransportKey, TextWriter.Null, stoppingToken);
        }

        using var looks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await looks.WaitForNextTickAsync(stoppingToken))
        {
            if (File.Exists(data.DemonstrationStaff))
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<DemoSeed>().SeedAsync(stoppingToken);
                await scope.ServiceProvider.GetRequiredService<DemoBooth>().AddWhereMissingAsync(stoppingToken);
                return;
            }
        }
    }
}
