using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.ElsaApi.Recorded;

/// <summary>What Elsa Studio's elements called in a real browser, called again: each is answered with the same status, and with every member that the element was given then.</summary>
/// <remarks>Recorded by the browser tests of the designer when <c>SMARTCARD_RECORD</c> names a folder; this one, to record anew.</remarks>
public sealed class RecordedCallTests
{
    [Theory]
    [InlineData("designer", "POST /workflow-definitions", "GET /descriptors/activities?Refresh=True")]
    [InlineData("used-workflow", "POST /tests/activities", "POST /scripting/javascript/type-definitions/unlock")]
    [InlineData("instances", "POST /workflow-instances", "POST /activity-executions/report")]
    public async Task Is_answered_as_when_it_was_recorded(string recording, params string[] among)
    {
        await using var host = await HostBench.StartAsync();
        using var admin = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        var instance = await BeginAsync(host);
        if (recording == "used-workflow")
        {
            await UseWorkflowsAsync(new StudioUser(admin));
        }

        var calls = Read(recording, instance);
        Assert.All(among, call => Assert.Contains(calls, c => $"{c.Method} {c.Path}" == call));

        foreach (var call in calls)
        {
            await admin.SendAsync(RequestOf(call));

            Assert.True(call.Status == (int)admin.Status, $"{call.Method} {call.Path} was answered {call.Status} and is now {(int)admin.Status}: {admin.Html}");
            if (call.Shape is { } shape)
            {
                var missing = WireShape.Missing(shape, JsonNode.Parse(admin.Html)).ToArray();
                Assert.True(missing.Length == 0, $"{call.Method} {call.Path}: {string.Join("; ", missing)}");
            }
        }
    }

    [Theory]
    [InlineData("""{"items":[{"id":"a","at":null}],"count":1}""", """{"items":[{"id":"a","at":"now"}],"count":2}""", null)]
    [InlineData("""{"items":[{"id":"a"}]}""", """{"items":[]}""", null)]
    [InlineData("""{"items":[{"id":"a"}]}""", """{"items":[{"Id":"a"}]}""", ".items[].id is missing")]
    [InlineData("""{"count":1}""", """{"count":"1"}""", ".count is string, was number")]
    [InlineData("""{"items":[1]}""", """{"items":{}}""", ".items is object, was array")]
    public void A_shape_has_names_and_kinds_and_no_values(string recorded, string answer, string? missing) =>
        Assert.Equal(missing, WireShape.Missing(WireShape.Of(JsonNode.Parse(recorded)), JsonNode.Parse(answer)).FirstOrDefault());

    private static List<RecordedCall> Read(string recording, Guid instance)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests/Smartcard.Tests/Designer/ElsaApi/Recorded", recording + ".json"))
            .Replace("{instance:N}", instance.ToString("N"), StringComparison.Ordinal)
            .Replace("{instance}", instance.ToString(), StringComparison.Ordinal);
        return JsonSerializer.Deserialize<List<RecordedCall>>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>An unlock as in the browser test that was recorded.</summary>
    private static async Task UseWorkflowsAsync(StudioUser designer)
    {
        await designer.PostAsync("/workflow-definitions", StudioUser.Save(PartOfUnlock.ConfirmByCode(), publish: true));
        await designer.PostAsync("/workflow-definitions", StudioUser.Save(PartOfUnlock.SayWhatHappens(), publish: true));
        await designer.DraftAsync(PartOfUnlock.UnlockWithBothParts());
        await designer.PublishAsync("unlock");
        Assert.Equal(2, await designer.PublishedAsync("unlock"));
    }

    private static HttpRequestMessage RequestOf(RecordedCall call) => new(new HttpMethod(call.Method), "http://localhost/backoffice/elsa/api" + call.Path)
    {
        Headers = { { "Origin", "http://localhost" } },
        Content = call.Body is null ? null : new StringContent(call.Body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    /// <summary>A journey that stands where the recorded one stood.</summary>
    private static async Task<Guid> BeginAsync(HostBench host)
    {
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>().Select(i => i.Id).SingleAsync(TestContext.Current.CancellationToken);
    }
}
