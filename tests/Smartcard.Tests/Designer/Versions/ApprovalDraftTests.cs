using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.Versions;

/// <summary>The draft behind a request for approval: what is approved is what was asked for, and nothing else.</summary>
public sealed class ApprovalDraftTests : TwoAdministrators
{
    public static TheoryData<string> Edits => ["save", "revert", "delete", "import"];

    [Fact]
    public async Task Whoever_asked_goes_on_in_the_open_editor_and_nobody_else_does()
    {
        var (mine, theirs) = (await Nia.WholeAsync("unlock"), await Omar.WholeAsync("unlock"));
        mine["description"] = "Asked before the first save by itself";
        await Nia.PostAsync("/workflow-definitions", StudioUser.Save(mine, publish: true));
        Assert.Equal(HttpStatusCode.BadRequest, Nia.Browser.Status);

        theirs["description"] = "From an editor that was open all the time";
        await Omar.PostAsync("/workflow-definitions", StudioUser.Save(theirs, publish: false));
        Assert.Contains("Somebody else has changed this workflow", Assert.Single(Omar.Refusals), StringComparison.Ordinal);
        mine["description"] = "And a word more"; // the editor still has version 1, since its request was answered as a failure
        await Nia.PostAsync("/workflow-definitions", StudioUser.Save(mine, publish: false));

        Assert.Equal(HttpStatusCode.OK, Nia.Browser.Status);
        Assert.Equal(
            (2, "And a word more"),
            (
                (int)(await Nia.WholeAsync("unlock"))["version"]!,
                (string?)(await Nia.WholeAsync("unlock"))["description"]));
        Assert.Equal(PublishingRequestState.Void, Assert.Single(await RequestsAsync()).State);
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_change_of_the_draft_voids_the_request_that_is_open_on_a_screen(string edit)
    {
        await AskAsync("Two");
        await Omar.Browser.OpenAsync(Approvals);

        switch (edit)
        {
            case "save":
                await Nia.DraftAsync("unlock", "Something nobody has seen");
                break;
            case "revert":
                await Nia.PostAsync("/workflow-definitions/unlock/revert/1");
                break;
            case "delete":
                await Nia.SendAsync(HttpMethod.Delete, "/workflow-definition-versions/unlock.v2", null);
                break;
            default:
                await Nia.PostAsync(
                    "/workflow-definitions/import",
                    Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal("From a file")).Json);
                break;
        }

        await DecideAsync(Omar, "approve");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, Omar.Browser.Status);
        Assert.Contains("it was void, because the draft changed", Omar.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
    }

    [Fact]
    [OnPostgres]
    public async Task A_draft_that_was_changed_behind_the_request_is_not_published()
    {
        await AskAsync("Two");
        await Omar.Browser.OpenAsync(Approvals);
        await using (var scope = Host.Services.CreateAsyncScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
            var draft = await database.Set<WorkflowDefinitionRow>().SingleAsync(d => d.Version == 2, TestContext.Current.CancellationToken);
            draft.Json = draft.Json.Replace("\"Two\"", "\"Three\"", StringComparison.Ordinal);
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await DecideAsync(Omar, "approve");

        Assert.Contains(
            "The draft has changed since somebody asked for approval. The request is void, and nothing was published.",
            Omar.Browser.Text,
            StringComparison.Ordinal);
        Assert.Equal(PublishingRequestState.Void, Assert.Single(await RequestsAsync()).State);
        Assert.Equal(1, await Nia.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task A_second_request_takes_the_place_of_the_first_and_the_same_again_is_the_same()
    {
        var first = await AskAsync("Two");
        await Nia.PublishAsync("unlock");
        Assert.Equal(first.Id, Assert.Single(await RequestsAsync()).Id);

        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await Omar.PublishAsync("unlock");

        var requests = await RequestsAsync();
        Assert.Equal([PublishingRequestState.Replaced, PublishingRequestState.Open], requests.Select(r => r.State));
        Assert.Equal(OmarUser.Id, requests[1].AskedBy.Value);
        await Nia.Browser.OpenAsync(Approvals);
        await DecideAsync(Nia, "approve");
        Assert.Equal(2, await Nia.PublishedAsync("unlock"));
    }
}
