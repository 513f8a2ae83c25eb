using Smartcard.Expressions;

namespace Smartcard.Workflows;

/// <summary>
/// The functions by which a script asks for a variable or an input by its own name, e.g. <c>getMyName</c> for <c>My
/// name</c>.
/// </summary>
public static class ScriptGetters
{
    /// <returns>By function: the variable that it gives, or the input where no variable has that function.</returns>
    public static IReadOnlyDictionary<string, (string Name, bool IsInput)> Of(
        IEnumerable<VariableDefinition> variables,
        IEnumerable<InputDefinition> inputs) => Accessors.GettersOf(variables.Select(v => v.Name), inputs.Select(i => i.Name));
}
