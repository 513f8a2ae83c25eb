using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Instructions;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>Which tones fit what has happened.</summary>
internal static class JourneyTones
{
    /// <returns>Null when an expression gives it.</returns>
    public static MessageTone? Of(ActivityNode activity) =>
        activity.Descriptor.Type == typeof(SayActivity) ? activity.WrittenOutChoice("tone", MessageTone.Plain) : MessageTone.Plain;

    /// <returns>Why words in this tone cannot be right here; null = they can.</returns>
    public static string? BreachedBy(JourneyFacts facts, MessageTone? tone) =>
        (tone, facts.Has(Shown.WentWrong), facts.Has(Shown.Goal), facts.Has(Shown.Told)) switch
        {
            (MessageTone.Good, true, _, _) =>
                "can speak in the tone 'Good' after something that did not go well: say what happened, in another tone",
            (MessageTone.Problem, _, true, _) =>
                "can speak in the tone 'Problem' when everything is done: use another tone",
            (MessageTone.Warning, _, true, false) =>
                "can warn when everything is done, before the person was told so: first say that it is done",
            (null, true, _, _) or (null, _, true, _) =>
                "takes its tone from an expression: choose the tone, so that it can be checked against what has happened",
            _ => null,
        };
}
