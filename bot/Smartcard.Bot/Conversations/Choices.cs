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

    public static Prompt Greeting() => Of(ChatWords.GreetingText) with { Heading = ChatWords.GreetingHeading };

    /// <summary>After a journey: none of it is louder than how the journey ended.</summary>
    public static Prompt Again()
    {
        var choices = Of(ChatWords.GreetingAgain);
        return choices with { Buttons = [.. choices.Buttons.Select(button => button with { SendsFields = false })] };
    }

    private static Prompt Of(Words text) => new(Nonce, text)
    {
        Buttons =
        [
            new PromptButton(Unlock, ChatWords.GreetingUnlock),
            new PromptButton(Register, ChatWords.GreetingRegister),
            new PromptButton(Help, ChatWords.GreetingHelp) { SendsFields = false },
        ],
    };
}
