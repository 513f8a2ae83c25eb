using System.Buffers.Binary;

namespace Smartcard.Cards.Iso7816;

/// <summary>A card's answer: data, possibly none, and a status word.</summary>
internal sealed class ResponseApdu(ReadOnlyMemory<byte> data, StatusWord sw)
{
    private const int SwLength = 2;

    public ReadOnlyMemory<byte> Data => data;

    public StatusWord Sw => sw;

    /// <exception cref="CardResponseException">Fewer than 2 bytes, or more than a short APDU can bring.</exception>
    public static ResponseApdu Parse(string command, byte[] answer) =>
        answer.Length switch
        {
            < SwLength => throw new CardResponseException(command, $"{answer.Length} bytes do not have a status word"),
            > CommandApdu.MaxNe + SwLength => throw new CardResponseException(
                command,
                $"{answer.Length} bytes are more than a short APDU can have"),
            _ => new(
                answer.AsMemory(0, answer.Length - SwLength),
                new(BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(answer.Length - SwLength)))),
        };

    /// <exception cref="CardException">The status word is not 9000.</exception>
    public ReadOnlyMemory<byte> DataOrThrow(string command) => sw == StatusWord.Success ? data : throw new CardException(command, sw);
}
