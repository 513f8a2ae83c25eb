using System.Globalization;

namespace Smartcard.Domain.Booth;

/// <summary>One line about a case that booth staff leave for their colleagues. It goes with its case.</summary>
public sealed class BoothNote
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 500;

    /// <summary>Of <see cref="SealedText"/>: four bytes for a character, and what the seal adds.</summary>
    public const int MaxSealedLength = (MaxLength * 4) + 256;

    public required BoothNoteId Id { get; init; }

    public required BoothCaseId CaseId { get; init; }

    public required UserId WrittenBy { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What was written, protected.</summary>
    public required byte[] SealedText { get; init; }

    /// <summary>Whether this can be a note: something is written, on one line, and nothing in it is hidden.</summary>
    /// <remarks>Marks that turn the direction of what follows are hidden too: they could make one text look like another.</remarks>
    public static bool IsGood(string text) =>
        text.Length is > 0 and <= MaxLength
        && !text.Any(c => char.IsControl(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
