using System.Globalization;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.Registrations;

/// <summary>The form with four questions of the catalogue and an answer for each.</summary>
internal static class QuestionsForm
{
    public const string SaveButton = "save";

    public static string QuestionField(int number) => $"question{number}";

    public static string AnswerField(int number) => $"answer{number}";

    /// <param name="chosen">The questions to start with, by their numbers.</param>
    public static Prompt Draw(string nonce, Words text, IReadOnlyList<string> chosen, IReadOnlyList<FieldProblem> problems)
    {
        var catalogue = QuestionCatalogue.All
            .Select(question => new PromptChoice(question.Value.ToString(CultureInfo.InvariantCulture), ChatWords.Question(question)))
            .ToArray();
        var fields = new List<PromptField>();
        for (var number = 1; number <= AnswerRules.QuestionCount; number++)
        {
            fields.Add(new PromptField(QuestionField(number), PromptFieldKind.Choice, ChatWords.QuestionsChoose(number))
            {
                Choices = catalogue,
                Value = chosen.ElementAtOrDefault(number - 1),
                WhenEmpty = ChatWords.QuestionsMissing(number),
                Problem = problems.FirstOrDefault(p => p.Field == QuestionField(number))?.Words,
            });
            fields.Add(new PromptField(AnswerField(number), PromptFieldKind.Answer, ChatWords.QuestionsAnswer(number))
            {
                MaxLength = AnswerRules.MaxLength,
                WhenEmpty = ChatWords.AnswersMissing(number),
                Problem = problems.FirstOrDefault(p => p.Field == AnswerField(number))?.Words,
            });
        }

        return new Prompt(nonce, text)
        {
            Heading = ChatWords.QuestionsHeading,
            Problems = [.. problems.Select(p => p.Words)],
            Fields = fields,
            Buttons = [new PromptButton(SaveButton, ChatWords.QuestionsSave)],
        };
    }
}

/// <summary>What is wrong with what was put into a field.</summary>
internal sealed record FieldProblem(string Field, Words Words);
