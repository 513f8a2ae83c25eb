using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>A GIDS card held in a reader, from the moment it was known which card it is.</summary>
internal sealed class OpenCard : IAsyncDisposable
{
    private readonly ICardConnection _connection;

    private OpenCard(ICardConnection connection, GidsSession gids, GidsCardId identifier, ReaderState reader) =>
        (_connection, Gids, Identifier, Reader) = (connection, gids, identifier, reader);

    public GidsSession Gids { get; }

    public GidsCardId Identifier { get; }

    /// <summary>The reader as it was just before; a state that differs means that the card was moved.</summary>
    public ReaderState Reader { get; }

    public CardPlace Place => new(Reader.Name, Identifier.Value[^4..]);

    /// <summary>Opens the card in a reader; null when it is not a GIDS card.</summary>
    /// <exception cref="CardRemovedException">It was taken out.</exception>
    /// <exception cref="CardReaderException">The reader failed or is in use.</exception>
    public static async Task<OpenCard?> OpenAsync(ICardReaders readers, ReaderState reader, CancellationToken cancellationToken)
    {
        var connection = await readers.ConnectAsync(reader.Name, cancellationToken);
        try
        {
            var gids = new GidsSession(connection);
            await gids.SelectAsync(cancellationToken);
            return new OpenCard(connection, gids, await gids.ReadCardIdAsync(cancellationToken), reader);
        }
        catch (Exception failed) when (failed is CardException or CardResponseException)
        {
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

/// <summary>The card in the reader is not one this product can speak to.</summary>
internal sealed class CardNotSupportedException() : Exception("The card in the reader is not a GIDS card.");
