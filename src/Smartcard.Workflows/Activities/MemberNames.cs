namespace Smartcard.Workflows;

/// <summary>Names of inputs and outputs, and the members of an activity's JSON that hold them.</summary>
internal static class MemberNames
{
    /// <summary>
    /// What an activity that stands for a workflow has by itself: inputs and outputs of these names get an underscore
    /// before them, as in Elsa.
    /// </summary>
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Id",
        "NodeId",
        "Name",
        "Type",
        "Version",
        "CustomProperties",
        "Metadata",
        "SyntheticProperties",
        "Root",
        "Variables",
        "ResultVariable",
        "CanStartWorkflow",
        "RunAsynchronously",
        "CommitStrategy",
        "Source",
        "WorkflowDefinitionId",
        "WorkflowDefinitionVersionId",
        "LatestAvailablePublishedVersion",
        "LatestAvailablePublishedVersionId",
    };

    public static string Safe(string name) => Taken.Contains(name) ? "_" + name : name;

    /// <summary>The name in camel case.</summary>
    public static string KeyOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
