using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.Versions;

/// <summary>Publishing by two: one RA administrator asks, another decides, and nothing else comes to staff.</summary>
public sealed class ApprovalTests : TwoAdministrators
{
    public static TheoryData<string> Ways =>
        ["publish", "bulk", "save over a draft", "save over a published version", "publish after import"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_way_to_publish_asks_first_and_keeps_the_draft(string way)
    {
        var changed = Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal("Two"));
        switch (way)
        {
            case "publish":
                await Nia.DraftAsync(changed);
                await Nia.PublishAsync("unlock");
                break;
            case "bulk":
                await Nia.DraftAsync(changed);
                await Nia.PostAsync(
                    "/bulk-actions/publish/workflow-definitions/by-definition-ids",
                    new JsonObject { ["definitionIds"] = new JsonArray("unlock") });
                break;
            case "save over a draft":
                await Nia.PostAsync("/workflow-definitions", StudioUser.Save(await Nia.DraftAsync(changed), publish: true));
                break;
            case "save over a published version":
                var model = await Nia.WholeAsync("unlock");
                model["root"] = changed.Json["root"]!.DeepClone();
                await Nia.PostAsync("/workflow-definitions", StudioUser.Save(model, publish: true));
                break;
            default:
                await Nia.PostAsync("/workflow-definitions/import", changed.Json);
                await Nia.PublishAsync("unlock");
                break;
        }

        Assert.Equal(HttpStatusCode.BadRequest, Nia.Browser.Status);
        Assert.Equal(
            "Sent for approval: 'Unlock a card' is saved as draft 2, and staff will get it when another RA "
            + "administrator approves it. It is listed under Approvals.",
            Assert.Single(Nia.Refusals));
        Assert.Contains("\"Two\"", (await Nia.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
        Assert.Equal(PublishingRequestState.Open, Assert.Single(await RequestsAsync()).State);
        Assert.Contains("workflow-approval-asked:unlock.v2", await Host.AuditAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Another_administrator_sees_the_change_and_approves_it()
    {
        await AskAsync("Two <i>now</i>");

        await Omar.Browser.OpenAsync(Approvals);
        Assert.Contains("Approvals (1)", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("nia Example asked for it to be published", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("‘Heading’ changed from ‘Unlock my card’ to ‘Two <i>now</i>’.", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>now", Omar.Browser.Html, StringComparison.Ordinal);
        await DecideAsync(Omar, "approve");

        Assert.Equal("/backoffice/workflows/unlock/versions?done=approved", Omar.Browser.Path);
        Assert.Contains("nia Example asked for version 2 to be published", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("Approved (", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(2, await Nia.PublishedAsync("unlock"));
        var chat = await Host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        Assert.Contains("now", (await chat.PollAsync()).ToJsonString(), StringComparison.Ordinal);
        var audit = await EntryAsync("workflow-published:unlock.v2");
        Assert.Equal((OmarUser.Id, NiaUser.Id), (audit.ActorId!.Value.Value, audit.SubjectId!.Value.Value));
    }

    [Fact]
    public async Task Nobody_approves_or_rejects_their_own_whatever_they_send()
    {
        var request = await AskAsync("Two");
        await Nia.Browser.OpenAsync(Approvals);
        Assert.DoesNotContain("Approvals (", Nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("another RA administrator has to decide", Nia.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/approve\"", Nia.Browser.Html, StringComparison.Ordinal);
        var token = Regex.Match(Nia.Browser.Html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

        foreach (var decision in new[] { "approve", "reject" })
        {
            await Nia.Browser.PostAsync(
                $"{Approvals}/{request.Id}/{decision}",
                ("__RequestVerificationToken", token),
                ($"reason-{request.Id:N}", "Because"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, Nia.Browser.Status);
            Assert.Contains("You asked for this yourself", Nia.Browser.Text, StringComparison.Ordinal);
        }

        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
        Assert.Equal(PublishingRequestState.Open, Assert.Single(await RequestsAsync()).State);
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Others_see_what_waits_and_decide_nothing(BackOfficeRoles role)
    {
        var request = await AskAsync("Two");
        using var other = await Host.SignInAsync(role);

        await other.OpenAsync(Approvals);
        Assert.Contains("‘Heading’ changed", other.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{request.Id}/", other.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/backoffice/workflows/approvals\"", other.Html, StringComparison.Ordinal);
        var token = Regex.Match(other.Html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        foreach (var decision in new[] { "approve", "reject", "withdraw" })
        {
            await other.PostAsync($"{Approvals}/{request.Id}/{decision}", ("__RequestVerificationToken", token));
            Assert.Equal(HttpStatusCode.Forbidden, other.Status);
        }

        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
    }

    [Fact]
    [OnPostgres]
    public async Task A_rejection_wants_a_reason_which_the_asker_reads()
    {
        await AskAsync("Two");
        await Omar.Browser.OpenAsync(Approvals);
        foreach (var reason in new[] { "  ", new string('x', 501) })
        {
            await DecideAsync(Omar, "reject", reason);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, Omar.Browser.Status);
            Assert.Contains("Say why you reject it, in up to 500 characters", Omar.Browser.Text, StringComparison.Ordinal);
            Assert.Contains(reason.Trim(), Omar.Browser.Text, StringComparison.Ordinal);
        }

        await DecideAsync(Omar, "reject", "Nurses <u>do not</u> know this word.");

        Assert.Contains("Nothing is waiting for approval.", Omar.Browser.Text, StringComparison.Ordinal);
        await Nia.Browser.OpenAsync(Versions);
        Assert.Contains("You asked for version 2 to be published", Nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("by omar Example", Nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("Nurses <u>do not</u> know this word.", Nia.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<u>do", Nia.Browser.Html, StringComparison.Ordinal);
        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
        var audit = await EntryAsync("workflow-rejected:unlock.v2");
        Assert.Equal((OmarUser.Id, NiaUser.Id), (audit.ActorId!.Value.Value, audit.SubjectId!.Value.Value));
    }

    [Fact]
    public async Task The_asker_takes_the_request_back_and_then_nobody_can_approve_it()
    {
        await AskAsync("Two");
        await Omar.Browser.OpenAsync(Approvals);
        await Nia.Browser.OpenAsync(Approvals);

        await DecideAsync(Nia, "withdraw");
        await DecideAsync(Omar, "approve");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, Omar.Browser.Status);
        Assert.Contains("This request is no longer open: it was withdrawn.", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task What_waits_is_decided_on_a_host_that_started_later()
    {
        await AskAsync("Two");
        await using var later = await HostBench.StartBesideAsync(Host, "--Workflows:PublishingNeedsApproval=true");
        using var browser = await later.SignInAsync(OmarUser);
        await browser.OpenAsync(Approvals);

        await DecideAsync(new StudioUser(browser), "approve");

        Assert.Equal(2, await Nia.PublishedAsync("unlock"));
        await Nia.Browser.OpenAsync(Versions);
        Assert.Contains("by omar Example", Nia.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_unsafe_is_refused_at_once_and_asks_nobody()
    {
        await Nia.DraftAsync(Drawing.Of("unlock").Lead("whatHappened", "Expired", "resetPasscode"));

        await Nia.PublishAsync("unlock");

        Assert.Contains("can be reached without a valid code", Assert.Single(Nia.Refusals), StringComparison.Ordinal);
        Assert.Empty(await RequestsAsync());
    }

    [Fact]
    public async Task Taking_a_workflow_out_of_use_and_in_again_wants_approval_too()
    {
        var spare = Drawing.Of("unlock");
        spare.Json["definitionId"] = "unlock-at-night";
        await Nia.PostAsync("/workflow-definitions/import", spare.Json);
        await Nia.PublishAsync("unlock-at-night");
        await Omar.Browser.OpenAsync(Approvals);
        Assert.Contains("Staff have no version of it now", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("'Ask security questions' was added", Omar.Browser.Text, StringComparison.Ordinal);
        await DecideAsync(Omar, "approve");
        await Nia.PostAsync("/workflow-definitions/unlock-at-night/retract");
        Assert.Equal(HttpStatusCode.OK, Nia.Browser.Status);

        await Nia.PublishAsync("unlock-at-night");

        Assert.StartsWith("Sent for approval:", Assert.Single(Nia.Refusals), StringComparison.Ordinal);
        await Nia.Browser.OpenAsync($"{StudioUser.Api}/workflow-definitions?versionOptions=Published&DefinitionIds=unlock-at-night");
        Assert.Equal(0, (int)JsonNode.Parse(Nia.Browser.Html)!["totalCount"]!);
    }

    [Fact]
    [OnPostgres]
    public async Task A_sole_administrator_is_told_what_to_do()
    {
        await using (var scope = Host.Services.CreateAsyncScope())
        {
            var nia = NiaUser.Id;
            await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Users.Where(u => u.Id != nia)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, Host.Time.GetUtcNow()), TestContext.Current.CancellationToken);
        }

        await AskAsync("Two");

        Assert.Contains(
            "There is no other RA administrator yet. Add one under Users",
            Assert.Single(Nia.Refusals),
            StringComparison.Ordinal);
        await Nia.Browser.OpenAsync(Approvals);
        Assert.Contains("You are the only RA administrator", Nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/backoffice/users/add\"", Nia.Browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_publishing_is_as_ever_and_the_navigation_says_nothing_of_it()
    {
        await using var host = await HostBench.StartAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        var designer = new StudioUser(browser);
        await designer.DraftAsync("unlock", "Two");

        await designer.PublishAsync("unlock");

        Assert.Equal(2, await designer.PublishedAsync("unlock"));
        await browser.OpenAsync(Approvals);
        Assert.Contains("Publishing needs no approval here", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{Approvals}\"", browser.Html, StringComparison.Ordinal);
    }

    private async Task<AuditEntry> EntryAsync(string what)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Set<AuditEntry>()
            .AsNoTracking()
            .SingleAsync(a => a.Event == what, TestContext.Current.CancellationToken);
    }
}
