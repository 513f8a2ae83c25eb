using Smartcard.Tests.Host;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.Definitions;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.Definitions;

/// <summary>A workflow file comes in together with its entry in the audit, wherever a start ends.</summary>
public sealed class BroughtInFileTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-files-");
    private HostBench _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        var quick = (JsonObject)Drawing.Of("unlock").Json;
        (quick["definitionId"], quick["name"]) = ("unlock-quickly", "Unlock quickly");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "unlock-quickly.json"), quick.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_start_that_ends_before_the_audit_is_written_brings_nothing_in()
    {
        await ExecuteAsync("CREATE TRIGGER ends BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the host ended'); END");

        await Assert.ThrowsAsync<DbUpdateException>(SeedAsync);

        Assert.Equal(0, await VersionsAsync());
    }

    [Fact]
    public async Task The_next_start_brings_the_file_in_and_the_audit_names_it_once()
    {
        await ExecuteAsync("CREATE TRIGGER ends BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the host ended'); END");
        await Assert.ThrowsAsync<DbUpdateException>(SeedAsync);
        await ExecuteAsync("DROP TRIGGER ends");

        await SeedAsync();
        await SeedAsync();

        Assert.Equal(1, await VersionsAsync());
        Assert.Single(await _host.AuditAsync(), e => e == "workflow-file-published:unlock-quickly.v1");
    }

    private async Task SeedAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DefinitionSeed>().SeedAsync(_folder.FullName, CancellationToken.None);
    }

    private async Task<int> VersionsAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<WorkflowDefinitionRow>()
            .CountAsync(d => d.DefinitionId == "unlock-quickly");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Database.ExecuteSqlRawAsync(sql);
    }
}
