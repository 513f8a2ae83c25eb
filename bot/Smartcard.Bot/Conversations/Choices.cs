using Smartcard.Domain.Prompts;

namespace Smartcard.Bot.Conversations;

/// <summary>The choices between journeys. Their nonce names no bookmark: they may be pressed at any time, and then start something.</summary>
public static class Choices
{
    public const string Nonce = "choices";
    public const string Register = "register";
    public const string Unlock = "unlock";
    public const string Help = "help";

    public static Prompt Greeting() => Of(Words.Named("greeting.text")) with { Heading = Words.Named("greeting.heading") };

    public static Prompt Again() => Of(Words.Named("greeting.again"));

    private static Prompt Of(Words text) => new(Nonce, text)
    {
        Buttons =
        [
            new PromptButton(Unlock, Words.Named("greeting.unlock")),
            new PromptButton(Register, Words.Named("greeting.register")),
            new PromptButton(Help, Words.Named("greeting.help")) { SendsFields = false },
        ],
    };
}
