using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Smartcard.Workflows;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Server.ElsaApi;

/// <summary>The activities as the designer's palette and property panel show them.</summary>
internal sealed partial class ActivityDescriptors
{
    private readonly JsonObject _all;

    public ActivityDescriptors(ActivityRegistry registry, IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        var items = new JsonArray([.. registry.All.Select(a => Describe(a, a.Defaults(scope.ServiceProvider))), Placeholder()]);
        _all = new JsonObject { ["items"] = items, ["count"] = items.Count };
    }

    public JsonNode All => _all;

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
            ["isContainer"] = activity.Type == typeof(Flowchart) || activity.Type == typeof(Sequence) || activity.Type == typeof(Workflows.Primitives.Parallel),
            ["isBrowsable"] = true,
            ["isStart"] = activity.Type == typeof(Start),
            ["isTerminal"] = activity.Type == typeof(Finish) || activity.Type == typeof(End),
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
        ["typeName"] = TypeNameOf(output.Type),
        ["displayName"] = Spaced(output.Name),
        ["description"] = null,
        ["order"] = 0,
        ["isBrowsable"] = true,
        ["isSynthetic"] = false,
    };

    private static JsonArray Ports(ActivityDescriptor activity)
    {
        if (activity.Type == typeof(Finish) || activity.Type == typeof(End) || activity.Type == typeof(Flowchart))
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
            ["typeName"] = TypeNameOf(input.Type),
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
            ["uiSpecifications"] = hint == "dropdown" ? new JsonObject { ["dropdown"] = new JsonObject { ["selectList"] = Choices(input.Type) } } : new JsonObject(),
        };
    }

    private static string HintOf(InputDescriptor input) => input.Attribute.UIHint switch
    {
        "singleline" when (Nullable.GetUnderlyingType(input.Type) ?? input.Type).IsEnum => "dropdown",
        "singleline" when input.Type == typeof(bool) => "checkbox",
        var hint => hint,
    };

    private static string? DescriptionOf(InputDescriptor input) =>
        input.HasLimits && input.Attribute.Description.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{input.Attribute.Minimum} to {input.Attribute.Maximum}.")
            : input.Attribute.Description;

    private static JsonObject Choices(Type type) => new()
    {
        ["items"] = new JsonArray([.. Enum.GetNames(Nullable.GetUnderlyingType(type) ?? type).Select(n => new JsonObject { ["text"] = Spaced(n), ["value"] = n })]),
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
