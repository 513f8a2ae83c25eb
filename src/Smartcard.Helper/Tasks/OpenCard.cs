using Smartcard.Cards;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks.Gids;
using Smartcard.Helper.Tasks.Piv;

namespace Smartcard.Helper.Tasks;

/// <summary>A card held in a reader, from the moment it was known which card it is. Each kind does the work of a task in its way.</summary>
internal abstract class OpenCard(ICardConnection connection, ReaderState reader, CardIdentity identity) : IAsyncDisposable
{
    public CardKind Kind => identity.Kind;

    /// <summary>32 upper-case hexadecimal digits.</summary>
    public string Identifier => identity.Value;

    /// <summary>The reader as it was just before; a state that differs means that the card was moved.</summary>
    public ReaderState Reader => reader;

    public CardPlace Place => new(reader.Name, Identifier[^4..]);

    /// <summary>Opens the card in a reader.</summary>
    /// <remarks>A card that has both applications is a GIDS card, for its vault never shows a secret to this computer.</remarks>
    /// <returns>The card, or what it is where it cannot be used.</returns>
    /// <exception cref="CardRemovedException">It was taken out.</exception>
    /// <exception cref="CardReaderException">The reader failed or is in use.</exception>
    public static async Task<(OpenCard? Card, UnsupportedCard? Other)> OpenAsync(
        ICardReaders readers, ReaderState reader, CancellationToken cancellationToken)
    {
        var connection = await readers.ConnectAsync(reader.Name, cancellationToken);
        OpenCard? card = null;
        try
        {
            UnsupportedCard? other = null;
            card = await OpenGidsCard.TryAsync(connection, reader, cancellationToken);
            if (card is null)
            {
                (card, other) = await OpenPivCard.TryAsync(connection, reader, cancellationToken);
            }

            return card is not null
                ? (card, null)
                : (null, other ?? new(await CardRecognition.AskAsync(connection, connection.Atr, cancellationToken)));
        }
        finally
        {
            if (card is null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>The rule for a new passcode on such a card: the installation's, and the card's own.</summary>
    public abstract PasscodeRule RuleFor(PasscodeRule installation);

    /// <returns>0 when it is locked; null when the card does not say.</returns>
    public abstract Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken);

    /// <summary>Which card it is, as far as it tells without its passcode.</summary>
    public abstract Task<CardTaskResult> IdentifyAsync(byte[]? challenge, CancellationToken cancellationToken);

    /// <summary>All that it says of itself without its passcode.</summary>
    public abstract Task<CardTaskResult> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Has the card check a passcode, once, and sign the challenge.</summary>
    /// <returns>What it made of the passcode; the result where it was right.</returns>
    public abstract Task<(SecretCheck Check, CardTaskResult? Proved)> ProveAsync(
        Passcode passcode, byte[] challenge, ILogger log, CancellationToken cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>What every result has that is about this card.</summary>
    public CardTaskResult Result(CardTaskOutcome outcome) => new(outcome) { CardIdentifier = Identifier, CardType = Kind.ToString() };
}
