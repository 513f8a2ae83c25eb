using System.Globalization;
using System.Text;
using System.Text.Json;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// What scripts in a workflow may call, as TypeScript declarations: the designer's editor offers it while somebody
/// types.
/// </summary>
internal static class ScriptTypes
{
    private const string Others = """
        declare function getCorrelationId(): string | null;
        declare function getWorkflowInstanceId(): string;
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function isNullOrEmpty(text: string | null): boolean;
        declare function isNullOrWhiteSpace(text: string | null): boolean;
        declare function toJson(value: any): string;
        """;

    public static string Of(IReadOnlyList<VariableDefinition> variables, IReadOnlyList<InputDefinition> inputs)
    {
        var text = new StringBuilder();
        Declare(text, "getVariable", variables.Select(v => (v.Name, v.Type)), "The value that a variable has now, or null if it has none.");
        Declare(text, "getInput", inputs.Select(i => (i.Name, i.Type)), "What the workflow was started with, or null if it was not given.");
        foreach (var (getter, (name, isInput)) in ScriptGetters.Of(variables, inputs))
        {
            var type = isInput ? inputs.First(i => i.Name == name).Type : variables.First(v => v.Name == name).Type;
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"/** The value of the {(isInput ? "input" : "variable")} {name.Replace("*/", "", StringComparison.Ordinal)}. */");
            text.AppendLine(CultureInfo.InvariantCulture, $"declare function {getter}(): {TypeOf(type)} | null;");
        }

        text.AppendLine("/** The variables by name. You can only read them. */");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"declare const variables: {{ "
            + $"{string.Concat(variables.Select(v => $"readonly {JsonSerializer.Serialize(v.Name)}: {TypeOf(v.Type)} | null; "))}}};");
        text.AppendLine(Others);
        return text.ToString();
    }

    private static void Declare(StringBuilder text, string function, IEnumerable<(string Name, DataType Type)> names, string words)
    {
        foreach (var (name, type) in names)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"/** {words} */");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"declare function {function}(name: {JsonSerializer.Serialize(name)}): {TypeOf(type)} | null;");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"declare function {function}(name: string): any;");
    }

    private static string TypeOf(DataType type)
    {
        var item = type.Name switch
        {
            "Boolean" => "boolean",
            "Int32" or "Int64" or "Single" or "Double" or "Decimal" => "number",
            "Object" => "any",
            _ => "string",
        };
        return type.IsArray ? item + "[]" : item;
    }
}
