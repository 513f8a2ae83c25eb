using System.Globalization;
using System.Text;
using Smartcard.Domain.Secrets;

namespace Smartcard.Domain.Registrations;

/// <summary>When an answer is good enough, and when two answers are the same. P-R5, S9, S18.</summary>
/// <remarks>
/// Two answers are the same when only case, accents, spacing, punctuation or the Unicode form differ: someone who types "St. Mary's" today
/// may type "st marys" with a locked card at 7 a.m., and "Lodz" for "Łódź" where the keyboard has no more.
/// </remarks>
public static class AnswerRules
{
    public const int QuestionCount = 4;
    public const int MinAsked = 2;

    /// <summary>In characters as people count them: a letter with its accents is one.</summary>
    public const int MinLength = 3;

    /// <summary>Where every character writes a syllable or a word, as in 北京, 서울, さくら or राम: two of them are a name.</summary>
    public const int MinSyllables = 2;

    public const int MaxLength = 100;

    /// <summary>Each is hashed for each of the four answers, which takes 20 ms: more than these would keep a person waiting.</summary>
    private const int MostPossibleAnswers = 10;

    private static readonly HashSet<string> Commonest = new(StringComparer.Ordinal)
    {
        "none",
        "nothing",
        "unknown",
        "dontknow",
        "idontknow",
        "password",
        "passcode",
        "secret",
        "answer",
        "test",
        "testing",
        "abc",
        "abcd",
        "qwerty",
        "123",
        "1234",
        "12345",
        "123456",
        "na",
        "notapplicable",
        "blue",
        "red",
        "green",
        "black",
        "pizza",
        "london",
        "cardiff",
        "smith",
        "jones",
        "dog",
        "cat",
        "football",
        "liverpool",
        "manchester",
        "tea",
        "coffee",
        "mum",
        "dad",
        "home",
        "school",
        "dim",
        "dimbyd",
        "cyfrinair",
        "glas",
        "coch",
    };

    /// <summary>All that is wrong with four questions and answers, in the order of the form; empty when they may be kept.</summary>
    /// <param name="addresses">Those of the person that are known by now.</param>
    public static IReadOnlyList<AnswerProblem> Check(IReadOnlyList<GivenAnswer> given, string name, IReadOnlyList<EmailAddress> addresses)
    {
        var problems = new List<AnswerProblem>();
        var folded = given.Select(g => g.Answer.Use(text => Fold(text))).ToArray();
        var forbidden = PartsOf(name)
            .Concat(addresses.SelectMany(a => a.Parts))
            .Select(part => Fold(part))
            .ToHashSet(StringComparer.Ordinal);
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

            if (FaultOf(given[i], folded[i], forbidden) is { } fault)
            {
                problems.Add(new AnswerProblem(fault, i + 1) { Min = given[i].Answer.Use(text => LengthOf(text).Needed) });
            }
            else if (IndexOfEarlier(i, other => folded[other] == folded[i]) is { } sameAnswer)
            {
                problems.Add(new AnswerProblem(AnswerFault.Repeated, i + 1, sameAnswer + 1));
            }
        }

        return problems;
    }

    /// <summary>
    /// Answers that an address would give away, when it is given after them: at most ten, the whole address and its two
    /// sides first.
    /// </summary>
    /// <param name="name">The person's: answers have not been allowed to be a part of it.</param>
    public static IReadOnlyList<string> PossibleAnswersIn(EmailAddress address, string name)
    {
        var impossible = PartsOf(name).Select(part => Fold(part)).Concat(Commonest).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. address
                .Parts.Where(part =>
                    LengthOf(part) is var (length, needed) && length >= needed && impossible.Add(Fold(part)))
                .Take(MostPossibleAnswers),
        ];
    }

    private static AnswerFault? FaultOf(GivenAnswer given, string folded, HashSet<string> forbidden) => folded switch
    {
        _ when given.Answer.IsEmpty => AnswerFault.Missing,
        _ when given.Answer.Use(text => text.Length) > MaxLength => AnswerFault.TooLong,
        _ when given.Answer.Use(text => LengthOf(text)) is var (length, needed) && length < needed => AnswerFault.TooShort,
        _ when given.QuestionWords.Any(words => Fold(words) == folded) => AnswerFault.IsTheQuestion,
        _ when forbidden.Contains(folded) => AnswerFault.IsNameOrAddress,
        _ when Commonest.Contains(folded) || IsOneCharacter(folded) => AnswerFault.TooCommon,
        _ => null,
    };

    /// <summary>How many characters of a text count, as people see them, and how many it needs.</summary>
    private static (int Length, int Needed) LengthOf(ReadOnlySpan<char> text)
    {
        var (length, syllables) = (0, 0);
        var characters = StringInfo.GetTextElementEnumerator(text.ToString().Normalized(NormalizationForm.FormKC));
        while (characters.MoveNext())
        {
            foreach (var rune in characters.GetTextElement().EnumerateRunes())
            {
                if (AnswerFolding.Counts(rune))
                {
                    length++;
                    syllables += SyllableScripts.Write(rune) ? 1 : 0;
                    break;
                }
            }
        }

        return (length, length > 0 && syllables == length ? MinSyllables : MinLength);
    }

    private static bool IsOneCharacter(string folded)
    {
        var first = StringInfo.GetNextTextElementLength(folded);
        for (var i = first; i < folded.Length; i += first)
        {
            if (string.CompareOrdinal(folded, i, folded, 0, first) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> PartsOf(string name) =>
        name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Append(name);

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

    private static string Fold(ReadOnlySpan<char> text) => AnswerFolding.Fold(text, AnswerFolding.Newest);
}

/// <param name="Question">Null when none was chosen.</param>
/// <param name="QuestionWords">The question as shown, in each language: none of them is an answer.</param>
public sealed record GivenAnswer(QuestionId? Question, Secret Answer, IReadOnlyList<string> QuestionWords);

/// <param name="Number">Which of the four, from 1.</param>
/// <param name="Other">The earlier one it repeats; 0 where that has no meaning.</param>
public sealed record AnswerProblem(AnswerFault Fault, int Number, int Other = 0)
{
    /// <summary>How many characters this answer needs.</summary>
    public int Min { get; init; } = AnswerRules.MinLength;
}

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
