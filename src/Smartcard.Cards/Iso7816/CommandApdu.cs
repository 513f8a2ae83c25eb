namespace Smartcard.Cards.Iso7816;

/// <summary>A command to a card: four header bytes, data of any length, and how many answer bytes are wanted.</summary>
/// <remarks>
/// The data field is not copied and never printed, since it may be a secret.
/// Source: ISO/IEC 7816-4, 5.2 (short length fields).
/// </remarks>
internal sealed class CommandApdu(byte cla, byte ins, byte p1, byte p2, ReadOnlyMemory<byte> data = default, int ne = 0)
{
    /// <summary>The most data one APDU carries; more goes out by command chaining.</summary>
    public const int MaxNc = 255;

    /// <summary>The most answer bytes one APDU can ask for; its Le byte is 00.</summary>
    public const int MaxNe = 256;

    public byte Cla => cla;

    public byte Ins => ins;

    public byte P1 => p1;

    public byte P2 => p2;

    public ReadOnlyMemory<byte> Data => data;

    /// <summary>Answer bytes wanted, 0 to 256; 0 sends no Le.</summary>
    public int Ne { get; } = ne is >= 0 and <= MaxNe ? ne : throw new ArgumentOutOfRangeException(nameof(ne), ne, "Ne is 0 to 256.");

    /// <summary>The bytes on the wire, for data of at most 255 bytes. Whoever asks for them zeroes them after use.</summary>
    public byte[] ToBytes() => Encode(Cla, Data.Span, Ne);

    public override string ToString() => $"{Cla:X2}{Ins:X2}{P1:X2}{P2:X2}, {Data.Length} bytes of data";

    internal byte[] Encode(byte withCla, ReadOnlySpan<byte> withData, int withNe)
    {
        if (withData.Length > MaxNc)
        {
            throw new ArgumentException($"{withData.Length} bytes of data need command chaining.", nameof(withData));
        }

        // The array is made in its final size: growing one would leave a copy of a passcode behind.
        var bytes = new byte[4 + (withData.IsEmpty ? 0 : 1 + withData.Length) + (withNe == 0 ? 0 : 1)];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (withCla, Ins, P1, P2);
        if (!withData.IsEmpty)
        {
            bytes[4] = (byte)withData.Length;
            withData.CopyTo(bytes.AsSpan(5));
        }

        if (withNe != 0)
        {
            bytes[^1] = (byte)withNe; // 256 is written 00
        }

        return bytes;
    }
}
