using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>The card's application: which command does what, and by what right. Lives from one reset to the next.</summary>
/// <remarks>Source: NIST SP 800-73-4, Part 2, 3. Where it leaves a choice, docs/cards/piv.md says what was chosen.</remarks>
internal sealed class SoftwarePivApplet(SoftwarePivCardState state, Action<SoftwarePivCardState> save)
{
    private const byte PutData = 0xDB;
    private const byte GenerateKeyPair = 0x47;
    private const int GenerateTemplate = 0xAC;

    private readonly SoftwareManagementKey _management = new();
    private bool _selected;
    private bool _pinVerified;
    private bool _pinJustVerified;

    public SoftwarePivCardState State
    {
        get;
        private set
        {
            save(value);
            field = value;
        }
    } = state;

    public ResponseApdu Process(CommandApdu command)
    {
        var pinJustVerified = _pinJustVerified;
        _pinJustVerified = false;
        try
        {
            return command.Ins == Piv.Select.Ins ? Select(command)
                : _selected ? Dispatch(command, pinJustVerified)
                : Refuse(StatusWord.ConditionsNotSatisfied);
        }
        catch (FormatException)
        {
            return Refuse(StatusWord.WrongData);
        }
    }

    private ResponseApdu Dispatch(CommandApdu command, bool pinJustVerified) => (command.Ins, command.P1, command.P2) switch
    {
        (GetData.Ins, 0x3F, 0xFF) => Read(command.Data.Span),
        (PutData, 0x3F, 0xFF) => Write(command.Data.Span),
        (Verify.Ins, 0x00, PivApplication.PinReference) => VerifyPin(command.Data.Span),
        (Verify.Ins, Verify.ResetStatus, PivApplication.PinReference) => command.Data.IsEmpty ? DropPin() : Refuse(StatusWord.WrongData),
        (ChangeReferenceData.Ins, 0x00, PivApplication.PinReference) => ChangePin(command.Data.Span),
        (ChangeReferenceData.Ins, 0x00, PivApplication.PukReference) => ChangePuk(command.Data.Span),
        (ResetRetryCounter.Ins, 0x00, PivApplication.PinReference) => ResetPin(command.Data.Span),
        (Verify.Ins or ChangeReferenceData.Ins or ResetRetryCounter.Ins, 0x00, _) => Refuse(StatusWord.ReferenceNotFound),
        (GeneralAuthenticate.Ins, _, PivApplication.ManagementKeyReference) =>
            _management.Process(State, command.P1, command.Data.Span),
        (GeneralAuthenticate.Ins, _, _) => Sign(command, pinJustVerified),
        (GenerateKeyPair, 0x00, _) => Generate((PivKey)command.P2, command.Data.Span),
        (GetData.Ins or PutData or Verify.Ins or ChangeReferenceData.Ins or ResetRetryCounter.Ins or GenerateKeyPair, _, _) =>
            Refuse(StatusWord.WrongP1P2),
        _ => Refuse(StatusWord.InsNotSupported),
    };

    private ResponseApdu Select(CommandApdu command)
    {
        if (command is not { P1: Piv.Select.ByName, P2: 0x00 })
        {
            return Refuse(StatusWord.WrongP1P2);
        }

        // A SELECT that finds nothing leaves what was selected as it is; one that finds PIV again leaves the rights as they are.
        var aid = command.Data.Span;
        if (aid.Length < PivApplication.Provider.Length || !SoftwarePivFiles.FullAid.StartsWith(aid))
        {
            return Refuse(StatusWord.FileNotFound);
        }

        _selected = true;
        return Answer(SoftwarePivFiles.ApplicationTemplate(State));
    }

    private ResponseApdu Read(ReadOnlySpan<byte> data)
    {
        var found = SoftwarePivFiles.Read(State, SoftwarePivFiles.TagIn(TlvReader.Find(data, PivApplication.TagList)));
        return found is null ? Refuse(StatusWord.FileNotFound) : Answer(found);
    }

    private ResponseApdu Write(ReadOnlySpan<byte> data)
    {
        if (!_management.IsAuthenticated)
        {
            return Refuse(StatusWord.SecurityStatusNotSatisfied);
        }

        var tag = SoftwarePivFiles.TagIn(TlvReader.Find(data, PivApplication.TagList));
        State = State.WithObject(tag, TlvReader.Find(data, PivApplication.Data).ToArray());
        return Answer([]);
    }

    private ResponseApdu VerifyPin(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return _pinVerified ? Answer([])
                : Refuse(State.PinAttemptsLeft == 0 ? StatusWord.AuthenticationBlocked : StatusWord.Wrong(State.PinAttemptsLeft));
        }

