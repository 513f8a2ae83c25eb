namespace Smartcard.Workflows;

/// <summary>The sentence of an incident whose cause lies in what an activity is given.</summary>
internal static class FaultWords
{
    /// <param name="reason">Starts with the input's label where it is about one.</param>
    public static string Of(ActivityNode node, string reason) =>
        $"{BeforeReason(node, reason)}{reason.TrimEnd()}{(EndsSentence(reason) ? "" : ".")}";

    /// <summary>The reason alone, for a sentence that names the activity itself.</summary>
    public static string ReasonIn(ActivityNode node, string message)
    {
        var title = $"'{node.DisplayText}'";
        return message.StartsWith($"{title}, input ", StringComparison.Ordinal) ? message[$"{title}, input ".Length..].TrimEnd('.')
            : message.StartsWith($"{title}: ", StringComparison.Ordinal) ? message[$"{title}: ".Length..].TrimEnd('.')
            : message;
    }

    private static string BeforeReason(ActivityNode node, string reason) =>
        $"'{node.DisplayText}'{(node.Descriptor.Inputs.Any(i => IsAbout(i, reason)) ? ", input " : ": ")}";

    private static bool IsAbout(InputDescriptor input, string reason) => reason.StartsWith($"'{input.Label}'", StringComparison.Ordinal);

    private static bool EndsSentence(string reason) => reason.TrimEnd() is [.., '.' or '?' or '!'];
}
