using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// The activities as the designer's palette and property panel show them: those of this program, and the workflows that
/// others may use.
/// </summary>
internal sealed partial class ActivityDescriptors
{
    private readonly JsonArray _ours;

    public ActivityDescriptors(ActivityRegistry registry, IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        _ours = new JsonArray([.. registry.All.Select(a => Describe(a, a.Defaults(scope.ServiceProvider))), Placeholder()]);
    }

    public async Task<JsonObject> ListAsync(OfferedWorkflows offered, CancellationToken cancellationToken)
    {
        var items = (JsonArray)_ours.DeepClone();
        foreach (var workflow in await offered.ListAsync(cancellationToken))
        {
            items.Add(Describe(workflow));
        }

        return new JsonObject { ["items"] = items, ["count"] = items.Count };
    }

    /// <summary>
    /// Elsa's designer knows by these properties that the activity is a workflow: it shows its versions, and its inside
    /// where one only looks.
    /// </summary>
    private static JsonObject Describe(OfferedWorkflow workflow)
    {
        var (activity, reference) = (workflow.Descriptor, workflow.Reference);
        var versionId = DefinitionIds.VersionId(reference.DefinitionId, reference.Version);
        var ports = new JsonArray(Port("Root", "Embedded"));
        ports[0]!["isBrowsable"] = false;
        foreach (var outcome in activity.Outcomes)
        {
            ports.Add(Port(outcome, "Flow"));
        }

        return new JsonObject
        {
            ["typeName"] = activity.TypeName,
            ["namespace"] = "Workflows",
            ["name"] = activity.TypeName,
            ["version"] = activity.Version,
            ["category"] = activity.Category,
            ["displayName"] = activity.DisplayName,
            ["description"] = $"The workflow '{activity.DisplayName}', version {activity.Version}, as one activity.",
            ["kind"] = "Action",
            ["isContainer"] = false,
            ["isBrowsable"] = workflow.IsPublished,
            ["isStart"] = false,
            ["isTerminal"] = false,
            ["customProperties"] = new JsonObject
            {
                ["RootType"] = "WorkflowDefinitionActivity",
                ["WorkflowDefinitionId"] = reference.DefinitionId,
                ["WorkflowDefinitionVersionId"] = versionId,
            },
            ["constructionProperties"] = new JsonObject
            {
                ["WorkflowDefinitionId"] = reference.DefinitionId,
                ["WorkflowDefinitionVersionId"] = versionId,
            },
            ["ports"] = ports,
            ["outputs"] = new JsonArray([.. activity.Outputs.Select(Describe)]),
            ["inputs"] = new JsonArray([.. activity.Inputs.Select(i => Describe(i, i.Declared!.DefaultValue))]),
        };
    }

    private static JsonObject Describe(ActivityDescriptor activity, IReadOnlyDictionary<string, object?> defaults)
    {
        var name = activity.TypeName[(activity.TypeName.LastIndexOf('.') + 1)..];
        return new JsonObject
        {
            ["typeName"] = activity.TypeName,
            ["namespace"] = activity.TypeName[..activity.TypeName.LastIndexOf('.')],
            ["name"] = name,
            ["version"] = activity.Version,
            ["category"] = activity.Category,
            ["displayName"] = activity.DisplayName.Length > 0 ? activity.DisplayName : name,
            ["description"] = activity.Description,
            ["kind"] = "Action",
            ["isContainer"] =
                activity.Type == typeof(Flowchart)
                || activity.Type == typeof(Sequence)
                || activity.Type == typeof(Workflows.Primitives.Parallel),
            ["isBrowsable"] = true,
            ["isStart"] = activity.Type == typeof(Start),
            ["isTerminal"] = activity.Type == typeof(Finish) || activity.Type == typeof(End) || activity.Type == typeof(Complete),
            ["customProperties"] = new JsonObject(),
            ["constructionProperties"] = new JsonObject(),
            ["ports"] = Ports(activity),
            ["outputs"] = new JsonArray([.. activity.Outputs.Select(Describe)]),
            ["inputs"] = new JsonArray([.. activity.Inputs.Select(i => Describe(i, defaults.GetValueOrDefault(i.Key)))]),
        };
    }

    private static JsonObject Describe(OutputDescriptor output) => new()
    {
        ["name"] = output.Name,
        ["typeName"] = output.Declared?.Type.Name ?? TypeNameOf(output.Type),
        ["displayName"] = Spaced(output.Name),
        ["description"] = null,
        ["order"] = 0,
        ["isBrowsable"] = true,
        ["isSynthetic"] = false,
    };

