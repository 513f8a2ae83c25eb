using System.Globalization;
using System.Text;
using Smartcard.Domain;
using Smartcard.Domain.Codes;

namespace Smartcard.Bot.Turns;

/// <summary>What a person means by typed words, in English or Welsh.</summary>
public enum Intent
{
    /// <summary>None of the below: the words are not kept.</summary>
    Unknown,
    Greeting,
    Register,
    Unlock,
    Help,
    Cancel,
    StartAgain,

    /// <summary>"This was not me": self-service is to stop for the card.</summary>
    NotMe,
    English,
    Welsh,

    /// <summary>Six digits: the emailed code, typed as a message.</summary>
    Code,
}

internal static class Intents
{
    // The more telling ones first: "somebody unlocked my card, it was not me" is a report, "my card is locked, help" means unlock.
    private static readonly (Intent Intent, string[] Phrases)[] Known =
    [
        (Intent.NotMe, ["not me", "wasn t me", "wasnt me", "isn t me", "someone else", "somebody else", "nid fi", "rhywun arall"]),
        (Intent.StartAgain, ["start again", "restart", "start over", "begin again", "dechrau eto", "ailddechrau"]),
        (Intent.Cancel, ["cancel", "stop", "quit", "exit", "never mind", "canslo", "stopio"]),
        (
            Intent.Unlock,
            [
                "unlock",
                "locked",
                "blocked",
                "forgot my passcode",
                "forgotten my passcode",
                "reset my passcode",
                "forgot my pin",
                "forgotten my pin",
                "reset my pin",
                "datgloi",
                "wedi cloi",
                "ar glo",
                "anghofio fy nghyfrinair",
                "anghofio fy pin",
                "anghofio fy mhin",
            ]),
        (Intent.Register, ["register", "registration", "sign up", "enrol", "cofrestru"]),
        (Intent.Help, ["help", "support", "what can you do", "stuck", "cymorth"]),
        (Intent.Welsh, ["cymraeg", "welsh"]),
        (Intent.English, ["english", "saesneg"]),
        (Intent.Greeting, ["hello", "hi", "hey", "good morning", "good evening", "helo", "shwmae", "bore da"]),
    ];

    /// <summary>What people say around a command. With any other word it may mean the contrary, such as "please do not stop".</summary>
    private static readonly HashSet<string> Fillers =
    [
        "please", "now", "this", "it", "the", "chat", "journey", "all", "everything", "just", "ok", "okay", "thanks", "thank",
        "i", "d", "we", "you", "me", "my", "let", "s", "want", "wish", "to", "would", "like", "can", "could",
        "os", "gwelwch", "yn", "dda", "hwn", "hon", "nawr", "rwy", "n", "rwyf", "eisiau", "y", "r", "am", "sgwrs", "diolch",
    ];

    public static Intent Of(string text)
    {
        var words = Plain(text);
        if (words.Length == 0 || words.Length > 120)
        {
            return Intent.Unknown;
        }

        var hasCode = EmailCode.DigitsIn(text) is not null;
        if (hasCode && !words.Any(char.IsLetter))
        {
            return Intent.Code;
        }

        var padded = $" {words} ";
        foreach (var (intent, phrases) in Known)
        {
            if (phrases.Any(phrase => padded.Contains($" {phrase} ", StringComparison.Ordinal)
                && (intent is not (Intent.Cancel or Intent.StartAgain) || IsAll(padded, phrase))))
            {
                return intent;
            }
        }

        return hasCode ? Intent.Code : Intent.Unknown; // "my code is 123456"
    }

    /// <summary>A command that throws work away counts only when the message is nothing else.</summary>
    private static bool IsAll(string padded, string phrase) =>
        padded
            .Replace($" {phrase} ", " ", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(Fillers.Contains);

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text.Normalized(NormalizationForm.FormD).ToLower(CultureInfo.InvariantCulture))
        {
            if (char.IsLetterOrDigit(character))
            {
                plain.Append(character);
            }
            else if (
                plain.Length > 0
                && plain[^1] != ' '
                && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().Trim();
    }
}
