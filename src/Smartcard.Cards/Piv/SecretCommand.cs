using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Piv;

/// <summary>A command that shows the card PINs or PUKs, each padded to 8 bytes with FF. Disposing zeroes them.</summary>
internal abstract class SecretCommand : ICardCommand<SecretCheck>, IDisposable
{
    internal const int SecretLength = 8;
    private const byte Padding = 0xFF;

    private readonly byte _ins;
    private readonly byte _reference;
    private readonly byte[] _data;

    private protected SecretCommand(byte ins, byte reference, params ReadOnlySpan<ReadOnlyMemory<byte>> secrets)
    {
        (_ins, _reference) = (ins, reference);

        // Made in its final size: growing it would leave a copy behind.
        _data = new byte[secrets.Length * SecretLength];
        _data.AsSpan().Fill(Padding);
        for (var i = 0; i < secrets.Length; i++)
        {
            secrets[i].Span.CopyTo(_data.AsSpan(i * SecretLength, SecretLength));
        }
    }

    public abstract string Name { get; }

    public CommandApdu ToApdu() => new(0x00, _ins, 0x00, _reference, _data);

    public SecretCheck Parse(ResponseApdu response) => SecretCheck.From(Name, response.Sw);

    public void Dispose() => CryptographicOperations.ZeroMemory(_data);

    /// <exception cref="ArgumentException">It is none, and would not reach the card as what it is.</exception>
    private protected static ReadOnlyMemory<byte> Pin(ReadOnlyMemory<byte> pin) => PivPinRule.Allows(pin.Span)
        ? pin
        : throw new ArgumentException(
            $"A PIN has {PivPinRule.MinLength} to {PivPinRule.MaxLength} digits; these {pin.Length} bytes are none.", nameof(pin));

    /// <exception cref="ArgumentException">It is none.</exception>
    private protected static ReadOnlyMemory<byte> Puk(ReadOnlyMemory<byte> puk) => PivPinRule.AllowsPuk(puk.Span)
        ? puk
        : throw new ArgumentException($"A PUK has {PivPinRule.PukLength} bytes, not {puk.Length}.", nameof(puk));
}
