using System.Security.Cryptography;

namespace Smartcard.Cards.Iso7816;

/// <summary>Sends commands over a transport and puts their answers together.</summary>
/// <remarks>Does not own the transport. One command at a time.</remarks>
internal sealed class CardSession(ICardTransport transport)
{
    private const byte ChainingBit = 0x10;
    private const byte GetResponse = 0xC0;

    // The longest answer of the cards served here is a certificate of a few kilobytes; a hostile card could go on for ever.
    private const int MaxAnswer = 0x1_0000;
    private const int MaxParts = 1024;

    /// <summary>Sends one command to the card and reads its whole answer.</summary>
    /// <param name="command">The command; its data field may be of any length, see remarks.</param>
    /// <param name="cancellationToken">Observed between APDUs; an APDU already sent is always answered first.</param>
    /// <returns>The parsed answer, with the data of all response parts joined in order.</returns>
    /// <remarks>
    /// Data over 255 bytes goes out by command chaining (CLA bit 0x10); while the card answers '61XX', the rest is
    /// fetched with GET RESPONSE; on '6CXX' the APDU is sent again with that Le. Every APDU buffer is zeroed after
    /// sending. Source: ISO/IEC 7816-4.
    /// </remarks>
    /// <exception cref="CardException">The last status word is none that <paramref name="command"/> expects.</exception>
    /// <exception cref="CardResponseException">The answer is malformed.</exception>
    /// <exception cref="CardRemovedException">The card left the reader; open a new session.</exception>
    public async ValueTask<TResponse> SendAsync<TResponse>(ICardCommand<TResponse> command, CancellationToken cancellationToken)
    {
        var response = await SendAsync(command.Name, command.ToApdu(), cancellationToken);
        try
        {
            return command.Parse(response);
        }
        catch (FormatException malformed)
        {
            throw new CardResponseException(command.Name, malformed.Message, malformed);
        }
    }

    private async ValueTask<ResponseApdu> SendAsync(string name, CommandApdu apdu, CancellationToken cancellationToken)
    {
        var rest = apdu.Data;
        while (rest.Length > CommandApdu.MaxNc)
        {
            var part = await TransmitAsync(
                name,
                apdu.Encode((byte)(apdu.Cla | ChainingBit), rest.Span[..CommandApdu.MaxNc], 0),
                cancellationToken);
            if (part.Sw != StatusWord.Success)
            {
                return part;
            }

            rest = rest[CommandApdu.MaxNc..];
        }

        var response = await TransmitAsync(name, apdu.Encode(apdu.Cla, rest.Span, apdu.Ne), cancellationToken);
        if (response.Sw.CorrectNe is { } ne)
        {
            response = await TransmitAsync(name, apdu.Encode(apdu.Cla, rest.Span, ne), cancellationToken);
        }

        return response.Sw.BytesAvailable is null ? response : await CollectAsync(name, apdu.Cla, response, cancellationToken);
    }

    private async ValueTask<ResponseApdu> CollectAsync(string name, byte cla, ResponseApdu first, CancellationToken cancellationToken)
    {
        var data = new List<byte>(first.Data.Length + CommandApdu.MaxNe);
        data.AddRange(first.Data.Span);
        var response = first;
        for (var parts = 0; response.Sw.BytesAvailable is { } available; parts++)
        {
            if (parts == MaxParts || data.Count > MaxAnswer)
            {
                throw new CardResponseException(name, $"it does not end after {data.Count} bytes in {parts} parts");
            }

            response = await GetResponseAsync(name, cla, available, cancellationToken);
            data.AddRange(response.Data.Span);
        }

        return new ResponseApdu(data.ToArray(), response.Sw);
    }

    private async ValueTask<ResponseApdu> GetResponseAsync(string name, byte cla, int ne, CancellationToken cancellationToken)
    {
        var apdu = new CommandApdu(cla, GetResponse, 0, 0, default, ne);
        var response = await TransmitAsync(name, apdu.ToBytes(), cancellationToken);
        return response.Sw.CorrectNe is { } correct
            ? await TransmitAsync(name, apdu.Encode(cla, default, correct), cancellationToken)
            : response;
    }

    private async ValueTask<ResponseApdu> TransmitAsync(string name, byte[] commandBytes, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ResponseApdu.Parse(name, await transport.TransmitAsync(commandBytes, cancellationToken));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(commandBytes); // it may have carried a passcode
        }
    }
}
