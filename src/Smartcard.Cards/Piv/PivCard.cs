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

    /// <inheritdoc/>
    public async Task<CardIdentity?> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        if ((await _session.ReadChuidAsync(cancellationToken))?.CardGuid is { } guid)
        {
            return new CardIdentity(Kind, guid.Value);
        }

        var certificate = await _session.ReadCertificateAsync(PivKey.CardAuthentication, cancellationToken);
        return certificate is null ? null : new CardIdentity(Kind, certificate.Fingerprint);
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
