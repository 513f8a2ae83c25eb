namespace Smartcard.Cards.Tlv;

/// <summary>Writes BER-TLV data objects, lengths in their shortest form.</summary>
internal static class TlvWriter
{
    /// <summary>One data object.</summary>
    /// <param name="tag">1 to 3 bytes, as printed: 0x7C, 0x7F49.</param>
    /// <param name="value">Up to 65535 bytes.</param>
    public static byte[] Write(int tag, ReadOnlySpan<byte> value) => [.. Tag(tag), .. Length(value.Length), .. value];

    /// <summary>A constructed data object around others.</summary>
    public static byte[] Write(int tag, params byte[][] objects) => Write(tag, objects.SelectMany(o => o).ToArray().AsSpan());

    private static byte[] Tag(int tag) => tag switch
    {
        > 0 and <= 0xFF => [(byte)tag],
        > 0 and <= 0xFFFF => [(byte)(tag >> 8), (byte)tag],
        > 0 and <= 0xFFFFFF => [(byte)(tag >> 16), (byte)(tag >> 8), (byte)tag],
        _ => throw new ArgumentOutOfRangeException(nameof(tag), tag, "A tag has 1 to 3 bytes."),
    };

    private static byte[] Length(int length) => length switch
    {
        < 0x80 => [(byte)length],
        <= 0xFF => [0x81, (byte)length],
        <= 0xFFFF => [0x82, (byte)(length >> 8), (byte)length],
        _ => throw new ArgumentOutOfRangeException(nameof(length), length, "A value has at most 65535 bytes."),
    };
}
