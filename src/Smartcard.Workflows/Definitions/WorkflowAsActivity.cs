using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartcard.Workflows;

/// <summary>What a definition says of itself as an activity in others.</summary>
public static partial class WorkflowAsActivity
{
    private const string Offered = "usableAsActivity";

    /// <summary>Whether the definition is offered as one: <c>options.usableAsActivity</c>.</summary>
    public static bool IsOffered(string definition) => Has(definition, Offered);

    internal static bool IsOffered(JsonElement definition) => Has(definition, Offered);

    /// <summary>
    /// Whether those that use it get a draft with each version that is published:
    /// <c>options.autoUpdateConsumingWorkflows</c>.
    /// </summary>
    public static bool UpdatesConsumers(string definition) => Has(definition, "autoUpdateConsumingWorkflows");

    /// <summary>The activity's type, as Elsa makes it of the workflow's name: "Confirm an address" is <c>ConfirmAnAddress</c>.</summary>
    public static string TypeNameOf(string workflowName) =>
        WordStart().Replace(workflowName.Trim(), match => match.Groups[1].Value.ToUpperInvariant());

    private static bool Has(string definition, string option)
    {
        try
        {
            using var document = DefinitionJson.Parse(definition);
            return document.RootElement.ValueKind == JsonValueKind.Object && Has(document.RootElement, option);
        }
        catch (DefinitionException)
        {
            return false;
        }
    }

    private static bool Has(JsonElement definition, string option) =>
        definition.TryGetProperty("options", out var options)
        && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty(option, out var value)
        && value.ValueKind == JsonValueKind.True;

    /// <remarks>A stranger's name may be just a long row of dashes. A backtracking search would start again at each of them.</remarks>
    [GeneratedRegex("(?:[ _-]+|^)([a-zA-Z])", RegexOptions.NonBacktracking)]
    private static partial Regex WordStart();
}
