using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Designer.Definitions;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Smartcard.Workflows;

namespace Smartcard.Tests.Designer.Definitions;

/// <summary>A workflow is proved while everybody else goes on working, and what is published is what was proved.</summary>
public sealed class ProofOutsideTests : IAsyncLifetime
{
    private readonly SlowGuard _guard = new();
    private HostBench _host = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IDefinitionGuard>(_guard)));
        _designer = new StudioUser(await _host.SignInAsync(BackOfficeRoles.RaAdmin));
        await _designer.DraftAsync("unlock", "First");
    }

    public async ValueTask DisposeAsync()
    {
        _designer.Browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_database_is_free_while_a_workflow_is_proved()
    {
        var written = false;
        _guard.Meanwhile = async _ =>
        {
            await Patience.EndOfAsync(
                AuditInAnotherTurnAsync("meanwhile"),
                "another turn to write while a workflow is proved",
                TestContext.Current.CancellationToken);
            written = true;
        };

        await _designer.PublishAsync("unlock");

        Assert.True(written);
        Assert.Equal(["First"], _guard.Proved);
        Assert.Equal(2, await _designer.PublishedAsync("unlock"));
        Assert.Equal(["meanwhile", "workflow-published:unlock.v2"], (await _host.AuditAsync())[^2..]);
    }

    [Theory]
    [InlineData("Second", 2)]
    [InlineData("Unsafe", 1)]
    public async Task What_changes_while_it_is_proved_is_proved_in_its_turn(string changed, int published)
    {
        _guard.Meanwhile = heading => heading == "First" ? ChangeAsync(changed) : Task.CompletedTask;

        await _designer.PublishAsync("unlock");

        Assert.Equal(["First", changed], _guard.Proved);
        Assert.Equal(published, await _designer.PublishedAsync("unlock"));
        Assert.Contains(changed, (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_never_holds_still_is_not_published()
    {
        _guard.Meanwhile = _ => ChangeAsync($"Change {_guard.Proved.Count}");

        await _designer.PublishAsync("unlock");

        Assert.Contains("Somebody else keeps changing this workflow", Assert.Single(_designer.Refusals), StringComparison.Ordinal);
        Assert.Equal(1, await _designer.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task Turns_of_one_request_keep_the_audit_whole_though_others_write_between_them()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var (turn, audit) = (
            scope.ServiceProvider.GetRequiredService<TurnTransaction>(),
            scope.ServiceProvider.GetRequiredService<AuditLog>());
        foreach (var what in new[] { "one", "two" })
        {
            await turn.RunAsync(async ct =>
            {
                audit.AddForUser(what, null, null);
                audit.AddForUser(what + " again", null, null);
                return true;
            }, CancellationToken.None);
            await AuditInAnotherTurnAsync("between");
        }

        Assert.Equal(["one", "one again", "between", "two", "two again", "between"], (await _host.AuditAsync())[^6..]);
        Assert.Null(await audit.FindBreakAsync(TestContext.Current.CancellationToken));
    }

    private Task ChangeAsync(string heading) =>
        InAnotherTurnAsync(async services =>
        {
            var latest = (
                await services
                    .GetRequiredService<DefinitionVersions>()
                    .FindAsync("unlock", null, CancellationToken.None)
            )!.Row;
            var model = DefinitionContent.Parse(latest.Json);
            model["root"]!["activities"]!.AsArray().Single(a => (string)a!["id"]! == "welcome")!["heading"]![
                "expression"
            ]!["value"] = heading;
            Assert.IsType<DefinitionResult.Saved>(
                await services
                    .GetRequiredService<DefinitionDrafts>()
                    .SaveAsync(model, publish: false, by: null, CancellationToken.None));
        });

    private Task AuditInAnotherTurnAsync(string what) => InAnotherTurnAsync(services =>
    {
        services.GetRequiredService<AuditLog>().AddForUser(what, null, null);
        return Task.CompletedTask;
    });

    private async Task InAnotherTurnAsync(Func<IServiceProvider, Task> action)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(async _ =>
        {
            await action(scope.ServiceProvider);
            return true;
        }, CancellationToken.None);
    }

    /// <summary>Lets something else happen while it proves; refuses what is called unsafe.</summary>
    private sealed class SlowGuard : IDefinitionGuard
    {
        public Func<string, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

        /// <summary>The first headings of what was proved.</summary>
        public List<string> Proved { get; } = [];

        public async Task<IReadOnlyList<DefinitionRefusal>> CheckAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
        {
            var heading = definition.Node("welcome").Inputs["heading"].Expression!.Value.GetString()!;
            Proved.Add(heading);
            await Meanwhile(heading);
            return heading == "Unsafe" ? [new DefinitionRefusal(null, "It is called unsafe.", [])] : [];
        }
    }
}
