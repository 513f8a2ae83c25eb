namespace Smartcard.Domain.Registrations;

/// <summary>A question of the catalogue, 1 to 20; its words stand in the message files under <c>question.N</c>.</summary>
public readonly record struct QuestionId(int Value);

public static class QuestionCatalogue
{
    public const int Size = 20;

    public static IReadOnlyList<QuestionId> All { get; } = [.. Enumerable.Range(1, Size).Select(number => new QuestionId(number))];

    public static bool TryParse(string? text, out QuestionId question)
    {
        var isKnown =
            int.TryParse(
                text,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            ) && number is >= 1 and <= Size;
        question = isKnown ? new QuestionId(number) : default;
        return isKnown;
    }
}