    private static JsonArray Ports(ActivityDescriptor activity)
    {
        if (activity.Type == typeof(Finish)
            || activity.Type == typeof(End)
            || activity.Type == typeof(Complete)
            || activity.Type == typeof(Flowchart))
        {
            return [];
        }

        var ports = new JsonArray();
        foreach (var port in activity.Ports)
        {
            ports.Add(Port(char.ToUpperInvariant(port[0]) + port[1..], "Embedded"));
        }

        foreach (var outcome in activity.Outcomes)
        {
            ports.Add(Port(outcome, "Flow"));
        }

        return ports;
    }

    private static JsonObject Port(string name, string type) => new()
    {
        ["name"] = name,
        ["displayName"] = Spaced(name),
        ["type"] = type,
        ["isBrowsable"] = true,
    };

    private static JsonObject Describe(InputDescriptor input, object? defaultValue)
    {
        var hint = HintOf(input);
        return new JsonObject
        {
            ["name"] = input.Name,
            ["typeName"] = input.Declared?.Type.Name ?? TypeNameOf(input.Type),
            ["displayName"] = input.Attribute.DisplayName.Length > 0 ? input.Attribute.DisplayName : Spaced(input.Name),
            ["description"] = DescriptionOf(input),
            ["order"] = input.Attribute.Order,
            ["isBrowsable"] = true,
            ["isSynthetic"] = false,
            ["isWrapped"] = hint is not ("flow-switch-editor" or "variable-picker"),
            ["uiHint"] = hint,
            ["category"] = null,
            ["defaultValue"] = DefaultOf(defaultValue),
            ["defaultSyntax"] = hint is "dynamic-outcomes" ? "Object" : "Literal",
            ["isReadOnly"] = false,
            ["isSensitive"] = false,
            ["storageDriverType"] = null,
            ["uiSpecifications"] =
                hint == "dropdown"
                    ? new JsonObject { ["dropdown"] = new JsonObject { ["selectList"] = Choices(input.Type) } }
                    : new JsonObject(),
        };
    }

    private static string HintOf(InputDescriptor input) => input.Attribute.UIHint switch
    {
        "singleline" when (Nullable.GetUnderlyingType(input.Type) ?? input.Type).IsEnum => "dropdown",
        "singleline" when input.Type == typeof(bool) || input.Declared?.Type is { Name: "Boolean", IsArray: false } => "checkbox",
        var hint => hint,
    };

    private static string? DescriptionOf(InputDescriptor input) =>
        input.HasLimits && input.Attribute.Description.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{input.Attribute.Minimum} to {input.Attribute.Maximum}.")
            : input.Attribute.Description;

    private static JsonObject Choices(Type type) =>
        new()
        {
            ["items"] = new JsonArray([
                .. Enum.GetNames(Nullable.GetUnderlyingType(type) ?? type)
                    .Select(n => new JsonObject { ["text"] = Spaced(n), ["value"] = n }),
            ]),
            ["isFlagsEnum"] = false,
            ["sortItems"] = false,
        };

    private static JsonNode? DefaultOf(object? value) => value switch
    {
        null => null,
        string or bool or int or long or double => JsonSerializer.SerializeToNode(value),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Enum member => member.ToString(),
        _ => null,
    };

    private static string TypeNameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } => "System.String",
        var t when t == typeof(IReadOnlyList<string>) => "System.Collections.Generic.ICollection`1[System.String]",
        var t when t == typeof(VariableReference) => "Elsa.Workflows.Memory.Variable",
        var t when t.Namespace == "System" => t.FullName!,
        _ => "System.Object",
    };

    private static JsonObject Placeholder() => new()
    {
        ["typeName"] = DefinitionDocument.PlaceholderType,
        ["namespace"] = "Elsa",
        ["name"] = "NotFoundActivity",
        ["version"] = 1,
        ["category"] = "System",
        ["displayName"] = "Not found",
        ["description"] = "Stands for an activity that this installation does not have.",
        ["kind"] = "Action",
        ["isContainer"] = false,
        ["isBrowsable"] = false,
        ["isStart"] = false,
        ["isTerminal"] = false,
        ["customProperties"] = new JsonObject(),
        ["constructionProperties"] = new JsonObject(),
        ["ports"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["inputs"] = new JsonArray(),
    };

    private static string Spaced(string name) => WordStart().Replace(name, m => " " + m.Value.ToLowerInvariant());

    [GeneratedRegex("(?<=[a-z])[A-Z](?=[a-z])")]
    private static partial Regex WordStart();
}
