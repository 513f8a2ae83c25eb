using System.Reflection;
using Smartcard.Bot;
using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Mail;
using Smartcard.PublicEndpoints.Mail;
using Smartcard.Wording;

namespace Smartcard.Server.Setup;

/// <summary>Checks at the start that there are words for everything the host can say.</summary>
/// <remarks>A missing text stops the start. Otherwise, the first nurse would find it at 7 a.m.</remarks>
internal static class WordsCheck
{
    /// <exception cref="InvalidDataException">A text is missing, or is not as the program fills it; the message says which.</exception>
    public static void Require()
    {
        Catalogue.Check();
        foreach (var words in OfChat())
        {
            Catalogue.Chat.Require(words.Key!, words.Arguments.Keys.Concat(MessageCatalogue.StandingPlaces));
        }

        foreach (var text in ActivityWords.All)
        {
            Catalogue.Activities.Require(text.Key, MessageCatalogue.StandingPlaces);
        }

        MailTexts.Require();
        NotMeWords.Require();
    }

    /// <summary>Every text that the chat can say, with something in each place that is filled.</summary>
    internal static IReadOnlyList<Words> OfChat() =>
    [
        .. typeof(ChatWords).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => (Words)p.GetValue(null)!),
        .. typeof(ChatWords).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => !m.IsSpecialName && m.GetParameters().All(p => p.ParameterType == typeof(int) || p.ParameterType == typeof(string)))
            .Select(m => (Words)m.Invoke(null, [.. m.GetParameters().Select(p => p.ParameterType == typeof(int) ? (object)1 : "")])!),
        .. Enum.GetValues<JourneyStage>().Select(ChatWords.HelpAt),
        .. Enum.GetValues<BoothSentence>().Select(ChatWords.BoothSays),
        .. QuestionCatalogue.All.Select(ChatWords.Question),
        .. Enum.GetValues<CardTaskOutcome>().Where(o => o != CardTaskOutcome.Done).Select(CardTaskWords.Outcome),
        .. CardTaskWords.OutcomesInDoubt.Select(CardTaskWords.OutcomeInDoubt),
        .. Enum.GetValues<CardTrouble>().Select(CardTaskWords.Trouble),
        CardTaskWords.Doubt,
        .. Enum.GetValues<CardTaskState>().Select(CardTaskWords.Progress),
    ];
}
