using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Software;

/// <summary>A card in software: answers the same bytes with the same bytes, for tests and demonstrations.</summary>
/// <remarks>
/// Short APDUs, command chaining, answers over 240 bytes in parts (61xx). Thread-safe: one command at a time, as on a card.
/// Disposing the transport does nothing to the card.
/// </remarks>
public abstract class SoftwareCard : ICardTransport
{
    /// <summary>Less than Le can ask for, so that signatures come in parts as they do from many cards.</summary>
    private const int MaxPart = 240;

    private const byte ChainingBit = 0x10;
    private const byte GetResponse = 0xC0;
    private const int MaxChainedData = 4096;

    private readonly List<byte> _chained = new(MaxChainedData + CommandApdu.MaxNc); // growing would leave copies of a passcode behind
    private ReadOnlyMemory<byte> _pending;

    private protected SoftwareCard()
    {
    }

    /// <summary>What the card answers when it is reset.</summary>
    public abstract ReadOnlyMemory<byte> AnswerToReset { get; }

    /// <summary>What people call the card, e.g. the holder's name.</summary>
    public abstract string Label { get; }

    /// <summary>Attempts of the passcode that are left; 0 = locked.</summary>
    public abstract int AttemptsLeft { get; }

    /// <summary>What goes wrong; null for nothing.</summary>
    internal FaultPlan? Faults { get; set; }

    private protected Lock Lock { get; } = new();

    /// <summary>Resets the card, as taking it out and putting it back does: every right and challenge is gone.</summary>
    /// <exception cref="CardReaderException">The card's file can no longer be read.</exception>
    public void Reset()
    {
        lock (Lock)
        {
            ForgetExchange();
            PutIn();
        }
    }

    /// <summary>Takes the power away: as a reset, but the file is read again at the next one.</summary>
    public void PowerOff()
    {
        lock (Lock)
        {
            ForgetExchange();
            LosePower();
        }
    }

    /// <summary>Answers one command APDU.</summary>
    /// <exception cref="CardRemovedException">A planned fault; the card is reset.</exception>
    /// <exception cref="CardReaderException">
    /// The card's file cannot be written, on a full disk for instance; nothing was changed, and the card is reset.
    /// </exception>
    public byte[] Answer(ReadOnlySpan<byte> commandBytes)
    {
        lock (Lock)
        {
            var fault = Faults?.Next(commandBytes.Length > 1 ? commandBytes[1] : null);
            var answer = fault is null or { CardActs: true } ? ActOn(commandBytes) : null;
            if (fault is { AnswerBytes: null })
            {
                PowerOff();
                throw new CardRemovedException();
            }

            return fault?.AnswerBytes ?? answer!;
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Answer(commandBytes.Span));
    }

    /// <summary>Does nothing: the card goes on, as one of plastic does when its reader is closed.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the card's application does with a whole command; its data is zeroed afterwards.</summary>
    private protected abstract ResponseApdu Process(CommandApdu command);

    /// <summary>Starts the application anew, with what the card remembers.</summary>
    private protected abstract void PutIn();

    /// <summary>Drops what the application remembers only while it has power.</summary>
    private protected abstract void LosePower();

    /// <summary>The answer bytes that a command without Le gets at once; the others wait for GET RESPONSE.</summary>
    private protected virtual int NeWithoutLe => 0;

    /// <summary>A card that could not keep a change is reset, as after a fault of its reader.</summary>
    private byte[] ActOn(ReadOnlySpan<byte> commandBytes)
    {
        try
        {
            return Frame(commandBytes);
        }
        catch (CardReaderException)
        {
            PowerOff();
            throw;
        }
    }

    private byte[] Frame(ReadOnlySpan<byte> bytes)
    {
        if (Decode(bytes) is not { } body)
        {
            return Bytes(StatusWord.WrongLength);
        }

        var (cla, ins, p1, p2) = (bytes[0], bytes[1], bytes[2], bytes[3]);
        var continues = (cla & ChainingBit) != 0;
        if ((cla & ~ChainingBit) != 0)
        {
            return Bytes(StatusWord.ClaNotSupported);
        }

        if ((ins, p1, p2) is (GetResponse, 0, 0))
        {
            return _pending.IsEmpty ? Bytes(StatusWord.ConditionsNotSatisfied) : NextPart(body.Ne);
        }

        _pending = default;
        _chained.AddRange(bytes[body.Data]);
        if (_chained.Count > MaxChainedData)
        {
            ForgetChain();
            return Bytes(StatusWord.WrongLength);
        }

        if (continues)
        {
            return Bytes(StatusWord.Success);
        }

        var response = ProcessChained(ins, p1, p2, body.Ne);
        if (response.Sw != StatusWord.Success)
        {
            return Bytes(response.Sw);
        }

        _pending = response.Data;
        return NextPart(body.Ne == 0 ? NeWithoutLe : body.Ne);
    }

    private ResponseApdu ProcessChained(byte ins, byte p1, byte p2, int ne)
    {
        var data = _chained.ToArray();
        ForgetChain();
        try
        {
            return Process(new CommandApdu(0x00, ins, p1, p2, data, ne));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(data);
        }
    }

    private byte[] NextPart(int ne)
    {
        var length = Math.Min(Math.Min(_pending.Length, ne), MaxPart);
        var part = _pending[..length];
        _pending = _pending[length..];
        var sw = _pending.IsEmpty ? StatusWord.Success : new StatusWord((ushort)(0x6100 | (_pending.Length < 256 ? _pending.Length : 0)));
        return [.. part.Span, .. Bytes(sw)];
    }

    private void ForgetExchange()
    {
        _pending = default;
        ForgetChain();
    }

    private void ForgetChain()
    {
        CollectionsMarshal.AsSpan(_chained).Clear();
        _chained.Clear();
    }

    /// <summary>Where the data is in the four cases of short APDUs, and what is wanted; null for bytes that are none of them.</summary>
    private static (Range Data, int Ne)? Decode(ReadOnlySpan<byte> b) => b.Length switch
    {
        < 4 => null,
        4 => (4..4, 0),
        5 => (5..5, Ne(b[4])),
        _ when b[4] > 0 && b.Length == 5 + b[4] => (5..^0, 0),
        _ when b[4] > 0 && b.Length == 6 + b[4] => (5..^1, Ne(b[^1])),
        _ => null,
    };

    private static int Ne(byte le) => le == 0 ? CommandApdu.MaxNe : le;

    private static byte[] Bytes(StatusWord sw) => [(byte)(sw.Value >> 8), (byte)sw.Value];
}
