using System.Diagnostics.CodeAnalysis;

namespace Smartcard.Domain.Cards;

/// <summary>How a card names itself without a passcode: for GIDS the 16-byte <c>cardid</c>, random and printed nowhere.</summary>
/// <remarks>Shape: 32 upper-case hexadecimal digits; case in input is ignored.</remarks>
public sealed record CardIdentifier
{
    public const int Length = 32;

    private CardIdentifier(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="FormatException"><paramref name="text"/> does not have the shape above.</exception>
    public static CardIdentifier Parse(string text) =>
        TryParse(text, out var identifier) ? identifier : throw new FormatException($"'{text}' is not a card identifier.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out CardIdentifier? identifier)
    {
        var digits = text?.ToUpperInvariant() ?? "";
        identifier = digits.Length == Length && digits.All(char.IsAsciiHexDigitUpper) ? new CardIdentifier(digits) : null;
        return identifier is not null;
    }

    public override string ToString() => Value;
}
