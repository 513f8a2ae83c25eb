namespace Smartcard.Cards.Recognition;

/// <summary>Products that name themselves in the historical bytes of their answer to reset.</summary>
/// <remarks>
/// Source: the answers to reset that OpenSC lists in card-idprime.c, card-oberthur.c, card-esteid2018.c and card-esteid2025.c.
/// </remarks>
internal static class KnownAtrs
{
    /// <summary>'65', issuer's data, of IDPrime 3810, 830, 930, 930 (eToken), 840, 940 and 940C.</summary>
    private static readonly byte[][] IdPrime =
    [
        Convert.FromHexString("65B084413DF612"),
        Convert.FromHexString("65B084565110" + "12"),
        Convert.FromHexString("65B0846160FB12"),
        Convert.FromHexString("65B0846566FB12"),
        Convert.FromHexString("65B0850300EF12"),
        Convert.FromHexString("65B0855956FB12"),
        Convert.FromHexString("65B085050039" + "12"),
    ];

    /// <summary>Oberthur 64k with AuthentIC 2.1 and 2.2.</summary>
    private static readonly byte[][] AuthentIc =
    [
        Convert.FromHexString("718E6477E301"),
        Convert.FromHexString("718E6477E302"),
        Convert.FromHexString("C06477E30300"),
        Convert.FromHexString("C06477E91000"),
    ];

    /// <summary>The country, 233 in decimal digits of ISO 3166, before or after the card's name.</summary>
    private static readonly byte[] Estonia = Convert.FromHexString("12233F");

    private static readonly byte[][] EstonianNames = ["SeID"u8.ToArray(), "TeID"u8.ToArray()];

    public static CardKind Recognise(ReadOnlySpan<byte> historicalBytes) =>
        HasAny(historicalBytes, IdPrime) ? CardKind.IdPrime
        : HasAny(historicalBytes, AuthentIc) ? CardKind.AuthentIc
        : historicalBytes.IndexOf(Estonia) >= 0 && HasAny(historicalBytes, EstonianNames) ? CardKind.EstonianId
        : CardKind.Unknown;

    private static bool HasAny(ReadOnlySpan<byte> bytes, byte[][] patterns)
    {
        foreach (var pattern in patterns)
        {
            if (bytes.IndexOf(pattern) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
