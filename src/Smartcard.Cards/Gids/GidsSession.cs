using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Gids;

/// <summary>What can be asked of a GIDS card. Does not own the transport; select first.</summary>
/// <remarks>
/// Every method throws <see cref="CardException"/> for a status word it does not expect, <see cref="CardResponseException"/>
/// for a malformed answer and <see cref="CardRemovedException"/> when the card has gone. Passcodes stay in the caller's
/// buffer, which the caller clears; the copies made for sending are zeroed here.
/// </remarks>
public sealed class GidsSession(ICardTransport transport)
{
    /// <summary>Reference of the key made when the card was issued.</summary>
    public const byte FirstKey = 0x81;

    private readonly CardSession _card = new(transport);

    /// <summary>Makes GIDS the current application.</summary>
    /// <exception cref="CardException">6A82 and the like: this is not a GIDS card.</exception>
    public async Task SelectAsync(CancellationToken cancellationToken) => await _card.SendAsync(new Select(), cancellationToken);

    /// <summary>Reads which card this is; no passcode needed.</summary>
    public async Task<GidsCardId> ReadCardIdAsync(CancellationToken cancellationToken) =>
        await _card.SendAsync(new GetCardId(), cancellationToken);

    /// <summary>Reads how many attempts the passcode has left, at no cost.</summary>
    public async Task<PasscodeAttempts> ReadAttemptsAsync(CancellationToken cancellationToken) =>
        await _card.SendAsync(new GetAttempts(), cancellationToken);

    /// <summary>Has the card judge a passcode.</summary>
    /// <param name="passcode">1 to 255 bytes; the card takes 4 to 16 and calls others wrong without counting them.</param>
    /// <param name="cancellationToken">Observed before sending.</param>
    public async Task<SecretCheck> VerifyAsync(ReadOnlyMemory<byte> passcode, CancellationToken cancellationToken) =>
        await _card.SendAsync(new Verify(passcode), cancellationToken);

    /// <summary>Signs a digest with a key of the card: RSA-2048, PKCS#1 v1.5, SHA-256. Needs a verified passcode.</summary>
    /// <returns>256 bytes.</returns>
    public async Task<byte[]> SignAsync(byte keyReference, ReadOnlyMemory<byte> sha256Digest, CancellationToken cancellationToken)
    {
        await _card.SendAsync(ManageSecurityEnvironment.ForSignature(keyReference), cancellationToken);
        return await _card.SendAsync(new Sign(sha256Digest), cancellationToken);
    }

    /// <summary>Reads the public half of a key; no passcode needed.</summary>
    public async Task<RSAParameters> ReadPublicKeyAsync(byte keyReference, CancellationToken cancellationToken) =>
        await _card.SendAsync(new ReadPublicKey(keyReference), cancellationToken);

    /// <summary>Reads the certificate of the first key; no passcode needed.</summary>
    /// <returns>DER; null when the card has none.</returns>
    public async Task<byte[]?> ReadCertificateAsync(CancellationToken cancellationToken)
    {
        var master = await _card.SendAsync(new GetData(GidsDirectory.File, GidsDirectory.DataObject), cancellationToken);
        try
        {
            return GidsDirectory.CertificateIn(master) is { } place
                ? GidsDirectory.Unpack(await _card.SendAsync(place, cancellationToken))
                : null;
        }
        catch (FormatException malformed)
        {
            throw new CardResponseException("GET DATA", malformed.Message, malformed);
        }
    }

    /// <summary>Gives the card the host's challenge R1 (16 bytes) and returns the card's challenge R2 (16 bytes).</summary>
    public async Task<byte[]> BeginMutualAuthenticationAsync(ReadOnlyMemory<byte> hostChallenge, CancellationToken cancellationToken)
    {
        await _card.SendAsync(ManageSecurityEnvironment.ForAdminAuthentication(), cancellationToken);
        return await _card.SendAsync(new BeginMutualAuthentication(hostChallenge), cancellationToken);
    }

    /// <summary>Shows the card the host's answer (40 bytes) and returns the card's proof C (40 bytes), for the host to check.</summary>
    /// <exception cref="CardException">6982: the answer was not made with this card's admin key, or not for this challenge.</exception>
    public async Task<byte[]> CompleteMutualAuthenticationAsync(ReadOnlyMemory<byte> hostResponse40, CancellationToken cancellationToken) =>
        await _card.SendAsync(new CompleteMutualAuthentication(hostResponse40), cancellationToken);

    /// <summary>Sets a new passcode (4 to 16 bytes) and refills its attempts, right after a mutual authentication.</summary>
    /// <exception cref="CardException">6982: no admin authentication went before.</exception>
    /// <remarks>On any other exception the outcome is unknown; read the attempts and verify once the card is back.</remarks>
    public async Task ResetRetryCounterAsync(ReadOnlyMemory<byte> newPasscode, CancellationToken cancellationToken) =>
        await _card.SendAsync(new ResetRetryCounter(newPasscode), cancellationToken);

    /// <summary>Drops every right won in this session.</summary>
    public async Task DeauthenticateAsync(CancellationToken cancellationToken) =>
        await _card.SendAsync(new Deauthenticate(), cancellationToken);
}
