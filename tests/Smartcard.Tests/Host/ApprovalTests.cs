using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Host;

/// <summary>Publishing by two: one RA administrator asks, another decides, and nothing else comes to staff.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Approvals = "/backoffice/workflows/approvals";
    private const string Versions = "/backoffice/workflows/unlock/versions";

    private HostBench _host = null!;
    private BenchUser _niaUser = null!;
    private BenchUser _omarUser = null!;
    private Designer _nia = null!;
    private Designer _omar = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync("--Workflows:PublishingNeedsApproval=true");
        _niaUser = await _host.UserAsync("nia", BackOfficeRoles.RaAdmin);
        _omarUser = await _host.UserAsync("omar", BackOfficeRoles.RaAdmin);
        _nia = new Designer(await _host.SignInAsync(_niaUser));
        _omar = new Designer(await _host.SignInAsync(_omarUser));
    }

    public async ValueTask DisposeAsync()
    {
        _nia.Browser.Dispose();
        _omar.Browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_asked_goes_on_in_the_open_editor_and_nobody_else_does()
    {
        var (mine, theirs) = (await _nia.WholeAsync("unlock"), await _omar.WholeAsync("unlock"));
        mine["description"] = "Asked before the first save by itself";
        await _nia.PostAsync("/workflow-definitions", Designer.Save(mine, publish: true));
        Assert.Equal(HttpStatusCode.BadRequest, _nia.Browser.Status);

        theirs["description"] = "From an editor that was open all the time";
        await _omar.PostAsync("/workflow-definitions", Designer.Save(theirs, publish: false));
        Assert.Contains("Somebody else has changed this workflow", Assert.Single(_omar.Refusals), StringComparison.Ordinal);
        mine["description"] = "And a word more"; // the editor still has version 1, since its request was answered as a failure
        await _nia.PostAsync("/workflow-definitions", Designer.Save(mine, publish: false));

        Assert.Equal(HttpStatusCode.OK, _nia.Browser.Status);
        Assert.Equal((2, "And a word more"), ((int)(await _nia.WholeAsync("unlock"))["version"]!, (string?)(await _nia.WholeAsync("unlock"))["description"]));
        Assert.Equal(PublishingRequestState.Void, Assert.Single(await RequestsAsync()).State);
    }

    public static TheoryData<string> Ways => ["publish", "bulk", "save over a draft", "save over a published version", "publish after import"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_way_to_publish_asks_first_and_keeps_the_draft(string way)
    {
        var changed = Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal("Two"));
        switch (way)
        {
            case "publish":
                await _nia.DraftAsync(changed);
                await _nia.PublishAsync("unlock");
                break;
            case "bulk":
                await _nia.DraftAsync(changed);
                await _nia.PostAsync("/bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = new JsonArray("unlock") });
                break;
            case "save over a draft":
                await _nia.PostAsync("/workflow-definitions", Designer.Save(await _nia.DraftAsync(changed), publish: true));
                break;
            case "save over a published version":
                var model = await _nia.WholeAsync("unlock");
                model["root"] = changed.Json["root"]!.DeepClone();
                await _nia.PostAsync("/workflow-definitions", Designer.Save(model, publish: true));
                break;
            default:
                await _nia.PostAsync("/workflow-definitions/import", changed.Json);
                await _nia.PublishAsync("unlock");
                break;
        }

        Assert.Equal(HttpStatusCode.BadRequest, _nia.Browser.Status);
        Assert.Equal("Sent for approval: 'Unlock a card' is saved as draft 2, and staff get it when another RA administrator has approved it. It is listed under Approvals.", Assert.Single(_nia.Refusals));
        Assert.Contains("\"Two\"", (await _nia.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
        Assert.Equal(PublishingRequestState.Open, Assert.Single(await RequestsAsync()).State);
        Assert.Contains("workflow-approval-asked:unlock.v2", await _host.AuditAsync());
    }

    [Fact]
    public async Task Another_administrator_sees_the_change_and_approves_it()
    {
        await AskAsync("Two <i>now</i>");

        await _omar.Browser.OpenAsync(Approvals);
        Assert.Contains("Approvals (1)", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("nia Example asked for it to be published", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("‘Heading’ changed from ‘Unlock my card’ to ‘Two <i>now</i>’.", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>now", _omar.Browser.Html, StringComparison.Ordinal);
        await DecideAsync(_omar, "approve");

        Assert.Equal("/backoffice/workflows/unlock/versions?done=approved", _omar.Browser.Path);
        Assert.Contains("nia Example asked for version 2 to be published", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("Approved, ", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(2, await _nia.PublishedAsync("unlock"));
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        Assert.Contains("now", (await chat.PollAsync()).ToJsonString(), StringComparison.Ordinal);
        var audit = await EntryAsync("workflow-published:unlock.v2");
        Assert.Equal((_omarUser.Id, _niaUser.Id), (audit.ActorId!.Value.Value, audit.SubjectId!.Value.Value));
    }

    [Fact]
    public async Task Nobody_approves_or_rejects_their_own_whatever_they_send()
    {
        var request = await AskAsync("Two");
        await _nia.Browser.OpenAsync(Approvals);
        Assert.DoesNotContain("Approvals (", _nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("another RA administrator has to decide", _nia.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/approve\"", _nia.Browser.Html, StringComparison.Ordinal);
        var token = Regex.Match(_nia.Browser.Html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

        foreach (var decision in new[] { "approve", "reject" })
        {
            await _nia.Browser.PostAsync($"{Approvals}/{request.Id}/{decision}", ("__RequestVerificationToken", token), ($"reason-{request.Id:N}", "Because"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, _nia.Browser.Status);
            Assert.Contains("You asked for this yourself", _nia.Browser.Text, StringComparison.Ordinal);
        }

        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
        Assert.Equal(PublishingRequestState.Open, Assert.Single(await RequestsAsync()).State);
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Others_see_what_waits_and_decide_nothing(BackOfficeRoles role)
    {
        var request = await AskAsync("Two");
        using var other = await _host.SignInAsync(role);

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

        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task A_rejection_wants_a_reason_which_the_asker_reads()
    {
        await AskAsync("Two");
        await _omar.Browser.OpenAsync(Approvals);
        foreach (var reason in new[] { "  ", new string('x', 501) })
        {
            await DecideAsync(_omar, "reject", reason);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, _omar.Browser.Status);
            Assert.Contains("Say why you reject it, in at most 500 characters", _omar.Browser.Text, StringComparison.Ordinal);
            Assert.Contains(reason.Trim(), _omar.Browser.Text, StringComparison.Ordinal);
        }

        await DecideAsync(_omar, "reject", "Nurses <u>do not</u> know this word.");

        Assert.Contains("Nothing waits for approval.", _omar.Browser.Text, StringComparison.Ordinal);
        await _nia.Browser.OpenAsync(Versions);
        Assert.Contains("You asked for version 2 to be published", _nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("by omar Example", _nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("Nurses <u>do not</u> know this word.", _nia.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<u>do", _nia.Browser.Html, StringComparison.Ordinal);
        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
        var audit = await EntryAsync("workflow-rejected:unlock.v2");
        Assert.Equal((_omarUser.Id, _niaUser.Id), (audit.ActorId!.Value.Value, audit.SubjectId!.Value.Value));
    }

    [Fact]
    public async Task The_asker_takes_the_request_back_and_then_nobody_can_approve_it()
    {
        await AskAsync("Two");
        await _omar.Browser.OpenAsync(Approvals);
        await _nia.Browser.OpenAsync(Approvals);

        await DecideAsync(_nia, "withdraw");
        await DecideAsync(_omar, "approve");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _omar.Browser.Status);
        Assert.Contains("This request is no longer open: it was withdrawn.", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
    }

    public static TheoryData<string> Edits => ["save", "revert", "delete", "import"];

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_change_of_the_draft_voids_the_request_that_is_open_on_a_screen(string edit)
    {
        await AskAsync("Two");
        await _omar.Browser.OpenAsync(Approvals);

        switch (edit)
        {
            case "save":
                await _nia.DraftAsync("unlock", "Something nobody has seen");
                break;
            case "revert":
                await _nia.PostAsync("/workflow-definitions/unlock/revert/1");
                break;
            case "delete":
                await _nia.SendAsync(HttpMethod.Delete, "/workflow-definition-versions/unlock.v2", null);
                break;
            default:
                await _nia.PostAsync("/workflow-definitions/import", Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal("From a file")).Json);
                break;
        }

        await DecideAsync(_omar, "approve");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _omar.Browser.Status);
        Assert.Contains("it was void, because the draft changed", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task A_draft_that_was_changed_behind_the_request_is_not_published()
    {
        await AskAsync("Two");
        await _omar.Browser.OpenAsync(Approvals);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
            var draft = await database.Set<WorkflowDefinitionRow>().SingleAsync(d => d.Version == 2, TestContext.Current.CancellationToken);
            draft.Json = draft.Json.Replace("\"Two\"", "\"Three\"", StringComparison.Ordinal);
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await DecideAsync(_omar, "approve");

        Assert.Contains("The draft has changed since approval was asked for, so the request is void and nothing was published.", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(PublishingRequestState.Void, Assert.Single(await RequestsAsync()).State);
        Assert.Equal(1, await _nia.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task A_second_request_takes_the_place_of_the_first_and_the_same_again_is_the_same()
    {
        var first = await AskAsync("Two");
        await _nia.PublishAsync("unlock");
        Assert.Equal(first.Id, Assert.Single(await RequestsAsync()).Id);

        _host.Time.Advance(TimeSpan.FromMinutes(1));
        await _omar.PublishAsync("unlock");

        var requests = await RequestsAsync();
        Assert.Equal([PublishingRequestState.Replaced, PublishingRequestState.Open], requests.Select(r => r.State));
        Assert.Equal(_omarUser.Id, requests[1].AskedBy.Value);
        await _nia.Browser.OpenAsync(Approvals);
        await DecideAsync(_nia, "approve");
        Assert.Equal(2, await _nia.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task What_waits_is_decided_on_a_host_that_started_later()
    {
        await AskAsync("Two");
        await using var later = await HostBench.StartBesideAsync(_host, "--Workflows:PublishingNeedsApproval=true");
        using var browser = await later.SignInAsync(_omarUser);
        await browser.OpenAsync(Approvals);

        await DecideAsync(new Designer(browser), "approve");

        Assert.Equal(2, await _nia.PublishedAsync("unlock"));
        await _nia.Browser.OpenAsync(Versions);
        Assert.Contains("by omar Example", _nia.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_unsafe_is_refused_at_once_and_asks_nobody()
    {
        await _nia.DraftAsync(Drawing.Of("unlock").Lead("whatHappened", "Expired", "resetPasscode"));

        await _nia.PublishAsync("unlock");

        Assert.Contains("can be reached without a valid code", Assert.Single(_nia.Refusals), StringComparison.Ordinal);
        Assert.Empty(await RequestsAsync());
    }

    [Fact]
    public async Task Taking_a_workflow_out_of_use_and_in_again_wants_approval_too()
    {
        var spare = Drawing.Of("unlock");
        spare.Json["definitionId"] = "unlock-at-night";
        await _nia.PostAsync("/workflow-definitions/import", spare.Json);
        await _nia.PublishAsync("unlock-at-night");
        await _omar.Browser.OpenAsync(Approvals);
        Assert.Contains("Staff have no version of it now", _omar.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("'Ask security questions' was added", _omar.Browser.Text, StringComparison.Ordinal);
        await DecideAsync(_omar, "approve");
        await _nia.PostAsync("/workflow-definitions/unlock-at-night/retract");
        Assert.Equal(HttpStatusCode.OK, _nia.Browser.Status);

        await _nia.PublishAsync("unlock-at-night");

        Assert.StartsWith("Sent for approval:", Assert.Single(_nia.Refusals), StringComparison.Ordinal);
        await _nia.Browser.OpenAsync($"{Designer.Api}/workflow-definitions?versionOptions=Published&DefinitionIds=unlock-at-night");
        Assert.Equal(0, (int)JsonNode.Parse(_nia.Browser.Html)!["totalCount"]!);
    }

    [Fact]
    public async Task A_sole_administrator_is_told_what_to_do()
    {
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var nia = _niaUser.Id;
            await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Users.Where(u => u.Id != nia)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, _host.Time.GetUtcNow()), TestContext.Current.CancellationToken);
        }

        await AskAsync("Two");

        Assert.Contains("There is no other RA administrator yet: add one under Users", Assert.Single(_nia.Refusals), StringComparison.Ordinal);
        await _nia.Browser.OpenAsync(Approvals);
        Assert.Contains("You are the only RA administrator", _nia.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/backoffice/users/add\"", _nia.Browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_publishing_is_as_ever_and_the_navigation_says_nothing_of_it()
    {
        await using var host = await HostBench.StartAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        var designer = new Designer(browser);
        await designer.DraftAsync("unlock", "Two");

        await designer.PublishAsync("unlock");

        Assert.Equal(2, await designer.PublishedAsync("unlock"));
        await browser.OpenAsync(Approvals);
        Assert.Contains("Publishing needs no approval here", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{Approvals}\"", browser.Html, StringComparison.Ordinal);
    }

    private async Task<PublishingRequest> AskAsync(string heading)
    {
        await _nia.DraftAsync("unlock", heading);
        await _nia.PublishAsync("unlock");
        Assert.StartsWith("Sent for approval:", Assert.Single(_nia.Refusals), StringComparison.Ordinal);
        return Assert.Single(await RequestsAsync());
    }

    /// <summary>Presses a button of the approvals page that the browser is on.</summary>
    private static async Task DecideAsync(Designer who, string decision, string? reason = null)
    {
        var action = Regex.Match(who.Browser.Html, $"action=\"({Approvals}/([^/\"]+)/{decision})\"");
        Assert.True(action.Success, who.Browser.Text);
        await who.Browser.SubmitAsync(action.Groups[1].Value, reason is null ? [] : [($"reason-{Guid.Parse(action.Groups[2].Value):N}", reason)]);
    }

    private async Task<List<PublishingRequest>> RequestsAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<PublishingRequest>().AsNoTracking().OrderBy(r => r.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    private async Task<AuditEntry> EntryAsync(string what)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<AuditEntry>().AsNoTracking().SingleAsync(a => a.Event == what, TestContext.Current.CancellationToken);
    }
}
