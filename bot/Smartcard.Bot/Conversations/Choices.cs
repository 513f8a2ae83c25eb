using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;

namespace Smartcard.Bot.Conversations;

/// <summary>
/// The choices between journeys. Their nonce names no bookmark: they may be pressed at any time, and then start
/// something.
/// </summary>
internal static class Choices
{
    public const string Nonce = "choices";
    public const string Register = "register";
    public const string Unlock = "unlock";
    public const string Help = "help";

    private static readonly IReadOnlyList<JourneyKind> All = [JourneyKind.Unlock, JourneyKind.Registration];

    public static Prompt Greeting() => Of(Words.Of(""), All) with { Heading = ChatWords.GreetingHeading };

    public static Prompt Again() => After(All);

    /// <summary>After a journey: only what can help, and none of it is louder than how the journey ended.</summary>
    public static Prompt After(IReadOnlyList<JourneyKind> kinds)
    {
        var choices = Of(ChatWords.GreetingAgain, kinds);
        return choices with { Buttons = [.. choices.Buttons.Select(button => button with { SendsFields = false })] };
    }

    private static Prompt Of(Words text, IReadOnlyList<JourneyKind> kinds)
    {
        List<PromptButton> buttons = [];
        if (kinds.Contains(JourneyKind.Unlock))
        {
            buttons.Add(new(Unlock, ChatWords.GreetingUnlock));
        }

        if (kinds.Contains(JourneyKind.Registration))
        {
            buttons.Add(new(Register, ChatWords.GreetingRegister));
        }

        return new Prompt(Nonce, text) { Buttons = [.. buttons, new PromptButton(Help, ChatWords.GreetingHelp) { SendsFields = false }] };
    }
}
