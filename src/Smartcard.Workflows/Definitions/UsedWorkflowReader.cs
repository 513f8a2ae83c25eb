using System.Text.Json;

namespace Smartcard.Workflows;

/// <summary>Reads the workflows that a definition uses as activities, each as the definition that it is.</summary>
internal sealed class UsedWorkflowReader(ActivityRegistry registry, UsedWorkflows used)
{
    private readonly Dictionary<WorkflowReference, WorkflowDefinition> _read = [];

    /// <summary>Ids of the workflows that are being read around the next one.</summary>
    private readonly List<string> _around = [];

    /// <returns>Null when the activity stands for no workflow.</returns>
    /// <exception cref="DefinitionException">
    /// There is no such workflow, it is not offered as an activity, or it cannot be run here.
    /// </exception>
    public WorkflowDefinition? Read(JsonElement activity, string id, string path)
    {
        if (WorkflowReference.Of(activity) is not { } reference)
        {
            return null;
        }

        DefinitionJson.OptionalNumber(activity, "version", id, path);
        var at = path + ".workflowDefinitionId";
        if (!_read.TryGetValue(reference, out var workflow))
        {
            _read[reference] = workflow = ReadAnew(reference, id, at);
        }

        Check(activity, workflow, id, path);
        return workflow;
    }

    private WorkflowDefinition ReadAnew(WorkflowReference reference, string id, string at)
    {
        if (_around.Contains(reference.DefinitionId))
        {
            throw new DefinitionException(id, at, $"the workflow '{reference.DefinitionId}' would run inside itself");
        }

        if (_around.Count == UsedWorkflows.MaxDepth)
        {
            throw new DefinitionException(id, at, $"workflows inside workflows are more than {UsedWorkflows.MaxDepth} levels deep");
        }

        var json =
            used.Find(reference)
            ?? throw new DefinitionException(
                id,
                at,
                $"the workflow '{reference.DefinitionId}' has no published version {reference.Version} that can be used as an activity");
        _around.Add(reference.DefinitionId);
        try
        {
            return DefinitionReader.Read(json, registry, this);
        }
        catch (DefinitionException wrong)
        {
            throw new DefinitionException(id, at, $"the workflow {reference}, which it stands for, cannot be run: {wrong.Message}");
        }
        finally
        {
            _around.RemoveAt(_around.Count - 1);
        }
    }

    /// <summary>What the designer draws must be what runs, and get what it needs.</summary>
    private static void Check(JsonElement activity, WorkflowDefinition workflow, string id, string path)
    {
        var typeName = WorkflowAsActivity.TypeNameOf(workflow.Name);
        if (DefinitionJson.OptionalText(activity, "type") != typeName)
        {
            throw new DefinitionException(
                id,
                path + ".type",
                $"the workflow '{workflow.DefinitionId}' is an activity of type '{typeName}', and nothing else");
        }

        if (workflow
                .Inputs.Select(i => i.Name)
                .Intersect(workflow.Outputs.Select(o => o.Name), StringComparer.OrdinalIgnoreCase)
                .FirstOrDefault() is
            { } both)
        {
            throw new DefinitionException(
                id,
                path,
                $"the workflow '{workflow.Name}' has an input and an output that are both called '{both}', which an activity cannot have");
        }

        foreach (
            var input in ActivityDescriptor
                .OfWorkflow(workflow)
                .Inputs.Where(i => i.Declared is { IsRequired: true, DefaultValue: null }))
        {
            if (!activity.TryGetProperty(input.Key, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                throw new DefinitionException(
                    id,
                    $"{path}.{input.Key}",
                    $"the workflow '{workflow.Name}' needs the input '{input.Declared!.Name}'");
            }
        }
    }
}
