using Smartcard.Cards;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks.Piv;

/// <summary>A PIV card held in a reader, with the certificates of both keys that it has to have.</summary>
internal sealed class OpenPivCard : OpenCard
{
    private readonly PivCertificate _presence;
    private readonly PivCertificate _passcode;

    private OpenPivCard(
        ICardConnection connection,
        ReaderState reader,
        PivSession session,
        CardIdentity identity,
        (PivCertificate Presence, PivCertificate Passcode) keys)
        : base(connection, reader, identity) => (Session, _presence, _passcode) = (session, keys.Presence, keys.Passcode);

    public PivSession Session { get; }

    /// <returns>The card, or what it lacks; neither when it is not a PIV card.</returns>
    public static async Task<(OpenCard? Card, UnsupportedCard? Other)> TryAsync(
        ICardConnection connection, ReaderState reader, CancellationToken cancellationToken)
    {
        var session = new PivSession(connection);
        if (await OrNullAsync<PivProperties>(async () => await session.SelectAsync(cancellationToken)) is null)
        {
            return (null, null);
        }

        var chuid = await OrNullAsync(() => session.ReadChuidAsync(cancellationToken));
        var presence = await OrNullAsync(() => session.ReadCertificateAsync(PivKey.CardAuthentication, cancellationToken));
        var passcode = await OrNullAsync(() => session.ReadCertificateAsync(PivKey.Authentication, cancellationToken));
        var identity = PivCard.IdentityOf(chuid, presence);
        return (identity, presence, passcode) switch
        {
            (null, _, _) => Without(CardTrouble.NoIdentity),
            (_, null, _) => Without(CardTrouble.NoPresenceKey),
            (_, _, null) => Without(CardTrouble.NoPasscodeKey),
            _ => (new OpenPivCard(connection, reader, session, identity, (presence, passcode)), null),
        };

        (OpenCard?, UnsupportedCard?) Without(CardTrouble trouble) =>
            (null, new UnsupportedCard(CardKind.Piv) { Trouble = trouble, Identifier = identity?.Value });
    }

    public override PasscodeRule RuleFor(PasscodeRule installation) => installation with
    {
        MinLength = Math.Clamp(installation.MinLength, PivPinRule.MinLength, PivPinRule.MaxLength),
        MaxLength = Math.Clamp(installation.MaxLength, PivPinRule.MinLength, PivPinRule.MaxLength),
        DigitsOnly = true,
    };

    /// <summary>After another program had its passcode verified, a card says no number until it is told to forget that.</summary>
    public override async Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken)
    {
        if (await Session.ReadAttemptsAsync(cancellationToken) is { } left)
        {
            return left;
        }

        try
        {
            await Session.DropPinAsync(cancellationToken);
        }
        catch (CardException)
        {
            return null; // some cards do not know how
        }

        return await Session.ReadAttemptsAsync(cancellationToken);
    }

    /// <summary>Key 9E's signature, for which the card wants no passcode.</summary>
    public Task<byte[]> SignPresenceAsync(CardProofPurpose purpose, byte[] challenge, CancellationToken cancellationToken) =>
        SignAsync(PivKey.CardAuthentication, _presence, purpose, challenge, cancellationToken);

    /// <summary>Key 9E's signature for the release of a reset, whose PUK comes sealed for this key.</summary>
    public Task<byte[]> SignReleaseAsync(byte[] challenge, byte[] replyKey, CancellationToken cancellationToken) => Session.SignAsync(
        PivKey.CardAuthentication,
        _presence.Algorithm,
        ProveChallenge.ReleaseOf(challenge, Identifier, replyKey),
        cancellationToken);

    /// <summary>Key 9A's signature, for which the card wants its passcode verified.</summary>
    public Task<byte[]> SignPasscodeAsync(CardProofPurpose purpose, byte[] challenge, CancellationToken cancellationToken) =>
        SignAsync(PivKey.Authentication, _passcode, purpose, challenge, cancellationToken);

    public override async Task<CardTaskResult> IdentifyAsync(byte[]? challenge, CancellationToken cancellationToken) =>
        Result(CardTaskOutcome.Done) with
        {
            AttemptsLeft = await ReadAttemptsAsync(cancellationToken),
            PresenceSignature = challenge is null
                ? null
                : await SignPresenceAsync(CardProofPurpose.Presence, challenge, cancellationToken),
        };

    public override async Task<CardTaskResult> ReadAsync(CancellationToken cancellationToken) => Result(CardTaskOutcome.Done) with
    {
        AttemptsLeft = await ReadAttemptsAsync(cancellationToken),
        PublicKey = _passcode.PublicKey.ToArray(),
        Certificate = _passcode.Der.ToArray(),
        PresencePublicKey = _presence.PublicKey.ToArray(),
    };

    public override async Task<(SecretCheck Check, CardTaskResult? Proved)> ProveAsync(
        Passcode passcode, byte[] challenge, ILogger log, CancellationToken cancellationToken)
    {
        var presence = await SignPresenceAsync(CardProofPurpose.Presence, challenge, cancellationToken);
        var check = await Session.VerifyAsync(passcode.Bytes, CancellationToken.None);
        if (check is not SecretCheck.Accepted)
        {
            return (check, null);
        }

        var signature = await SignPasscodeAsync(CardProofPurpose.Passcode, challenge, CancellationToken.None);
        await LeaveAsync(log);
        return (check, Result(CardTaskOutcome.Done) with { PresenceSignature = presence, Signature = signature });
    }

    /// <summary>Has the card forget that its passcode was verified. It has signed, so this no longer changes the result.</summary>
    public async Task LeaveAsync(ILogger log)
    {
        try
        {
            await Session.DropPinAsync(CancellationToken.None);
        }
        catch (CardFaultException gone)
        {
            log.CardWentAway(gone.Message);
        }
    }

    private Task<byte[]> SignAsync(
        PivKey key, PivCertificate certificate, CardProofPurpose purpose, byte[] challenge, CancellationToken cancellationToken) =>
        Session.SignAsync(key, certificate.Algorithm, ProveChallenge.MessageOf(purpose, challenge, Identifier), cancellationToken);

    /// <returns>Null where the card has nothing that can be read.</returns>
    private static async Task<TObject?> OrNullAsync<TObject>(Func<Task<TObject?>> read)
        where TObject : class
    {
        try
        {
            return await read();
        }
        catch (Exception none) when (none is CardException or CardResponseException)
        {
            return null;
        }
    }
}
