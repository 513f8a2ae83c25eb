using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.Definitions;
using Smartcard.Domain;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;
using Smartcard.Workflows;

namespace Smartcard.SystemTests.Studio;

/// <summary>What administrators and files have done to a workflow before somebody opens its pages.</summary>
internal static class WorkflowWork
{
    /// <summary>A draft of unlock with another text, another number and another way, which that person wants to publish.</summary>
    public static async Task AsksForApprovalAsync(this SmartcardHost host, UserId asker)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var versions = services.GetRequiredService<DefinitionVersions>();
        var model = await UnlockAsync(versions);
        Set(model, "welcome", "text", "**Good morning.**\n\nPut your locked card in any reader.");
        Set(model, "askQuestions", "count", "3");
        var asked = await services.GetRequiredService<DefinitionEdits>()
            .RunAsync(asker, new DefinitionEdit.Save(model, IsPublished: true), CancellationToken.None);
        Assert.IsType<DefinitionResult.Asked>(asked);
    }

    /// <summary>The file of unlock has another heading since the last start, and its layout is fit for nothing.</summary>
    public static async Task FileDiffersAsync(this SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var model = await UnlockAsync(services.GetRequiredService<DefinitionVersions>());
        Set(model, "welcome", "heading", "From the file");
        var file = (await services.GetRequiredService<DefinitionFiles>().FindAsync("unlock", CancellationToken.None))!;
        (file.Offered, file.OfferedAt, file.Problem) = (
            model.ToJsonString(),
            host.Time.GetUtcNow(),
            "unlock-2.json: the file unlock.json holds the workflow 'unlock' already, and only one of them is used (at $.definitionId)");
        await services.GetRequiredService<SmartcardDbContext>().SaveChangesAsync();
    }

    private static async Task<JsonObject> UnlockAsync(DefinitionVersions versions) =>
        DefinitionContent.Parse((await versions.FindAsync("unlock", null, CancellationToken.None))!.Row.Json);

    private static void Set(JsonObject model, string activity, string input, string value) =>
        model["root"]!["activities"]!.AsArray().Single(a => (string)a!["id"]! == activity)![input]!["expression"]!["value"] = value;
}
