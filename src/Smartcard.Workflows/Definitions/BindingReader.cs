using System.Text.Json;
using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;
using static Smartcard.Workflows.DefinitionJson;

namespace Smartcard.Workflows;

/// <summary>Reads what an activity is given and where its outputs go, and tries now what does not depend on a run.</summary>
/// <param name="declarations">Of the workflow that the activity is drawn in.</param>
internal sealed class BindingReader(Declarations declarations)
{
    /// <param name="variables">Those in sight, nearest first.</param>
    public Dictionary<string, InputValue> ReadInputs(
        JsonElement json,
        ActivityDescriptor descriptor,
        IReadOnlyList<VariableDefinition> variables,
        string id,
        string path)
    {
        var inputs = new Dictionary<string, InputValue>(StringComparer.Ordinal);
        foreach (var input in descriptor.Inputs)
        {
            if (!json.TryGetProperty(input.Key, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            var at = $"{path}.{input.Key}";
            DefinitionSize.CheckTexts(value, input.Label, id, at);
            var read = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("expression", out var wrapped)
                ? new InputValue(ReadExpression(wrapped, input.Label, id, at), default, at)
                : new InputValue(null, value.Clone(), at);
            inputs.Add(input.Key, read);
            CheckConstant(input, read, variables, id);
        }

        return inputs;
    }

    public static Dictionary<string, VariableDefinition> ReadOutputs(
        JsonElement json,
        ActivityDescriptor descriptor,
        IReadOnlyList<VariableDefinition> variables,
        string id,
        string path)
    {
        var outputs = new Dictionary<string, VariableDefinition>(StringComparer.Ordinal);
        foreach (var output in descriptor.Outputs)
        {
            var at = $"{path}.{output.Key}";
            if (!json.TryGetProperty(output.Key, out var binding)
                || binding.ValueKind is JsonValueKind.Null
                || !Object(binding, id, at).TryGetProperty("memoryReference", out var reference)
                || reference.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            if (binding.TryGetProperty("converter", out var converter) && converter.ValueKind is not JsonValueKind.Null)
            {
                throw new DefinitionException(id, at + ".converter", $"'{output.Label}': output converters are not supported");
            }

            // Elsa gives an output that is bound to nothing a place of its own, named after the activity.
            var variableId = OptionalText(Object(reference, id, at + ".memoryReference"), "id");
            if (!string.IsNullOrEmpty(variableId) && !variableId.StartsWith(id + ":output-", StringComparison.Ordinal))
            {
                outputs.Add(
                    output.Key,
                    variables.FirstOrDefault(v => v.Id == variableId)
                        ?? throw new DefinitionException(
                            id,
                            at + ".memoryReference.id",
                            $"'{output.Label}': there is no variable with the id '{variableId}'"));
            }
        }

        return outputs;
    }

    private static Expression ReadExpression(JsonElement json, string label, string id, string path)
    {
        Object(json, id, path + ".expression");
        var expression = new Expression(
            Text(json, "type", id, path + ".expression"), json.TryGetProperty("value", out var value) ? value.Clone() : default);
        CheckExpression(expression, label, id, path + ".expression");
        return expression;
    }

    private static void CheckExpression(Expression expression, string label, string id, string path)
    {
        if (!ExpressionEvaluator.Supports(expression.Type))
        {
            throw new DefinitionException(id, path + ".type", $"'{label}': expressions of type '{expression.Type}' are not supported");
        }

        try
        {
            ExpressionEvaluator.Check(expression);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(id, path + ".value", $"'{label}': {wrong.Message}");
        }
    }

    /// <summary>A value that does not depend on a run is tried now, so that a wrong one is found at the desk and not at 7 a.m.</summary>
    private void CheckConstant(InputDescriptor input, InputValue value, IReadOnlyList<VariableDefinition> variables, string id)
    {
        if (!value.IsWrittenOut)
        {
            return;
        }

        object? constant;
        try
        {
            constant = ExpressionEvaluator.EvaluateConstant(value, input.Type);
            input.Declared?.Type.ToStored(constant);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(id, value.JsonPath, $"'{input.Label}': {wrong.Message}");
        }

        try
        {
            ExpressionEvaluator.CheckRange(input, constant);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(id, value.JsonPath, wrong.Message);
        }

        CheckReferences(input, constant, value, variables, id);
    }

    private void CheckReferences(
        InputDescriptor input,
        object? constant,
        InputValue value,
        IReadOnlyList<VariableDefinition> variables,
        string id)
    {
        switch (constant)
        {
            case VariableReference variable
                when Declarations.FindVariable(variables, variable.Id, variable.Name) is null:
                throw new DefinitionException(
                    id,
                    value.JsonPath,
                    $"'{input.Label}': there is no variable '{variable.Name ?? variable.Id}'");
            case string output
                when input.Attribute.UIHint == "output-picker" && declarations.Outputs.All(o => o.Name != output):
                throw new DefinitionException(
                    id,
                    value.JsonPath,
                    $"'{input.Label}': the workflow declares no output '{output}'");
            case IReadOnlyList<string> outcomes
                when input.Attribute.UIHint == "outcome-picker"
                    && outcomes.FirstOrDefault(o => o != "Done" && !declarations.Outcomes.Contains(o)) is { } unknown:
                throw new DefinitionException(
                    id,
                    value.JsonPath,
                    $"'{input.Label}': the workflow declares no outcome '{unknown}'");
            case IReadOnlyList<SwitchCase> cases:
                foreach (var (index, @case) in cases.Index())
                {
                    var at = $"{value.JsonPath}[{index}]";
                    if (string.IsNullOrEmpty(@case?.Label) || @case.Condition is null)
                    {
                        throw new DefinitionException(
                            id,
                            at,
                            $"'{input.Label}': case {index + 1} has no {(string.IsNullOrEmpty(@case?.Label) ? "label" : "condition")}");
                    }

                    CheckExpression(@case.Condition, $"{input.Label}, {@case.Label}", id, at + ".condition");
                }

                break;
            default:
                break;
        }
    }
}
