using System.Text.Json;
using Smartcard.Workflows.Expressions;
using static Smartcard.Workflows.DefinitionJson;

namespace Smartcard.Workflows;

/// <summary>A place for a value in each instance.</summary>
/// <param name="Id">By which outputs are bound to it.</param>
/// <param name="Value">What it holds at the start, as stored.</param>
public sealed record VariableDefinition(string Id, string Name, DataType Type, JsonElement Value);

/// <summary>A value that an instance is started with.</summary>
/// <param name="IsRequired">No instance starts without it. Default false. Elsa has no such member, nor one for a default.</param>
/// <param name="DefaultValue">What holds when none is given, as text; null = none.</param>
public sealed record InputDefinition(string Name, DataType Type, bool IsRequired, string? DefaultValue);

/// <summary>A value that an instance leaves behind; <c>Elsa.SetOutput</c> sets it.</summary>
public sealed record OutputDefinition(string Name, DataType Type);

/// <summary>An instance cannot be started with this input.</summary>
internal sealed class WorkflowInputException(string name, string reason) : Exception($"Input '{name}': {reason}")
{
    public string Name { get; } = name;
}

/// <summary>The variables, inputs, outputs and outcomes that a definition declares; a container declares variables alone.</summary>
/// <param name="Outcomes">Where it is used as an activity, the ports that it leaves by; empty = <c>Done</c> alone.</param>
internal sealed record Declarations(
    IReadOnlyList<VariableDefinition> Variables,
    IReadOnlyList<InputDefinition> Inputs,
    IReadOnlyList<OutputDefinition> Outputs,
    IReadOnlyList<string> Outcomes)
{
    /// <exception cref="DefinitionException">
    /// A declaration has no name, a name twice, an unknown type or a value that is not of its type.
    /// </exception>
    public static Declarations Read(JsonElement top) =>
        new(
            ReadList(top, "$", "variables", ReadVariable, v => v.Name),
            ReadList(top, "$", "inputs", ReadInput, i => i.Name),
            ReadList(
                top,
                "$",
                "outputs",
                (json, at) => new OutputDefinition(Text(json, "name", null, at), ReadType(json, "type", at)),
                o => o.Name),
            ReadOutcomes(top));

    /// <returns>Null when the container declares none.</returns>
    /// <exception cref="DefinitionException">As for <see cref="Read"/>.</exception>
    public static Declarations? ReadContainer(JsonElement container, string path) =>
        ReadList(container, path, "variables", ReadVariable, v => v.Name) is { Count: > 0 } variables
            ? new Declarations(variables, [], [], [])
            : null;

    /// <summary>By the id, which outlives a renaming, else by the name; of two with the name, the first.</summary>
    public static VariableDefinition? FindVariable(IEnumerable<VariableDefinition> variables, string? id, string? name) =>
        variables.FirstOrDefault(v => v.Id == id) ?? variables.FirstOrDefault(v => v.Name == name);

    private static VariableDefinition ReadVariable(JsonElement json, string at)
    {
        var name = Text(json, "name", null, at);
        var type = ReadType(json, "typeName", at);
        return new VariableDefinition(
            OptionalText(json, "id") ?? name,
            name,
            type,
            Stored(type, json.TryGetProperty("value", out var value) ? value : default, at + ".value", $"the variable '{name}'"));
    }

    private static InputDefinition ReadInput(JsonElement json, string at)
    {
        var type = ReadType(json, "type", at);
        string? given = null;
        if (json.TryGetProperty("defaultValue", out var value) && value.ValueKind is not JsonValueKind.Null)
        {
            Stored(type, value, at + ".defaultValue", $"the default of the input '{Text(json, "name", null, at)}'");
            given = value.ToString();
        }

        return new InputDefinition(
            Text(json, "name", null, at),
            type,
            json.TryGetProperty("isRequired", out var required) && required.ValueKind == JsonValueKind.True,
            given);
    }

    private static DataType ReadType(JsonElement json, string member, string at)
    {
        var isArray = json.TryGetProperty("isArray", out var array) && array.ValueKind == JsonValueKind.True;
        var name = OptionalText(json, member) ?? "String";
        return DataType.Find(name, isArray)
            ?? throw new DefinitionException(
                null,
                $"{at}.{member}",
                $"there is no type '{name}'; there are {string.Join(", ", DataType.Names)}");
    }

    private static JsonElement Stored(DataType type, JsonElement value, string at, string whose)
    {
        try
        {
            return type.ToStored(value);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(null, at, $"{whose}: {wrong.Message}");
        }
    }

    private static List<string> ReadOutcomes(JsonElement top)
    {
        var outcomes = new List<string>();
        if (top.TryGetProperty("outcomes", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var json in list.EnumerateArray())
            {
                var outcome = json.ValueKind == JsonValueKind.String ? json.GetString()!.Trim() : "";
                if (outcome.Length == 0 || outcome.Contains(',', StringComparison.Ordinal) || outcomes.Contains(outcome))
                {
                    throw new DefinitionException(
                        null,
                        $"$.outcomes[{outcomes.Count}]",
                        "an outcome must be a name without commas, and you can only list it once");
                }

                outcomes.Add(outcome);
            }
        }

        return outcomes;
    }

    private static List<T> ReadList<T>(
        JsonElement top,
        string path,
        string member,
        Func<JsonElement, string, T> read,
        Func<T, string> nameOf)
    {
        var found = new List<T>();
        if (!top.TryGetProperty(member, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return found;
        }

        foreach (var json in list.EnumerateArray())
        {
            var at = $"{path}.{member}[{found.Count}]";
            var item = read(Object(json, null, at), at);
            if (found.Exists(f => nameOf(f) == nameOf(item)))
            {
                throw new DefinitionException(null, at + ".name", $"the name '{nameOf(item)}' is there twice in {member}");
            }

            found.Add(item);
        }

        return found;
    }
}