        var verdict = Compare(data, isPuk: false, isNew: null);
        _pinJustVerified = verdict.Sw == StatusWord.Success;
        _pinVerified = IsVerifiedAfter(verdict);
        return verdict;
    }

    private ResponseApdu DropPin()
    {
        _pinVerified = false;
        return Answer([]);
    }

    private ResponseApdu ChangePin(ReadOnlySpan<byte> data)
    {
        var verdict = Compare(data, isPuk: false, isNew: IsPin);
        _pinVerified = IsVerifiedAfter(verdict);
        if (verdict.Sw == StatusWord.Success)
        {
            State = State with { Pin = Unpadded(data[SecretCommand.SecretLength..]), PinAttemptsLeft = State.PinAttemptLimit };
        }

        return verdict;
    }

    private ResponseApdu ChangePuk(ReadOnlySpan<byte> data)
    {
        var verdict = Compare(data, isPuk: true, isNew: _ => true);
        if (verdict.Sw == StatusWord.Success)
        {
            State = State with { Puk = data[SecretCommand.SecretLength..].ToArray(), PukAttemptsLeft = State.PukAttemptLimit };
        }

        return verdict;
    }

    private ResponseApdu ResetPin(ReadOnlySpan<byte> data)
    {
        var verdict = Compare(data, isPuk: true, isNew: IsPin);
        if (verdict.Sw == StatusWord.Success)
        {
            State = State with
            {
                Pin = Unpadded(data[SecretCommand.SecretLength..]),
                PinAttemptsLeft = State.PinAttemptLimit,
                PukAttemptsLeft = State.PukAttemptLimit,
            };
        }

        return verdict;
    }

    /// <summary>Compares the first secret, and counts; with the right one, a new one that cannot be is refused without counting.</summary>
    /// <param name="isNew">Whether the second secret can be what it is to be; null where there is none.</param>
    private ResponseApdu Compare(ReadOnlySpan<byte> data, bool isPuk, Format? isNew)
    {
        var left = isPuk ? State.PukAttemptsLeft : State.PinAttemptsLeft;
        if (left == 0)
        {
            return Refuse(StatusWord.AuthenticationBlocked);
        }

        if (data.Length != SecretCommand.SecretLength * (isNew is null ? 1 : 2))
        {
            return Refuse(StatusWord.WrongData);
        }

        var current = data[..SecretCommand.SecretLength];
        if (!isPuk && !IsPin(current))
        {
            return Refuse(StatusWord.WrongData);
        }

        if (!CryptographicOperations.FixedTimeEquals(current, isPuk ? State.Puk : Padded(State.Pin)))
        {
            left--;
            State = isPuk ? State with { PukAttemptsLeft = left } : State with { PinAttemptsLeft = left };
            return Refuse(StatusWord.Wrong(left));
        }

        if (isNew?.Invoke(data[SecretCommand.SecretLength..]) == false)
        {
            return Refuse(StatusWord.WrongData);
        }

        if (isNew is null)
        {
            State = State with { PinAttemptsLeft = State.PinAttemptLimit }; // with a new one, all is kept in one change
        }

        return Answer([]);
    }

    /// <summary>What was refused for its form changes nothing.</summary>
    private bool IsVerifiedAfter(ResponseApdu verdict) =>
        verdict.Sw == StatusWord.Success || (_pinVerified && verdict.Sw == StatusWord.WrongData);

    private ResponseApdu Sign(CommandApdu command, bool pinJustVerified)
    {
        var reference = (PivKey)command.P2;
        if (!State.Keys.TryGetValue(reference, out var key) || (byte)key.Algorithm != command.P1)
        {
            return Refuse(StatusWord.WrongP1P2);
        }

        var allowed = reference switch
        {
            PivKey.CardAuthentication => true,
            PivKey.Signature => pinJustVerified,
            _ => _pinVerified,
        };
        if (!allowed)
        {
            return Refuse(StatusWord.SecurityStatusNotSatisfied);
        }

        var template = TlvReader.Find(command.Data.Span, PivApplication.AuthenticationTemplate);
        return TlvReader.Find(template, PivApplication.Response).IsEmpty
            && key.Sign(TlvReader.Find(template, PivApplication.Challenge)) is { } signature
            ? Answer(TlvWriter.Write(PivApplication.AuthenticationTemplate, TlvWriter.Write(PivApplication.Response, signature)))
            : Refuse(StatusWord.WrongData);
    }

    private ResponseApdu Generate(PivKey reference, ReadOnlySpan<byte> data)
    {
        if (!_management.IsAuthenticated)
        {
            return Refuse(StatusWord.SecurityStatusNotSatisfied);
        }

        var algorithm = TlvReader.Find(TlvReader.Find(data, GenerateTemplate), 0x80);
        if (!Enum.IsDefined(reference))
        {
            return Refuse(StatusWord.WrongP1P2);
        }

        if (algorithm.Length != 1 || !Enum.IsDefined((PivAlgorithm)algorithm[0]))
        {
            return Refuse(StatusWord.WrongData);
        }

        var key = SoftwarePivKey.Generate((PivAlgorithm)algorithm[0]);
        State = State with { Keys = State.Keys.SetItem(reference, key) };
        return Answer(key.PublicTemplate());
    }

    private static bool IsPin(ReadOnlySpan<byte> padded) => PivPinRule.Allows(padded.TrimEnd((byte)0xFF));

    private static byte[] Padded(byte[] pin) => [.. pin, .. Enumerable.Repeat((byte)0xFF, SecretCommand.SecretLength - pin.Length)];

    private static byte[] Unpadded(ReadOnlySpan<byte> pin) => pin.TrimEnd((byte)0xFF).ToArray();

    private static ResponseApdu Answer(byte[] data) => new(data, StatusWord.Success);

    private static ResponseApdu Refuse(StatusWord sw) => new(default, sw);

    private delegate bool Format(ReadOnlySpan<byte> secret);
}
