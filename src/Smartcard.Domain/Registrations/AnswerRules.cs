using System.Globalization;
using System.Text;
using Smartcard.Domain.Secrets;

namespace Smartcard.Domain.Registrations;

/// <summary>When an answer is good enough, and when two answers are the same. P-R5, S9.</summary>
/// <remarks>
/// Two answers are the same when only case, accents, spacing, punctuation or the Unicode form differ: someone who types "St. Mary's" today
/// may type "st marys" with a locked card at 7 a.m.
/// </remarks>
public static class AnswerRules
{
    public const int QuestionCount = 4;
    public const int MinAsked = 2;
    public const int MinLength = 3;
    public const int MaxLength = 100;

    private static readonly HashSet<string> Commonest = new(StringComparer.Ordinal)
    {
        "none", "nothing", "unknown", "dontknow", "idontknow", "password", "passcode", "secret", "answer", "test", "testing", "abc", "abcd", "qwerty",
        "123", "1234", "12345", "123456", "na", "notapplicable", "blue", "red", "green", "black", "pizza", "london", "cardiff", "smith", "jones",
        "dog", "cat", "football", "liverpool", "manchester", "tea", "coffee", "mum", "dad", "home", "school", "dim", "dimbyd", "cyfrinair", "glas", "coch",
    };

    /// <summary>The form in which answers are compared and hashed. The result is a secret too.</summary>
    public static Secret Normalise(Secret answer) => answer.Use(text => new Secret(Normalise(text)));

    /// <summary>All that is wrong with four questions and answers, in the order of the form; empty when they may be kept.</summary>
    public static IReadOnlyList<AnswerProblem> Check(IReadOnlyList<GivenAnswer> given, IReadOnlyList<string> namesAndAddresses)
    {
        var problems = new List<AnswerProblem>();
        var normalised = given.Select(g => g.Answer.Use(text => Normalise(text))).ToArray();
        var forbidden = namesAndAddresses.SelectMany(n => n.Split(' ', '@').Append(n)).Select(n => Normalise(n)).Where(n => n.Length >= MinLength).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i].Question is not { } question)
            {
                problems.Add(new AnswerProblem(AnswerFault.QuestionMissing, i + 1));
            }
            else if (IndexOfEarlier(i, other => given[other].Question == question) is { } sameQuestion)
            {
                problems.Add(new AnswerProblem(AnswerFault.QuestionRepeated, i + 1, sameQuestion + 1));
            }

            if (FaultOf(given[i], normalised[i], forbidden) is { } fault)
            {
                problems.Add(new AnswerProblem(fault, i + 1));
            }
            else if (IndexOfEarlier(i, other => normalised[other] == normalised[i]) is { } sameAnswer)
            {
                problems.Add(new AnswerProblem(AnswerFault.Repeated, i + 1, sameAnswer + 1));
            }
        }

        return problems;
    }

    private static AnswerFault? FaultOf(GivenAnswer given, string normalised, HashSet<string> forbidden) => normalised switch
    {
        _ when given.Answer.IsEmpty => AnswerFault.Missing,
        _ when given.Answer.Use(text => text.Length) > MaxLength => AnswerFault.TooLong,
        { Length: < MinLength } => AnswerFault.TooShort,
        _ when given.QuestionWords.Any(words => Normalise(words) == normalised) => AnswerFault.IsTheQuestion,
        _ when forbidden.Contains(normalised) => AnswerFault.IsNameOrAddress,
        _ when Commonest.Contains(normalised) || normalised.Distinct().Count() == 1 => AnswerFault.TooCommon,
        _ => null,
    };

    private static int? IndexOfEarlier(int index, Func<int, bool> isSame)
    {
        for (var other = 0; other < index; other++)
        {
            if (isSame(other))
            {
                return other;
            }
        }

        return null;
    }

    private static string Normalise(ReadOnlySpan<char> text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            // Letters and digits count; accents, spaces, punctuation and invisible characters do not.
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol)
            {
                kept.Append(Rune.ToUpperInvariant(rune));
            }
        }

        // Upper, then lower: characters that differ only in one of the two, like ß and the Kelvin sign, come out the same.
        return kept.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }
}

/// <param name="Question">Null when none was chosen.</param>
/// <param name="QuestionWords">The question as shown, in each language: none of them is an answer.</param>
public sealed record GivenAnswer(QuestionId? Question, Secret Answer, IReadOnlyList<string> QuestionWords);

/// <param name="Number">Which of the four, from 1.</param>
/// <param name="Other">The earlier one it repeats; 0 where that has no meaning.</param>
public sealed record AnswerProblem(AnswerFault Fault, int Number, int Other = 0);

public enum AnswerFault
{
    QuestionMissing,
    QuestionRepeated,
    Missing,
    TooShort,
    TooLong,
    Repeated,
    IsTheQuestion,
    IsNameOrAddress,
    TooCommon,
}
