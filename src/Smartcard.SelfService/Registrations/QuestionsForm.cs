using System.Globalization;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.Registrations;

/// <summary>The form with four questions of the catalogue and an answer for each.</summary>
internal static class QuestionsForm
{
    public const string SaveButton = "save";

    /// <param name="chosen">The questions to start with, by their numbers.</param>
    public static Prompt Draw(string nonce, Words text, IReadOnlyList<string> chosen, IReadOnlyList<Words> problems)
    {
        var catalogue = QuestionCatalogue.All
            .Select(question => new PromptChoice(question.Value.ToString(CultureInfo.InvariantCulture), ChatWords.Question(question)))
            .ToArray();
        var fields = new List<PromptField>();
        for (var number = 1; number <= AnswerRules.QuestionCount; number++)
        {
            fields.Add(new PromptField($"question{number}", PromptFieldKind.Choice, ChatWords.QuestionsChoose(number))
            {
                Choices = catalogue,
                Value = chosen.ElementAtOrDefault(number - 1),
            });
            fields.Add(new PromptField($"answer{number}", PromptFieldKind.Answer, ChatWords.QuestionsAnswer(number))
            {
                MaxLength = AnswerRules.MaxLength,
            });
        }

        return new Prompt(nonce, text)
        {
            Heading = ChatWords.QuestionsHeading,
            Problems = problems,
            Fields = fields,
            Buttons = [new PromptButton(SaveButton, ChatWords.QuestionsSave)],
        };
    }
}
