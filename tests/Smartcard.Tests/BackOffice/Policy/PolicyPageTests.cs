using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Users;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Policy;

/// <summary>Two ways to unlock in one installation: which of them the chat begins with, and the page on which they are compared.</summary>
public sealed class PolicyPageTests
{
    private const string Organisation = "--Policy:CardAndCodeOnly:Organisations:0=Community & Coast Trust";

    [Theory]
    [OnPostgres]
    [InlineData(null, "unlock")]
    [InlineData("Somebody else", "unlock")]
    [InlineData("Community & Coast Trust", "unlock-card-and-code")]
    public async Task A_chat_from_an_organisations_page_begins_as_that_organisation_unlocks(string? organisation, string workflow)
    {
        await using var host = await HostBench.StartAsync(Organisation);
        var chat = await host.ChatAsync(organisation: organisation);

        await chat.PressAsync("choices", "unlock");

        Assert.Equal(workflow, await ReadAsync(host, database => database.Set<Journey>().Select(j => j.Workflow).SingleAsync()));
    }

    [Fact]
    [OnPostgres]
    public async Task The_page_compares_both_ways()
    {
        await using var host = await HostBench.StartAsync(Organisation);
        await AddAsync(host, "unlock", JourneyEnd.Completed, JourneyStage.Done, minutes: 3);
        await AddAsync(host, "unlock", JourneyEnd.Completed, JourneyStage.Done, minutes: 5);
        await AddAsync(host, "unlock", JourneyEnd.Referred, JourneyStage.Questions, minutes: 1);
        await AddAsync(host, "unlock", JourneyEnd.Abandoned, JourneyStage.Code, minutes: 30, daysAgo: 60);
        await AddAsync(host, "unlock-card-and-code", JourneyEnd.Completed, JourneyStage.Done, minutes: 2);
        var auditor = await host.SignInAsync(BackOfficeRoles.Auditor);

        await auditor.OpenAsync("/backoffice/policies");
        Assert.Contains("staff of Community & Coast Trust", auditor.Text, StringComparison.Ordinal);
        Assert.Contains("2 of 3 unlocked, half of them within 4 min 0 s", auditor.Html, StringComparison.Ordinal);
        Assert.Contains("1 of 1 unlocked, half of them within 2 min 0 s", auditor.Html, StringComparison.Ordinal);
        Assert.Matches(@"Lost at the questions\s+1 \(33 %\)\s+0 \(0 %\)", auditor.Text);

        await auditor.OpenAsync("/backoffice/policies?days=90");
        Assert.Contains("2 of 4 unlocked", auditor.Html, StringComparison.Ordinal);
        await auditor.OpenAsync("/backoffice/policies?days=12345");
        Assert.Contains("last 30 days", auditor.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Everybody unlocks with security questions")]
    [InlineData("--Policy:QuestionsRequired=false", "Everybody unlocks with card and code only")]
    public async Task The_page_of_an_installation_with_one_way_says_which(string setting, string words)
    {
        await using var host = await HostBench.StartAsync([.. new[] { setting }.Where(s => s.Length > 0)]);
        var booth = await host.SignInAsync(BackOfficeRoles.Booth);

        await booth.OpenAsync("/backoffice/policies");

        Assert.Contains(words, booth.Html, StringComparison.Ordinal);
        Assert.Contains("nothing was started", booth.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_host_without_a_workflow_that_staff_are_sent_to_does_not_start()
    {
        await using var host = await HostBench.StartAsync();
        await using var scope = host.Services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Set<WorkflowDefinitionRow>()
            .Where(d => d.DefinitionId == "unlock-card-and-code")
            .ExecuteUpdateAsync(
                row => row.SetProperty(d => d.IsPublished, false),
                TestContext.Current.CancellationToken);

        var failure = await Record.ExceptionAsync(() => Startup.PrepareAsync(host.Services, TestContext.Current.CancellationToken));

        Assert.Contains("unlock-card-and-code, but no version of it is published", Startup.Explain(failure!), StringComparison.Ordinal);
    }

    private static async Task<T> ReadAsync<T>(HostBench host, Func<SmartcardDbContext, Task<T>> read)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }

    private static Task<int> AddAsync(
        HostBench host,
        string workflow,
        JourneyEnd end,
        JourneyStage stage,
        int minutes,
        int daysAgo = 1) =>
        ReadAsync(
            host,
            database =>
            {
                var started = host.Time.GetUtcNow().AddDays(-daysAgo);
                var journey = new Journey
                {
                    Id = JourneyId.New(),
                    Kind = JourneyKind.Unlock,
                    Workflow = workflow,
                    Channel = "webchat",
                    Language = "en",
                    StartedAt = started,
                    LastHeardAt = started,
                    Stage = stage,
                };
                journey.Finish(end, started.AddMinutes(minutes));
                database.Add(journey);
                return database.SaveChangesAsync();
            });
}
