using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Smartcard.Cards.Software;

/// <summary>Puts a software card into the virtual reader that vpcd adds to a real pcscd; disposing takes it out.</summary>
/// <remarks>
/// Protocol, over TCP: each message is a length of 2 bytes, big-endian, and so many bytes. One byte from the reader is a control:
/// 0 power off, 1 power on, 2 reset, 4 send the ATR; anything longer is a command APDU. Only the ATR and APDUs are answered.
/// Source: vsmartcard, virtualsmartcard/src/vpcd.
/// </remarks>
public sealed class VpcdAttachment : IAsyncDisposable
{
    /// <summary>Where vpcd listens for the card of its first reader.</summary>
    public const int DefaultPort = 35963;

    private const byte PowerOff = 0;
    private const byte PowerOn = 1;
    private const byte ResetCard = 2;
    private const byte SendAtr = 4;

    private readonly SoftwareCard _card;
    private readonly TcpClient _reader;
    private readonly CancellationTokenSource _detached = new();

    private VpcdAttachment(SoftwareCard card, TcpClient reader)
    {
        (_card, _reader) = (card, reader);
        Completion = Task.Run(ServeAsync, CancellationToken.None);
    }

    /// <summary>Ends when the card is out of the reader, by disposal, by a planned fault or because pcscd stopped; never fails.</summary>
    public Task Completion { get; }

    /// <summary>Inserts a card into the reader of a pcscd on this machine.</summary>
    /// <exception cref="CardReaderException">Nobody listens: pcscd does not run, or has no vpcd.</exception>
    public static async Task<VpcdAttachment> AttachAsync(SoftwareCard card, CancellationToken cancellationToken, int port = DefaultPort)
    {
        var reader = new TcpClient { NoDelay = true };
        try
        {
            await reader.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new VpcdAttachment(card, reader);
        }
        catch (SocketException refused)
        {
            reader.Dispose();
            throw new CardReaderException(
                ReaderProblem.NoService,
                $"No virtual reader is listening on 127.0.0.1:{port}. Check that pcscd is running with vpcd.",
                refused);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Takes the card out of the virtual reader.</summary>
    public async ValueTask DisposeAsync()
    {
        await _detached.CancelAsync();
        await Completion;
        _detached.Dispose();
    }

    private async Task ServeAsync()
    {
        var stream = _reader.GetStream();
        try
        {
            while (true)
            {
                var message = await ReadAsync(stream);
                var answer = message.Length == 1 ? Control(message[0]) : _card.Answer(message);
                CryptographicOperations.ZeroMemory(message);
                if (answer is not null)
                {
                    await WriteAsync(stream, answer);
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or CardFaultException)
        {
            // The reader, the user or a planned fault ended it: the card is out.
        }
        finally
        {
            _reader.Dispose();
            _card.PowerOff();
        }
    }

    private byte[]? Control(byte control)
    {
        switch (control)
        {
            case PowerOff:
                _card.PowerOff();
                return null;
            case PowerOn or ResetCard:
                _card.Reset();
                return null;
            case SendAtr:
                return _card.AnswerToReset.ToArray();
            default:
                return null;
        }
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, _detached.Token);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, _detached.Token);
        return message;
    }

    private async Task WriteAsync(NetworkStream stream, byte[] answer)
    {
        var message = new byte[2 + answer.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)answer.Length);
        answer.CopyTo(message, 2);
        await stream.WriteAsync(message, _detached.Token);
    }
}
