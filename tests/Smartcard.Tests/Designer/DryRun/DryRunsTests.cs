using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.DryRun;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Registrations;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using static Smartcard.Tests.Designer.DryRun.DryRunPlayer;

namespace Smartcard.Tests.Designer.DryRun;

/// <summary>
/// Dry runs beside each other: each alone in its sandbox, few in all, forgotten after a while, and whole after a step
/// that fails.
/// </summary>
public sealed class DryRunsTests : IAsyncLifetime
{
    private const string Path = "/backoffice/workflows/unlock/dry-run";
    private HostBench _host = null!;
    private BackOfficeBrowser _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Two_who_play_at_once_do_not_see_each_other()
    {
        using var other = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await BeginAsync(_admin, "unlock");
        await BeginAsync(other, "unlock");

        await UpToQuestionsAsync(other);
        await _admin.OpenAsync(Path);

        Assert.Contains("Only unlock your own card.", _admin.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Answer the questions", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_nobody_touches_is_forgotten_and_never_are_there_more_than_a_few()
    {
        var runs = _host.Services.GetRequiredService<DryRuns>();
        var users = Enumerable.Range(0, DryRuns.Most + 1).Select(_ => new UserId(Guid.CreateVersion7())).ToArray();
        foreach (var user in users)
        {
            await StartAsync(user);
            _host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(await IsThereAsync(users[0]));
        _host.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.True(await IsThereAsync(users[1]));
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await IsThereAsync(users[1]));
        Assert.False(await IsThereAsync(users[2]));

        Task StartAsync(UserId user) => this.StartAsync(runs, user);

        Task<bool> IsThereAsync(UserId user) =>
            runs.WithAsync(user, "report", _ => Task.FromResult(true), TestContext.Current.CancellationToken);
    }

    [Fact]
    [OnPostgres]
    public async Task A_step_that_fails_leaves_all_as_it_was_and_says_so()
    {
        var runs = _host.Services.GetRequiredService<DryRuns>();
        var user = new UserId(Guid.CreateVersion7());
        await StartAsync(runs, user);

        var (before, after, open) = await runs.WithAsync(user, "report", async run =>
        {
            var entries = run.Log.Count;
            await run.WaitAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken);
            return (entries, run.Log, run.Open);
        }, TestContext.Current.CancellationToken);

        Assert.Equal(before + 1, after!.Count);
        Assert.Equal("That failed (ArgumentOutOfRangeException)", Assert.IsType<DryRunEntry.Failed>(after[^1]).Words);
        Assert.NotNull(open);
    }

    [Fact]
    public async Task A_sandbox_holds_no_secret_and_no_address_of_the_installation()
    {
        await using var host = await HostBench.StartAsync(
            "--Mail:Smtp:Password=marked-secret",
            "--PublicAddress=https://marked.example",
            "--Mail:From=ra@trust.example",
            "--Helper:PasscodeMinLength=6");

        await using var sandbox = await Sandbox.OpenAsync(
            host.Services.GetRequiredService<IConfiguration>(),
            host.Services.GetRequiredService<IQuestionWords>(),
            _ => { },
            _ => Task.CompletedTask,
            TestContext.Current.CancellationToken);
        var settings = await sandbox.DoAsync(services =>
            Task.FromResult(
                string.Join(
                    '\n',
                    services.GetRequiredService<IConfiguration>().AsEnumerable().Select(s => $"{s.Key}={s.Value}"))));

        Assert.DoesNotContain("marked", settings, StringComparison.Ordinal);
        Assert.Contains("Mail:From=ra@trust.example", settings, StringComparison.Ordinal);
        Assert.Contains("Helper:PasscodeMinLength=6", settings, StringComparison.Ordinal);
    }

    private async Task StartAsync(DryRuns runs, UserId user)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var version = await database
            .Set<WorkflowDefinitionRow>()
            .AsNoTracking()
            .SingleAsync(d => d.DefinitionId == "report", TestContext.Current.CancellationToken);
        var offered = scope.ServiceProvider.GetRequiredService<OfferedWorkflows>();
        await runs.StartAsync(
            user,
            version,
            await offered.ReadAsync(version.Json, TestContext.Current.CancellationToken),
            database,
            offered,
            TestContext.Current.CancellationToken);
    }
}
