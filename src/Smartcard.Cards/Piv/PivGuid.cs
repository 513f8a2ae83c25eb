using System.Diagnostics.CodeAnalysis;

namespace Smartcard.Cards.Piv;

/// <summary>The 16 bytes in the CHUID that tell a PIV card from every other. They can be read without the PIN.</summary>
/// <remarks>
/// Shape as text: 32 upper-case hexadecimal digits; spaces, hyphens and case in input are ignored. Never all zeros: that is what cards
/// have that were never given one. Source: NIST SP 800-73-4, Part 1, 3.1.2.
/// </remarks>
public sealed record PivGuid
{
    /// <summary>How many bytes a GUID has.</summary>
    public const int LengthBytes = 16;

    /// <summary>Length of <see cref="Value"/> in characters.</summary>
    public const int TextLength = 2 * LengthBytes;

    private PivGuid(string value) => Value = value;

    /// <summary>32 upper-case hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>Reads a GUID that has to be right.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> does not have the shape above.</exception>
    public static PivGuid Parse(string text) =>
        TryParse(text, out var read) ? read : throw new FormatException($"'{text}' is not a GUID of a card.");

    /// <summary>Reads a GUID that a person typed or a message brought.</summary>
    /// <returns>False when <paramref name="text"/> does not have the shape above.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PivGuid? identifier)
    {
        var digits = (text ?? "").Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        identifier = digits.Length == TextLength && digits.All(char.IsAsciiHexDigitUpper) && digits.Any(d => d != '0') ? new(digits) : null;
        return identifier is not null;
    }

    /// <summary>The 16 bytes, in a new array.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Value);

    /// <summary>The same as <see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
