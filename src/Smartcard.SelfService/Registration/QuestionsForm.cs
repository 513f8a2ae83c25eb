using System.Globalization;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.Registration;

/// <summary>The form with four questions of the catalogue and an answer for each.</summary>
internal static class QuestionsForm
{
    public const string SaveButton = "save";

    /// <param name="chosen">The questions to start with, by their numbers.</param>
    public static Prompt Draw(string nonce, Words text, IReadOnlyList<string> chosen, IReadOnlyList<Words> problems)
    {
        var catalogue = QuestionCatalogue.All
            .Select(question => new PromptChoice(question.Value.ToString(CultureInfo.InvariantCulture), Words.Named($"question.{question.Value}")))
            .ToArray();
        var fields = new List<PromptField>();
        for (var number = 1; number <= AnswerRules.QuestionCount; number++)
        {
            fields.Add(new PromptField($"question{number}", PromptFieldKind.Choice, Words.Named("questions.choose").With("number", number))
            {
                Choices = catalogue,
                Value = chosen.ElementAtOrDefault(number - 1),
            });
            fields.Add(new PromptField($"answer{number}", PromptFieldKind.Answer, Words.Named("questions.answer").With("number", number))
            {
                MaxLength = AnswerRules.MaxLength,
            });
        }

        return new Prompt(nonce, text)
        {
            Heading = Words.Named("questions.heading"),
            Problems = problems,
            Fields = fields,
            Buttons = [new PromptButton(SaveButton, Words.Named("questions.save"))],
        };
    }
}
