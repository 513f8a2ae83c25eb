using System.Text.RegularExpressions;

namespace Smartcard.Expressions;

/// <summary>
/// How expressions get at values, under Elsa's names; and what to write instead of those of Elsa's names that are not
/// given here.
/// </summary>
internal static partial class Accessors
{
    public const string NoWriting = "an expression cannot set a variable: use the activity 'Set variable'";

    private const string NoOutputs = "bind the activity's output to a variable, and read that";

    /// <summary>Functions that are always there. A variable's own getter never takes the place of one.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "getVariable",
        "getInput",
        "getCorrelationId",
        "getWorkflowInstanceId",
        "getWorkflowDefinitionId",
        "getWorkflowDefinitionVersion",
        "isNullOrEmpty",
        "isNullOrWhiteSpace",
        "toJson",
    };

    /// <summary>Of Elsa's names, those that are not given, and what to do instead.</summary>
    private static readonly Dictionary<string, string> NotGiven = new(StringComparer.Ordinal)
    {
        ["setVariable"] = NoWriting,
        ["setCorrelationId"] = "an expression cannot set the correlation id: use the activity 'Correlate'",
        ["getOutputFrom"] = $"getOutputFrom is not supported: {NoOutputs}",
        ["getLastResult"] = $"getLastResult is not supported: {NoOutputs}",
        ["getWorkflowDefinitionVersionId"] =
            "getWorkflowDefinitionVersionId is not supported: use getWorkflowDefinitionId and getWorkflowDefinitionVersion",
        ["getConfig"] =
            "getConfig is not supported: no expression reads the configuration; write the value out, or use a variable",
        ["Output"] = $"Output is not supported: {NoOutputs}",
        ["Outputs"] = $"Outputs is not supported: {NoOutputs}",
        ["Activities"] = $"Activities is not supported: {NoOutputs}",
        ["LastResult"] = $"LastResult is not supported: {NoOutputs}",
        ["activities"] = $"activities is not supported: {NoOutputs}",
        ["Configuration"] = "Configuration is not supported: no template reads the configuration; write the value out, or use a variable",
    };

    /// <summary>What is said of a name that nothing declares.</summary>
    /// <param name="isLiquid">Of a template; else of a script.</param>
    public static string WordsFor(string name, bool isLiquid = false) =>
        NotGiven.GetValueOrDefault(name)
        ?? (
            isLiquid
                ? $"there is no '{name}': a template reads Variables, Input, CorrelationId, WorkflowInstanceId, "
                    + "WorkflowDefinitionId and WorkflowDefinitionVersion, and what it sets itself"
            : OutputOfActivity().IsMatch(name) ? $"{name} is not defined; if an activity's output is meant, {NoOutputs}"
            : Setter().IsMatch(name) ? $"{name} is not defined; if a variable is to be set: {NoWriting}"
            : $"{name} is not defined");

    /// <summary>
    /// The functions that give a value each by its own name: <c>getTries</c> for <c>tries</c>, <c>getMyName</c> for
    /// <c>My name</c>.
    /// </summary>
    /// <returns>By function: the variable, or the input where no variable has that function.</returns>
    public static IReadOnlyDictionary<string, (string Name, bool IsInput)> GettersOf(
        IEnumerable<string> variables,
        IEnumerable<string> inputs)
    {
        var getters = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        foreach (var (names, isInput) in new[] { (variables.ToArray(), false), (inputs.ToArray(), true) })
        {
            foreach (var name in names.Where(n => n.Length > 0))
            {
                Add($"get{char.ToUpperInvariant(name[0])}{name[1..]}", name, isInput);
            }

            foreach (var name in names)
            {
                Add("get" + Joined(name), name, isInput);
            }
        }

        return getters;

        void Add(string getter, string name, bool isInput)
        {
            if (!Functions.Contains(getter) && Identifier().IsMatch(getter))
            {
                getters.TryAdd(getter, (name, isInput));
            }
        }
    }

    /// <summary>A name as Elsa joins its words: <c>MyName</c> for <c>My name</c>.</summary>
    public static string Joined(string name) => WordStart().Replace(name, match => match.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex(@"(?:[ _-]+|^)([a-zA-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\A[\p{L}_$][\p{L}\p{Nd}_$]*\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\Aget\w+From\w+\z")]
    private static partial Regex OutputOfActivity();

    [GeneratedRegex(@"\Aset[A-Z]\w*\z")]
    private static partial Regex Setter();

    /// <summary>What the language's library says of a name that is not there.</summary>
    [GeneratedRegex(@"\A(\S+) is not defined\z")]
    public static partial Regex NotDefined();
}
