using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks.Gids;

/// <summary>A GIDS card held in a reader.</summary>
internal sealed class OpenGidsCard : OpenCard
{
    private OpenGidsCard(ICardConnection connection, ReaderState reader, GidsSession session, GidsCardId identifier)
        : base(connection, reader, new CardIdentity(CardKind.Gids, identifier.Value)) => Session = session;

    public GidsSession Session { get; }

    /// <returns>Null when it is not a GIDS card.</returns>
    public static async Task<OpenGidsCard?> TryAsync(ICardConnection connection, ReaderState reader, CancellationToken cancellationToken)
    {
        var session = new GidsSession(connection);
        try
        {
            await session.SelectAsync(cancellationToken);
            return new OpenGidsCard(connection, reader, session, await session.ReadCardIdAsync(cancellationToken));
        }
        catch (Exception failed) when (failed is CardException or CardResponseException)
        {
            return null;
        }
    }

    /// <summary>Such a card takes whatever an installation can ask for.</summary>
    public override PasscodeRule RuleFor(PasscodeRule installation) => installation;

    public override async Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken) =>
        (await Session.ReadAttemptsAsync(cancellationToken)).Left;

    /// <summary>Such a card signs nothing without its passcode.</summary>
    public override async Task<CardTaskResult> IdentifyAsync(byte[]? challenge, CancellationToken cancellationToken) =>
        Result(CardTaskOutcome.Done) with { AttemptsLeft = await ReadAttemptsAsync(cancellationToken) };

    public override async Task<CardTaskResult> ReadAsync(CancellationToken cancellationToken) => Result(CardTaskOutcome.Done) with
    {
        AttemptsLeft = await ReadAttemptsAsync(cancellationToken),
        PublicKey = await ReadPublicKeyAsync(cancellationToken),
        Certificate = await ReadCertificateAsync(cancellationToken),
    };

    public override async Task<(SecretCheck Check, CardTaskResult? Proved)> ProveAsync(
        Passcode passcode, byte[] challenge, ILogger log, CancellationToken cancellationToken)
    {
        var check = await Session.VerifyAsync(passcode.Bytes, CancellationToken.None);
        if (check is not SecretCheck.Accepted)
        {
            return (check, null);
        }

        var digest = ProveChallenge.DigestOf(challenge, Identifier);
        var signature = await Session.SignAsync(GidsSession.FirstKey, digest, CancellationToken.None);
        return (check, Result(CardTaskOutcome.Done) with { Signature = signature });
    }

    /// <returns>Null where the card has no key yet.</returns>
    private async Task<byte[]?> ReadPublicKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var key = RSA.Create(await Session.ReadPublicKeyAsync(GidsSession.FirstKey, cancellationToken));
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception none) when (none is CardException or CardResponseException)
        {
            return null;
        }
    }

    /// <returns>Null where the card has none that can be read.</returns>
    private async Task<byte[]?> ReadCertificateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Session.ReadCertificateAsync(cancellationToken);
        }
        catch (Exception none) when (none is CardException or CardResponseException)
        {
            return null;
        }
    }
}
