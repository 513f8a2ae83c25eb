using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.BackOffice.Audit;
using Smartcard.BackOffice.People;
using Smartcard.Designer.ElsaApi;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Retention;
using Smartcard.Storage;
using Smartcard.Tests.SelfService;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.Postgres;

/// <summary>What the back office and the jobs ask beside years of journeys is answered by the index that was made for it.</summary>
[OnPostgres]
public sealed class PlanTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private JourneyBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(_bench);
        await new ManyRows(_bench.Database.ConnectionString).FillAsync(_ct);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_search_of_the_audit()
    {
        var user = UserId.New();
        var users = new Dictionary<UserId, string> { [user] = "Nia Jones" };

        Assert.Contains("ix_audit_event_sequence", await SearchAsync("journey-started"), StringComparison.Ordinal);
        Assert.Contains("ix_audit_journey_id", await SearchAsync(_bench.Journey.ToString()), StringComparison.Ordinal);
        Assert.Contains("ix_audit_card_id", await SearchAsync("Amal"), StringComparison.Ordinal);
        var ofUser = await SearchAsync("Nia");
        Assert.Contains("ix_audit_actor_id_at", ofUser, StringComparison.Ordinal);
        Assert.Contains("ix_audit_subject_id_sequence", ofUser, StringComparison.Ordinal);

        Task<string> SearchAsync(string find) => PlansAsync(
            "audit",
            (_, database) => new AuditSearch(database, new PersonSearch(database, new StaffNames(database)))
                .FindAsync(find, range: null, 200, users, _ct));
    }

    [Theory]
    [InlineData("{}", "ix_workflow_instances_created_at")]
    [InlineData("""{"subStatuses":["Faulted"]}""", "ix_workflow_instances_status_created_at")]
    [InlineData("""{"definitionIds":["report"]}""", "ix_workflow_instances_definition_id_created_at")]
    public async Task Studios_list_of_instances(string filter, string index)
    {
        var plans = await PlansAsync(
            "workflow_instances",
            (_, database) => InstanceList.Of(database, JsonNode.Parse(filter)!.AsObject()).Take(10).ToListAsync(_ct));

        Assert.Contains(index, plans, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_removed_after_its_time()
    {
        var mails = await PlansAsync("outgoing_mail", (services, _) => services.GetRequiredService<MailPurge>().RunAsync(_ct));
        var left = await PlansAsync("registrations", (services, _) => services.GetRequiredService<CodePurge>().RunAsync(_ct));
        var replaced = await PlansAsync("registrations", (services, _) => services.GetRequiredService<JourneyPurge>().RunAsync(_ct));

        Assert.Contains("ix_outgoing_mail_ended_at", mails, StringComparison.Ordinal);
        Assert.Contains("ix_registrations_state_created_at", left, StringComparison.Ordinal);
        Assert.Contains("ix_registrations_state_created_at", replaced, StringComparison.Ordinal);
        Assert.Contains("ix_journeys_registration_id", replaced, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_each_user_released_within_the_hour()
    {
        var plans = await PlansAsync(
            "evidence", (services, _) => services.GetRequiredService<AlertFigures>().ReadAsync(_ct));

        Assert.Contains("ix_evidence_at", plans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_mails_of_one_organisation_ask_for_their_own_card_and_holder_alone()
    {
        var plans = await PlansAsync(
            "outgoing_mail",
            (services, _) => services.GetRequiredService<LostMails>().ListAsync(200, OrganisationScope.Of("Example Trust"), _ct));

        Assert.Contains("pk_cards", plans, StringComparison.Ordinal);
        Assert.Contains("pk_staff", plans, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on staff", plans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_journeys_and_cases_those_of_the_queue_are()
    {
        foreach (var table in new[] { "journeys", "booth_cases" })
        {
            var plans = await PlansAsync(
                table,
                (services, _) => services.GetRequiredService<BoothQueueQuery>().ReadAsync(OrganisationScope.Of("Bench"), _ct));

            Assert.Contains("pk_cards", plans, StringComparison.Ordinal);
            Assert.Contains("pk_staff", plans, StringComparison.Ordinal);
            Assert.DoesNotContain("Scan on cards", plans, StringComparison.Ordinal);
            Assert.DoesNotContain("Scan on staff", plans, StringComparison.Ordinal);
        }
    }

    private Task<string> PlansAsync(string table, Func<IServiceProvider, SmartcardDbContext, Task> ask) => QueryPlans.OfAsync(
        _bench.Database.ConnectionString,
        table,
        () => _bench.DoAsync(async services =>
        {
            await ask(services, services.GetRequiredService<SmartcardDbContext>());
            return true;
        }),
        _ct);
}
