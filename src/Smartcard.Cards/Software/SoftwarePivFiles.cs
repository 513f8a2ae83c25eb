using Smartcard.Cards.Piv;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>What SELECT and GET DATA find on the card.</summary>
internal static class SoftwarePivFiles
{
    private const int PinUsagePolicy = 0x5F2F;
    private const int CoexistentAuthority = 0x79;

    /// <summary>The AID with version 1.0.</summary>
    public static ReadOnlySpan<byte> FullAid => [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];

    /// <summary>'61': the AID without its provider, the provider, a label, and the algorithms of the card's keys.</summary>
    public static byte[] ApplicationTemplate(SoftwarePivCardState state) => TlvWriter.Write(
        Select.ApplicationTemplate,
        TlvWriter.Write(Select.ApplicationIdentifier, FullAid[PivApplication.Provider.Length..]),
        TlvWriter.Write(CoexistentAuthority, TlvWriter.Write(Select.ApplicationIdentifier, PivApplication.Provider)),
        TlvWriter.Write(Select.Label, "Software PIV card"u8),
        TlvWriter.Write(
            Select.Algorithms,
            [
                .. state.Keys.Values.Select(k => (byte)k.Algorithm).Append(state.ManagementAlgorithm).Distinct().Order()
                    .Select(algorithm => TlvWriter.Write(Select.Algorithm, [algorithm])),
                TlvWriter.Write(0x06, [0x00]),
            ]));

    /// <summary>A data object as GET DATA answers it; null where the card has none.</summary>
    public static byte[]? Read(SoftwarePivCardState state, int tag) =>
        tag == PivObject.Discovery ? Discovery()
        : state.Objects.TryGetValue(tag, out var value) ? TlvWriter.Write(PivApplication.Data, value.AsSpan())
        : null;

    /// <summary>The tag that a tag list names.</summary>
    /// <exception cref="FormatException">It does not name one of 1 to 3 bytes.</exception>
    public static int TagIn(ReadOnlySpan<byte> list) => list.Length switch
    {
        1 => list[0],
        2 => (list[0] << 8) | list[1],
        3 => (list[0] << 16) | (list[1] << 8) | list[2],
        _ => throw new FormatException($"a tag of {list.Length} bytes"),
    };

    /// <summary>'7E': the AID, and that the card application's own PIN is the one to use.</summary>
    private static byte[] Discovery() => TlvWriter.Write(
        PivObject.Discovery,
        TlvWriter.Write(Select.ApplicationIdentifier, FullAid),
        TlvWriter.Write(PinUsagePolicy, [0x40, 0x00]));
}
