using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Instructions;
using Smartcard.SelfService.Lockout;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>
/// The words of activities that speak, where they can be known before a run. What only a run shows to be empty is a
/// fault then.
/// </summary>
internal static class WrittenWords
{
    /// <returns>What is missing, in words that follow the activity's name; null where nothing is, or where only a run could tell.</returns>
    public static string? MissingIn(ActivityNode activity)
    {
        var type = activity.Descriptor.Type;
        return Speaks(type)
            && !MayHaveWords(
                activity,
                "text",
                hasDefault: type != typeof(SayActivity) && type != typeof(ShowInstructions))
                ? "has no words to say"
            : type == typeof(ShowInstructions) && !MayHaveWords(activity, "button", hasDefault: true)
                ? "has a button without words"
            : null;
    }

    private static bool Speaks(Type type) =>
        type == typeof(SayActivity)
        || type == typeof(ReferToBooth)
        || type == typeof(ShowInstructions)
        || type == typeof(StopSelfService)
        || type.IsSubclassOf(typeof(CardTaskActivity));

    private static bool MayHaveWords(ActivityNode activity, string key, bool hasDefault) =>
        !activity.Inputs.ContainsKey(key) ? hasDefault : !activity.IsTextKnown(key, out var text) || ReadableText.HasWords(text);
}
