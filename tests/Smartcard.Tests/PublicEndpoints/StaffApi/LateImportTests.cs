using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Systems;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>What a system sent waits for the vault, and something has come between when it could go ahead.</summary>
public sealed class LateImportTests : IAsyncLifetime
{
    private readonly SwitchedVault _vault = new() { IsAway = true };
    private ApiBench _bench = null!;
    private HttpClient _system = null!;
    private JsonObject _taken = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await ApiBench.StartAsync(services => services.Replace(
            ServiceDescriptor.Singleton<ICardKeyVault>(s => _vault.Over(s.GetRequiredService<KeyFileVault>()))));
        _system = await _bench.SystemAsync(ApiScopes.Staff | ApiScopes.Cards);
        var row = _bench.CardOf("1", ImportFiles.CardOf(1));
        (row["cardId"], row["name"], row["organisation"]) = (ImportFiles.CardOf(1), "Amal", "Coast");
        var body = new JsonObject { ["rows"] = new JsonArray(row) };
        _taken = await ApiBench.PostAsync(_system, "/api/v1/imports", body, HttpStatusCode.Accepted);
        await ReachAsync(import => import.WaitsForVault);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task It_goes_ahead_when_the_vault_is_back_soon()
    {
        _vault.IsAway = false;

        Assert.Equal("imported", (string?)(await _bench.OverAsync(_system, _taken))["status"]);
    }

    [Fact]
    public async Task Nothing_is_imported_for_a_token_that_was_revoked_since()
    {
        await using (var scope = _bench.Host.Services.CreateAsyncScope())
        {
            var token = Assert.Single(await _bench.RowsAsync<ApiToken>(_ => true));
            await scope.ServiceProvider.GetRequiredService<ApiTokens>().RevokeAsync(token.Id, _bench.Administrator, Ct);
        }

        _vault.IsAway = false;
        var import = await ReachAsync(i => i.State is ImportState.Ready or ImportState.Done);

        Assert.Equal((ImportState.Ready, true), (import.State, import.IsOvertaken));
        Assert.Empty(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
        Assert.Contains("import-overtaken", await _bench.Host.AuditAsync());
        using var browser = await _bench.Host.SignInAsync(BackOfficeRoles.RaAdmin);
        await browser.OpenAsync($"/backoffice/import/{_taken["id"]}");
        Assert.Contains("or the token of the system was revoked or has expired.", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_imported_that_waited_for_long_and_the_system_is_told()
    {
        _bench.Host.Time.Advance(StaffImport.GoesAheadWithin);

        _vault.IsAway = false;
        Assert.Equal("overtaken", (string?)(await _bench.OverAsync(_system, _taken))["status"]);

        // it was accepted in time, and the hosts were away before it was written
        await _bench.InAsync(database => database.Set<StaffImport>().ExecuteUpdateAsync(
            i => i.SetProperty(x => x.State, ImportState.Accepted).SetProperty(x => x.IsOvertaken, false), Ct));
        Assert.Equal("overtaken", (string?)(await _bench.OverAsync(_system, _taken))["status"]);
        Assert.Empty(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
    }

    /// <summary>The service of the host may be at it; where it is not, this is.</summary>
    private async Task<StaffImport> ReachAsync(Func<StaffImport, bool> isThere)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            await using (var scope = _bench.Host.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<ImportRuns>().RunAsync(Ct);
            }

            if (await _bench.RowsAsync<StaffImport>(_ => true) is [var import] && isThere(import))
            {
                return import;
            }

            await Task.Delay(50, Ct);
        }

        throw new TimeoutException("The import does not get to where it is waited for.");
    }
}
