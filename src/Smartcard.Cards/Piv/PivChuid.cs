using System.Globalization;
using System.Text;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Piv;

/// <summary>The cardholder unique identifier: which card it is, and until when it is meant to be used.</summary>
/// <param name="CardGuid">Null where the card has none, or only zeros.</param>
/// <param name="Expiry">The last day; null where the card has none, or none that is a date.</param>
/// <param name="FascN">The 25 bytes of the federal number, in hexadecimal; null where the card has none, or only zeros.</param>
/// <remarks>
/// Cards outside US agencies leave out most of it; what is left out is null. Its signature is not checked: it says who issued the
/// number, not that this card is the one. Source: NIST SP 800-73-4, Part 1, 3.1.2.
/// </remarks>
public sealed record PivChuid(PivGuid? CardGuid, DateOnly? Expiry, string? FascN)
{
    internal const int FascNTag = 0x30;
    internal const int GuidTag = 0x34;
    internal const int ExpiryTag = 0x35;
    internal const int SignatureTag = 0x3E;
    internal const int ErrorDetectionTag = 0xFE;

    /// <summary>Reads the value of the data object; unknown parts are skipped, of parts that are there twice the first counts.</summary>
    /// <exception cref="FormatException">The bytes are not a sequence of data objects.</exception>
    internal static PivChuid Read(ReadOnlySpan<byte> value)
    {
        PivGuid? guid = null;
        DateOnly? expiry = null;
        string? fascN = null;
        var reader = new TlvReader(value);
        while (reader.TryRead(out var tag, out var part))
        {
            switch (tag)
            {
                case GuidTag when guid is null:
                    guid = PivGuid.TryParse(Convert.ToHexString(part), out var read) ? read : null;
                    break;
                case ExpiryTag when expiry is null && part.Length == 8:
                    expiry = Day(part);
                    break;
                case FascNTag when fascN is null && part.Length == 25 && part.ContainsAnyExcept((byte)0):
                    fascN = Convert.ToHexString(part);
                    break;
                default:
                    break;
            }
        }

        return new PivChuid(guid, expiry, fascN);
    }

    private static DateOnly? Day(ReadOnlySpan<byte> digits) =>
        DateOnly.TryParseExact(Encoding.ASCII.GetString(digits), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
