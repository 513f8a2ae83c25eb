using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Look.Limits;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>What the designer offers to whoever writes expressions, and instances as files.</summary>
public sealed class TrialTests : IAsyncLifetime
{
    private const string Workflow = """
        {"name":"Trial","variables":[{"id":"n","name":"Tries","typeName":"Int32","value":"2"},{"id":"w","name":"Wards","typeName":"String","isArray":true,"value":"[\"A\"]"}],
         "inputs":[{"name":"language","type":"String"}],
         "root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[
          {"id":"decide","type":"Elsa.FlowDecision","version":1,"condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getTries() > 1 && getInput('language') === null"}}},
          {"id":"broken","type":"Elsa.FlowDecision","version":1,"condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"oops()"}}},
          {"id":"odd","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Variable","value":{"id":7,"name":7}}}},
          {"id":"set","type":"Elsa.SetVariable","version":1,"variable":{"id":"n","name":"Tries"},"value":{"typeName":"Object","expression":{"type":"JavaScript","value":"getTries() + 1"}}},
          {"id":"say","type":"Smartcard.Say","version":1,"text":{"typeName":"String","expression":{"type":"Liquid","value":"{{ Variables.Tries }} tries"}}},
          {"id":"loop","type":"Elsa.Sequence","version":1,"variables":[{"id":"m","name":"Mine","typeName":"String","value":"inside"}],"activities":[
           {"id":"inner","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"getMine()"}}}]}],"connections":[]}}
        """;

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        _designer = new StudioUser(_browser);
        await _designer.PostAsync("/workflow-definitions", new JsonObject { ["model"] = JsonNode.Parse(Workflow), ["publish"] = false });
        Assert.Equal(HttpStatusCode.OK, _browser.Status);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("decide", "Completed", "Condition", "true", "True", null)]
    [InlineData("set", "Completed", "Value", "3", "Done", null)]
    [InlineData("broken", "Faulted", null, null, null, "'Condition': the script failed: oops is not defined")]
    [InlineData("odd", "Faulted", null, null, null, "'Text': a Variable expression does not name anything: choose what it reads")]
    [InlineData("say", "Pending", "Text", "2 tries", null, null)]
    [InlineData("loop:inner", "Completed", "Text", "inside", "Done", null)]
    public async Task One_activity_is_tried_by_itself(
        string node,
        string status,
        string? input,
        string? value,
        string? outcomes,
        string? fault)
    {
        await TryAsync("trial.v1", $"Workflow1:flow:{node}");

        var trial = JsonNode.Parse(_browser.Html)!;
        Assert.Equal(status, (string?)trial["status"]);
        Assert.Equal(value, input is null ? null : trial["activityState"]![input]!.ToString());
        Assert.Equal(outcomes, (string?)trial["payload"]!["Outcomes"]);
        Assert.Equal(fault, (string?)trial["exception"]?["message"]);
        Assert.Equal(status == "Pending", trial["activityState"]!["Note"] is not null);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_tried_and_is_told_in_words()
    {
        await TryAsync("trial.v1", "Workflow1:flow:gone");
        Assert.Contains("does not have this activity yet", Assert.Single(_designer.Refusals), StringComparison.Ordinal);
        await TryAsync("gone.v1", "Workflow1:flow:decide");
        Assert.Contains("This workflow no longer exists", Assert.Single(_designer.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_leaves_nothing_behind_and_is_for_those_who_may_edit()
    {
        var before = await _host.CountsAsync();
        await TryAsync("trial.v1", "Workflow1:flow:set");
        Assert.Equal(before, await _host.CountsAsync());

        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await new StudioUser(booth).PostAsync("/tests/activities", new JsonObject());
        Assert.Equal(HttpStatusCode.Forbidden, booth.Status);
    }

    [Fact]
    public async Task More_tries_in_a_minute_than_anybody_makes_are_refused_and_nobody_unknown_makes_one()
    {
        using var stranger = new BackOfficeBrowser(_host);
        await new StudioUser(stranger).PostAsync("/tests/activities", new JsonObject());
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.Status);

        for (var tries = 0; tries <= HeavyCalls.PerMinute; tries++)
        {
            await TryAsync("trial.v1", "Workflow1:flow:set");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, _browser.Status);
        Assert.Equal("You have done this 60 times in the last minute. Wait a minute, then try again.", Assert.Single(_designer.Refusals));
    }

    [Fact]
    public async Task Names_and_types_of_variables_and_inputs_are_offered_while_somebody_types()
    {
        await _designer.PostAsync(
            "/scripting/javascript/type-definitions/trial",
            new JsonObject
            {
                ["workflowDefinitionId"] = "trial",
                ["activityTypeName"] = "Elsa.FlowDecision",
                ["propertyName"] = "Condition",
            });

        Assert.Equal("text/plain", _browser.ContentType);
        Assert.Contains("declare function getTries(): number | null;", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("declare function getVariable(name: \"Wards\"): string[] | null;", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("declare function getInput(name: \"language\"): string | null;", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_journey_is_taken_out_as_a_file_with_its_journal_and_none_is_brought_in()
    {
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        await _designer.PostAsync("/workflow-instances", new JsonObject { ["page"] = 0, ["pageSize"] = 10 });
        var id = (string)JsonNode.Parse(_browser.Html)!["items"]![0]!["id"]!;

        await _browser.OpenAsync($"{StudioUser.Api}/workflow-instances/{id}/export");
        var file = JsonNode.Parse(_browser.Html)!;
        Assert.Equal(
            (id, "unlock", "Started"),
            ((string?)file["id"], (string?)file["definitionId"], (string?)file["journal"]![0]!["eventName"]));

        await _designer.PostAsync("/bulk-actions/export/workflow-instances", new JsonObject { ["ids"] = new JsonArray(id, id, "gone") });
        using var zip = new ZipArchive(new MemoryStream(_browser.Body));
        Assert.Equal($"instance-{id}.json", Assert.Single(zip.Entries).Name);

        await _designer.PostAsync("/bulk-actions/import/workflow-instances");
        Assert.Contains("cannot import journeys from files", Assert.Single(_designer.Refusals), StringComparison.Ordinal);
    }

    private Task TryAsync(string versionId, string nodeId) => _designer.PostAsync("/tests/activities", new JsonObject
    {
        ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = versionId },
        ["activityHandle"] = new JsonObject { ["activityNodeId"] = nodeId },
    });
}
