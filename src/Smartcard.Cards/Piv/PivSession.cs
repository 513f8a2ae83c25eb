using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Piv;

/// <summary>What can be asked of a PIV card. Does not own the transport; select first.</summary>
/// <remarks>
/// Every method throws <see cref="CardException"/> for a status word it does not expect, <see cref="CardResponseException"/>
/// for a malformed answer and <see cref="CardRemovedException"/> when the card has gone. PINs and PUKs stay in the caller's
/// buffer, which the caller clears; the copies made for sending are zeroed here. Source: NIST SP 800-73-4, Part 2.
/// </remarks>
public sealed class PivSession(ICardTransport transport)
{
    private readonly CardSession _card = new(transport);

    /// <summary>Makes PIV the current application.</summary>
    /// <exception cref="CardException">6A82 and the like: this is not a PIV card.</exception>
    public async Task<PivProperties> SelectAsync(CancellationToken cancellationToken) =>
        await _card.SendAsync(new Select(), cancellationToken);

    /// <summary>Reads which card this is; no PIN needed.</summary>
    /// <returns>Null when the card has no CHUID.</returns>
    public async Task<PivChuid?> ReadChuidAsync(CancellationToken cancellationToken) =>
        await _card.SendAsync(new GetChuid(), cancellationToken);

    /// <summary>Reads a key's certificate; no PIN needed.</summary>
    /// <returns>Null when the card has none for this key.</returns>
    /// <exception cref="CardResponseException">It cannot be read, or its key is none that is supported; the message names it.</exception>
    public async Task<PivCertificate?> ReadCertificateAsync(PivKey key, CancellationToken cancellationToken) =>
        await _card.SendAsync(new GetCertificate(key), cancellationToken);

    /// <summary>Reads how many attempts the PIN has left, at no cost; 0 when it is blocked.</summary>
    /// <returns>Null when the PIN was verified since the card was reset: it then tells no number.</returns>
    public async Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken) =>
        await _card.SendAsync(new QueryAttempts(), cancellationToken);

    /// <summary>Has the card judge a PIN.</summary>
    /// <param name="pin">6 to 8 digits in ASCII.</param>
    /// <param name="cancellationToken">Observed before sending.</param>
    /// <exception cref="ArgumentException">It is no PIN; it was not sent.</exception>
    public Task<SecretCheck> VerifyAsync(ReadOnlyMemory<byte> pin, CancellationToken cancellationToken) =>
        ShowAsync(new Verify(pin), cancellationToken);

    /// <summary>Has a key of the card sign a message of any length, with its algorithm's digest.</summary>
    /// <param name="key">9E signs at once, 9A after <see cref="VerifyAsync"/>, 9C only right after it.</param>
    /// <param name="algorithm">The one of the key's certificate.</param>
    /// <param name="message">What is signed, e.g. a challenge.</param>
    /// <param name="cancellationToken">Observed before sending.</param>
    /// <returns>RSA: 256 bytes. ECC: a DER sequence of two integers. <see cref="PivCertificate.Verifies"/> checks both.</returns>
    /// <exception cref="CardException">6982: the PIN was not verified.</exception>
    public async Task<byte[]> SignAsync(
        PivKey key, PivAlgorithm algorithm, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        await _card.SendAsync(new GeneralAuthenticate(key, algorithm, algorithm.BlockFor(message.Span)), cancellationToken);

    /// <summary>Sets a new PIN by the current one.</summary>
    /// <remarks>On any exception but <see cref="CardException"/> the outcome is unknown: the card has the one or the other.</remarks>
    public Task<SecretCheck> ChangePinAsync(ReadOnlyMemory<byte> pin, ReadOnlyMemory<byte> newPin, CancellationToken cancellationToken) =>
        ShowAsync(ChangeReferenceData.OfPin(pin, newPin), cancellationToken);

    /// <summary>Sets a new PUK (8 bytes) by the current one.</summary>
    /// <remarks>On any exception but <see cref="CardException"/> the outcome is unknown: the card has the one or the other.</remarks>
    public Task<SecretCheck> ChangePukAsync(ReadOnlyMemory<byte> puk, ReadOnlyMemory<byte> newPuk, CancellationToken cancellationToken) =>
        ShowAsync(ChangeReferenceData.OfPuk(puk, newPuk), cancellationToken);

    /// <summary>Sets a new PIN by the PUK, and refills the PIN's attempts.</summary>
    /// <returns>What the card made of the PUK: <see cref="SecretCheck.Wrong"/> counts the attempts of the PUK.</returns>
    /// <remarks>
    /// On any exception but <see cref="CardException"/> the outcome is unknown; read the attempts and verify once the card is back.
    /// </remarks>
    public Task<SecretCheck> ResetRetryCounterAsync(
        ReadOnlyMemory<byte> puk, ReadOnlyMemory<byte> newPin, CancellationToken cancellationToken) =>
        ShowAsync(new ResetRetryCounter(puk, newPin), cancellationToken);

    /// <summary>Drops what the PIN gave in this session.</summary>
    public async Task DropPinAsync(CancellationToken cancellationToken) => await _card.SendAsync(new DropPin(), cancellationToken);

    private async Task<SecretCheck> ShowAsync(SecretCommand command, CancellationToken cancellationToken)
    {
        using (command)
        {
            return await _card.SendAsync(command, cancellationToken);
        }
    }
}
