using System.Diagnostics.CodeAnalysis;

namespace Smartcard.Cards.Gids;

/// <summary>
/// The 16 random bytes that tell a GIDS card from every other. They can be read without the passcode, and are not
/// printed anywhere.
/// </summary>
/// <remarks>Shape as text: 32 upper-case hexadecimal digits; spaces, hyphens and case in input are ignored.</remarks>
public sealed record GidsCardId
{
    /// <summary>How many bytes an identifier has.</summary>
    public const int LengthBytes = 16;

    /// <summary>Length of <see cref="Value"/> in characters.</summary>
    public const int TextLength = 2 * LengthBytes;

    private GidsCardId(string value) => Value = value;

    /// <summary>32 upper-case hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>Takes an identifier as a card answers it.</summary>
    /// <exception cref="FormatException">There are not 16 bytes.</exception>
    public static GidsCardId FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == LengthBytes
        ? new(Convert.ToHexString(bytes))
        : throw new FormatException($"a card identifier has {LengthBytes} bytes, not {bytes.Length}");

    /// <summary>Reads an identifier that has to be right.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> does not have the shape above.</exception>
    public static GidsCardId Parse(string text) =>
        TryParse(text, out var identifier) ? identifier : throw new FormatException($"'{text}' is not a card identifier.");

    /// <summary>Reads an identifier that a person typed or a message brought.</summary>
    /// <returns>False when <paramref name="text"/> does not have the shape above.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out GidsCardId? identifier)
    {
        var digits = (text ?? "").Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        identifier = digits.Length == TextLength && digits.All(char.IsAsciiHexDigitUpper) ? new(digits) : null;
        return identifier is not null;
    }

    /// <summary>The 16 bytes, in a new array.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Value);

    /// <summary>The same as <see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
