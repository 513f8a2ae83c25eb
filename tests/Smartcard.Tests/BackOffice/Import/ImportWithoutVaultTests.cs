using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.SelfService.Import;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>The vault is away while an import is checked: the page says so, and it goes on by itself.</summary>
public sealed class ImportWithoutVaultTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_says_why_it_stands_still_and_it_goes_on_when_the_vault_is_back()
    {
        var vault = new SwitchedVault { IsAway = true };
        await using var bench = await ImportBench.StartAsync(services => services.Replace(
            ServiceDescriptor.Singleton<ICardKeyVault>(s => vault.Over(s.GetRequiredService<KeyFileVault>()))));
        await bench.UploadAsync(ImportFiles.Of(
            bench.Files.Row("101", "Amal Import", ImportFiles.CardOf(1)), ImportFiles.PersonRow("102", "Beca Import")));
        var page = bench.Browser.Path;

        for (var run = 0; run < 3; run++)
        {
            await RunAsync(bench);
        }

        await WaitsAsync(bench);
        await bench.Browser.OpenAsync(page);
        Assert.Contains(
            "The key vault is not responding, so we cannot check the keys in this file.", bench.Words, StringComparison.Ordinal);
        var lines = bench.Host.Log.Lines.Where(line => line.Contains("waits for the vault", StringComparison.Ordinal)).ToList();
        Assert.Contains("The token test is not there.", Assert.Single(lines), StringComparison.Ordinal);

        vault.IsAway = false;
        await bench.ReachAsync(page, ImportState.Ready);
        Assert.Contains("New cards 1", bench.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("is not responding", bench.Words, StringComparison.Ordinal);
        await bench.ImportAsync();
        Assert.True(await bench.HasKeyAsync(ImportFiles.CardOf(1)));
    }

    private async Task RunAsync(ImportBench bench)
    {
        await using var scope = bench.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ImportRuns>().RunAsync(_ct);
    }

    /// <summary>The service of the host may be at it.</summary>
    private async Task WaitsAsync(ImportBench bench)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if (Assert.Single(await bench.RowsAsync<StaffImport>(_ => true)).WaitsForVault)
            {
                return;
            }

            await Task.Delay(50, _ct);
        }

        Assert.Fail("The import does not say that it waits for the vault.");
    }
}
