using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.Designer.Definitions;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// Definitions in the shapes that Elsa Studio takes. A link named <c>publish</c> is what makes a definition editable
/// there.
/// </summary>
internal sealed class DefinitionAnswers(ActivityRegistry registry, OfferedWorkflows offered)
{
    /// <summary>How what waits for approval starts; the designer's page shows it as news and not as a mistake.</summary>
    public const string ApprovalMark = "Sent for approval:";

    public async Task<JsonObject> WholeAsync(DefinitionVersion version, bool mayEdit, CancellationToken cancellationToken)
    {
        var definition = (JsonObject)JsonNode.Parse(version.Row.Json)!;
        DefinitionDocument.Complete(definition);
        var workflows = (await offered.ListAsync(cancellationToken))
            .Select(o => (o.Descriptor.TypeName, o.Descriptor.Version))
            .ToHashSet();
        DefinitionDocument.Hide(
            definition,
            (type, number) => registry.Find(type, number) is not null || workflows.Contains((type, number)));
        definition.Remove("$schema");
        foreach (var (name, value) in Summary(version, mayEdit))
        {
            definition[name] = value?.DeepClone();
        }

        definition["materializerContext"] = null;
        return definition;
    }

    /// <summary>Including the inside of the workflows that it uses, for people who look into them.</summary>
    public async Task<JsonObject> UnfoldedAsync(DefinitionVersion version, bool mayEdit, CancellationToken cancellationToken)
    {
        var definition = await WholeAsync(version, mayEdit, cancellationToken);
        await DefinitionDocument.UnfoldAsync(
            definition,
            async reference =>
                await offered.FindAsync(reference, cancellationToken) is { } row
                    ? (JsonObject)JsonNode.Parse(row.Json)!
                    : null);
        return definition;
    }

    public static JsonObject Summary(DefinitionVersion version, bool mayEdit) => new()
    {
        ["id"] = version.Id,
        ["definitionId"] = version.Row.DefinitionId,
        ["name"] = version.Row.Name,
        ["description"] = JsonNode.Parse(version.Row.Json)!["description"]?.DeepClone(),
        ["version"] = version.Row.Version,
        ["toolVersion"] = "3.8.2.0",
        ["isLatest"] = version.IsLatest,
        ["isPublished"] = version.Row.IsPublished,
        ["isReadonly"] = false,
        ["providerName"] = null,
        ["materializerName"] = "Json",
        ["isMaterializerAvailable"] = true,
        ["createdAt"] = version.Row.CreatedAt,
        ["links"] = mayEdit ? Links("publish", $"/workflow-definitions/{version.Row.DefinitionId}/publish") : new JsonArray(),
    };

    public static JsonArray Links(string rel, string href) => [new JsonObject { ["href"] = href, ["rel"] = rel, ["method"] = "POST" }];

    /// <summary>The file that seeds another installation with the same definition.</summary>
    public static JsonObject File(DefinitionVersion version)
    {
        var definition = (JsonObject)JsonNode.Parse(version.Row.Json)!;
        var file = new JsonObject { ["$schema"] = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json" };
        foreach (var (name, value) in definition.Where(member => member.Key != "$schema"))
        {
            file[name] = value?.DeepClone();
        }

        file["createdAt"] = version.Row.CreatedAt;
        file["isLatest"] = version.IsLatest;
        file["isPublished"] = version.Row.IsPublished;
        return file;
    }

    /// <summary>
    /// The designer says "Workflow published" of every success, so that what is not published yet is told as a failure
    /// is, in words that say what it is.
    /// </summary>
    public static ValidationProblem Waiting(IEnumerable<DefinitionResult.Asked> asked, IEnumerable<string> reasons) =>
        Refusal(
            "approval",
            [
                .. asked.Select(InWords),
                .. reasons,
            ]);

    /// <summary>What was not done because something else is running; shown as a refusal is.</summary>
    public static IResult Busy(string reason) =>
        Results.ValidationProblem(
            new Dictionary<string, string[]> { ["busy"] = [reason] },
            detail: reason,
            title: Catalogue.Studio["busy.title"],
            statusCode: StatusCodes.Status429TooManyRequests);

    /// <summary>What its user may not see; shown as a refusal is.</summary>
    public static IResult Forbidden(string title, string reason) =>
        Results.ValidationProblem(
            new Dictionary<string, string[]> { ["organisation"] = [$"{title}. {reason}"] },
            detail: reason,
            title: title,
            statusCode: StatusCodes.Status403Forbidden);

    /// <summary>The only kind of failure that the designer shows as what it says.</summary>
    public static ValidationProblem Refusal(string member, IReadOnlyList<string> reasons) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]> { [member] = [.. reasons] },
            title: Catalogue.Studio["refused.title"]);

    private static string InWords(DefinitionResult.Asked asked)
    {
        var (name, version) = (asked.Version.Row.Name, asked.Version.Row.Version);
        return asked.CanBeApproved
            ? Catalogue.Studio["approval.asked", ("mark", ApprovalMark), ("name", name), ("version", version)]
            : Catalogue.Studio["approval.alone", ("mark", ApprovalMark), ("name", name), ("version", version)];
    }
}
