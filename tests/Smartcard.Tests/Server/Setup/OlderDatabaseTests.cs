using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Setup;

/// <summary>A database that this version cannot bring up to date is refused before anything in it is changed.</summary>
/// <remarks>Those that it can are in <c>RecordedInstallationTests</c> of the system tests.</remarks>
[OnPostgres]
public sealed class OlderDatabaseTests
{
    private const string StepOfBefore = "20261124154257_Initial";
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_a_version_before_0_1_0_made_is_refused_with_what_to_do_and_stays_as_it_is()
    {
        await using var host = await HostBench.UnstartedAsync();
        await host.StartAgainAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        await database.Database.ExecuteSqlRawAsync(
            "DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id > (SELECT min(migration_id) FROM \"__EFMigrationsHistory\")", _ct);
        await database.Database.ExecuteSqlAsync($"UPDATE \"__EFMigrationsHistory\" SET migration_id = {StepOfBefore}", _ct);
        var before = await host.CountsAsync();

        var words = Startup.Explain((await Record.ExceptionAsync(host.StartAgainAsync))!);

        Assert.Contains(StepOfBefore, words, StringComparison.Ordinal);
        Assert.Contains("start with an empty database", words, StringComparison.Ordinal);
        Assert.Equal([StepOfBefore], await database.Database.GetAppliedMigrationsAsync(_ct));
        Assert.Equal(before, await host.CountsAsync());
    }
}
