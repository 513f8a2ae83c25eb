using System.Globalization;
using System.Text;
using System.Text.Json;
using Smartcard.Workflows;

namespace Smartcard.Server.ElsaApi;

/// <summary>What scripts in a workflow may call, as TypeScript declarations: the designer's editor offers it while somebody types.</summary>
internal static class ScriptTypes
{
    public static string Of(IReadOnlyList<VariableDefinition> variables, IReadOnlyList<InputDefinition> inputs)
    {
        var text = new StringBuilder();
        Declare(text, "getVariable", variables.Select(v => (v.Name, v.Type)), "The value that a variable has now; null where it has none.");
        Declare(text, "getInput", inputs.Select(i => (i.Name, i.Type)), "What the workflow was started with; null where it was not given.");
        foreach (var variable in variables.Where(v => IsName(v.Name)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"/** The value of the variable {variable.Name}. */");
            text.AppendLine(CultureInfo.InvariantCulture, $"declare function get{char.ToUpperInvariant(variable.Name[0])}{variable.Name[1..]}(): {TypeOf(variable.Type)} | null;");
        }

        return text.ToString();
    }

    private static void Declare(StringBuilder text, string function, IEnumerable<(string Name, DataType Type)> names, string words)
    {
        foreach (var (name, type) in names)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"/** {words} */");
            text.AppendLine(CultureInfo.InvariantCulture, $"declare function {function}(name: {JsonSerializer.Serialize(name)}): {TypeOf(type)} | null;");
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

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
