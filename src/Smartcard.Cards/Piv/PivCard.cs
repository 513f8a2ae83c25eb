using Smartcard.Cards.Applications;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Recognition;

namespace Smartcard.Cards.Piv;

/// <summary>A PIV card as one of several kinds.</summary>
public sealed class PivCard(ICardTransport transport) : ICardApplication
{
    private readonly PivSession _session = new(transport);

    /// <inheritdoc/>
    public CardKind Kind => CardKind.Piv;

    /// <inheritdoc/>
    public bool Allows(ReadOnlySpan<byte> passcode) => PivPinRule.Allows(passcode);

    /// <inheritdoc/>
    public async Task SelectAsync(CancellationToken cancellationToken) => await _session.SelectAsync(cancellationToken);

    /// <summary>Which card it is that has these.</summary>
    /// <param name="chuid">Null where it has none.</param>
    /// <param name="presence">The certificate of key 9E; null where it has none.</param>
    /// <returns>Null when nothing of it tells the card from others.</returns>
    public static CardIdentity? IdentityOf(PivChuid? chuid, PivCertificate? presence) =>
        (chuid?.CardGuid?.Value ?? presence?.Fingerprint[..PivGuid.TextLength]) is { } value ? new CardIdentity(CardKind.Piv, value) : null;

    /// <inheritdoc/>
    public async Task<CardIdentity?> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        var chuid = await _session.ReadChuidAsync(cancellationToken);
        return IdentityOf(
            chuid,
            chuid?.CardGuid is null ? await _session.ReadCertificateAsync(PivKey.CardAuthentication, cancellationToken) : null);
    }

    /// <inheritdoc/>
    public Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken) => _session.ReadAttemptsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<SecretCheck> VerifyAsync(ReadOnlyMemory<byte> passcode, CancellationToken cancellationToken) =>
        _session.VerifyAsync(passcode, cancellationToken);

    /// <inheritdoc/>
    public Task<CardProof?> ProvePresenceAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken) =>
        ProveAsync(PivKey.CardAuthentication, challenge, cancellationToken);

    /// <inheritdoc/>
    public Task<CardProof?> ProvePasscodeAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken) =>
        ProveAsync(PivKey.Authentication, challenge, cancellationToken);

    private async Task<CardProof?> ProveAsync(PivKey key, ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
    {
        var certificate = await _session.ReadCertificateAsync(key, cancellationToken);
        return certificate is null
            ? null
            : new CardProof(
                await _session.SignAsync(key, certificate.Algorithm, challenge, cancellationToken), certificate.PublicKey, certificate.Der);
    }
}
