using System.Security.Cryptography;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Recognition;

namespace Smartcard.Cards.Gids;

/// <summary>A GIDS card as one of several kinds.</summary>
/// <remarks>It cannot prove that it is there before a reset: its only proof without the passcode opens it to whoever is near.</remarks>
public sealed class GidsCard(ICardTransport transport) : ICardApplication
{
    private readonly GidsSession _session = new(transport);

    /// <inheritdoc/>
    public CardKind Kind => CardKind.Gids;

    /// <inheritdoc/>
    public bool Allows(ReadOnlySpan<byte> passcode) => GidsPasscodeRule.Allows(passcode);

    /// <inheritdoc/>
    public Task SelectAsync(CancellationToken cancellationToken) => _session.SelectAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<CardIdentity?> ReadIdentityAsync(CancellationToken cancellationToken) =>
        new CardIdentity(Kind, (await _session.ReadCardIdAsync(cancellationToken)).Value);

    /// <inheritdoc/>
    public async Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken) =>
        (await _session.ReadAttemptsAsync(cancellationToken)).Left;

    /// <inheritdoc/>
    public Task<SecretCheck> VerifyAsync(ReadOnlyMemory<byte> passcode, CancellationToken cancellationToken) =>
        _session.VerifyAsync(passcode, cancellationToken);

    /// <inheritdoc/>
    public Task<CardProof?> ProvePresenceAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken) =>
        Task.FromResult<CardProof?>(null);

    /// <inheritdoc/>
    public async Task<CardProof?> ProvePasscodeAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
    {
        var signature = await _session.SignAsync(GidsSession.FirstKey, SHA256.HashData(challenge.Span), cancellationToken);
        using var key = RSA.Create(await _session.ReadPublicKeyAsync(GidsSession.FirstKey, cancellationToken));
        return new CardProof(signature, key.ExportSubjectPublicKeyInfo(), null);
    }
}
