using System.Security.Cryptography;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>The card's application: which command does what, and by what right. Lives from one reset to the next.</summary>
internal sealed class SoftwareGidsApplet(SoftwareCardState state, Action<SoftwareCardState> save)
{
    private const byte ChangeReferenceData = 0x24;
    private const byte PutData = 0xDB;

    private readonly SoftwareAdminAuthentication _admin = new();
    private bool _selected;
    private bool _passcodeVerified;
    private byte? _signingKey;

    public SoftwareCardState State { get; private set; } = state;

    public ResponseApdu Process(CommandApdu command)
    {
        try
        {
            return command.Ins == 0xA4 ? Select(command) : _selected ? Dispatch(command) : Refuse(StatusWord.ConditionsNotSatisfied);
        }
        catch (FormatException)
        {
            return Refuse(StatusWord.WrongData);
        }
    }

    private ResponseApdu Dispatch(CommandApdu command) =>
        (command.Ins, command.P1, command.P2) switch
        {
            (GetData.Ins, _, _) => SoftwareGidsFiles.Read(State, command),
            (Verify.Ins, 0x00, GidsApplication.PasscodeReference) => VerifyPasscode(command.Data.Span),
            (Verify.Ins, 0x00, GidsApplication.Deauthenticate) => DropRights(),
            (ChangeReferenceData, 0x00, GidsApplication.PasscodeReference) => ChangePasscode(command.Data.Span),
            (ResetRetryCounter.Ins, ResetRetryCounter.NewReferenceDataOnly, GidsApplication.PasscodeReference) =>
                ResetPasscode(command.Data.Span),
            (
                ManageSecurityEnvironment.Ins,
                ManageSecurityEnvironment.SetForComputation,
                ManageSecurityEnvironment.SignatureTemplate
            ) => ChooseSigningKey(command.Data.Span),
            (
                ManageSecurityEnvironment.Ins,
                ManageSecurityEnvironment.SetForAuthentication,
                ManageSecurityEnvironment.AuthenticationTemplate
            ) => _admin.Choose(command.Data.Span),
            (Gids.Sign.Ins, Gids.Sign.Signature, Gids.Sign.DataToBeSigned) => Sign(command.Data.Span),
            (BeginMutualAuthentication.Ins, 0x00, 0x00) => _admin.Process(State.AdminKey, command.Data.Span),
            (PutData, 0x3F, 0xFF) => ChangeAdminKey(command.Data.Span),
            (
                GetData.Ins
                    or Verify.Ins
                    or ChangeReferenceData
                    or ResetRetryCounter.Ins
                    or ManageSecurityEnvironment.Ins
                    or Gids.Sign.Ins
                    or BeginMutualAuthentication.Ins
                    or PutData,
                _,
                _
            ) => Refuse(StatusWord.WrongP1P2),
            _ => Refuse(StatusWord.InsNotSupported),
        };

    private ResponseApdu Select(CommandApdu command)
    {
        var aid = command.Data.Span;
        if (command is not { P1: 0x04, P2: 0x00 })
        {
            return Refuse(StatusWord.WrongP1P2);
        }

        // A SELECT that finds nothing leaves what was selected as it is.
        if (!aid.StartsWith(GidsApplication.Aid) || aid.Length > GidsApplication.Aid.Length + 2)
        {
            return Refuse(StatusWord.FileNotFound);
        }

        DropRights();
        _selected = true;
        return Answer(SoftwareGidsFiles.ApplicationTemplate());
    }

    private ResponseApdu VerifyPasscode(ReadOnlySpan<byte> passcode)
    {
        if (State.AttemptsLeft == 0)
        {
            return Refuse(StatusWord.AuthenticationBlocked);
        }

        // No data is a query, and a length no passcode has is not a guess: neither costs an attempt.
        return GidsPasscodeRule.Allows(passcode) ? Compare(passcode) : Refuse(StatusWord.Wrong(State.AttemptsLeft));
    }

    private ResponseApdu Compare(ReadOnlySpan<byte> passcode)
    {
        _passcodeVerified = CryptographicOperations.FixedTimeEquals(passcode, State.Passcode);
        Remember(State with { AttemptsLeft = _passcodeVerified ? State.AttemptLimit : State.AttemptsLeft - 1 });
        return _passcodeVerified ? Answer([]) : Refuse(StatusWord.Wrong(State.AttemptsLeft));
    }

    private ResponseApdu ChangePasscode(ReadOnlySpan<byte> oldAndNew)
    {
        if (State.AttemptsLeft == 0)
        {
            return Refuse(StatusWord.AuthenticationBlocked);
        }

        // The two are not separated: the card takes as many bytes for the old one as its passcode has.
        var oldLength = Math.Min(State.Passcode.Length, oldAndNew.Length);
        if (Compare(oldAndNew[..oldLength]) is { } verdict && verdict.Sw != StatusWord.Success)
        {
            return verdict;
        }

        if (!GidsPasscodeRule.Allows(oldAndNew[oldLength..]))
        {
            return Refuse(StatusWord.WrongData);
        }

        Remember(State with { Passcode = oldAndNew[oldLength..].ToArray() });
        return Answer([]);
    }

    private ResponseApdu ResetPasscode(ReadOnlySpan<byte> newPasscode)
    {
        if (!_admin.IsAuthenticated)
        {
            return Refuse(StatusWord.SecurityStatusNotSatisfied);
        }

        if (!GidsPasscodeRule.Allows(newPasscode))
        {
            return Refuse(StatusWord.WrongData);
        }

        DropRights();
        Remember(State with { Passcode = newPasscode.ToArray(), AttemptsLeft = State.AttemptLimit });
        return Answer([]);
    }

    private ResponseApdu ChangeAdminKey(ReadOnlySpan<byte> data)
    {
        if (!_admin.IsAuthenticated)
        {
            return Refuse(StatusWord.SecurityStatusNotSatisfied);
        }

        var template = TlvReader.Find(data, ReadPublicKey.ControlReference);
        var key = TlvReader.Find(TlvReader.Find(template, ReadPublicKey.KeyData), 0x87);
        if (!TlvReader.Find(template, ReadPublicKey.Key).SequenceEqual([GidsApplication.AdminKeyReference])
            || !GidsMutualAuthentication.IsUsable(key))
        {
            return Refuse(StatusWord.WrongData);
        }

        Remember(State with { AdminKey = key.ToArray() });
        return Answer([]);
    }

    private ResponseApdu ChooseSigningKey(ReadOnlySpan<byte> data)
    {
        _signingKey = null;
        var algorithm = TlvReader.Find(data, ManageSecurityEnvironment.Algorithm);
        var key = TlvReader.Find(data, ManageSecurityEnvironment.PrivateKey);
        if (!algorithm.SequenceEqual([ManageSecurityEnvironment.Rsa2048Signature]))
        {
            return Refuse(StatusWord.WrongData);
        }

        if (!key.SequenceEqual([GidsSession.FirstKey]))
        {
            return Refuse(StatusWord.ReferenceNotFound);
        }

        _signingKey = key[0];
        return Answer([]);
    }

    private ResponseApdu Sign(ReadOnlySpan<byte> digestInfo)
    {
        if (_signingKey is null)
        {
            return Refuse(StatusWord.ConditionsNotSatisfied);
        }

        if (!_passcodeVerified)
        {
            return Refuse(StatusWord.SecurityStatusNotSatisfied);
        }

        var prefix = Gids.Sign.Sha256DigestInfo;
        if (!digestInfo.StartsWith(prefix) || digestInfo.Length != prefix.Length + SHA256.HashSizeInBytes)
        {
            return Refuse(StatusWord.WrongData);
        }

        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(State.SigningKey, out _);
        return Answer(key.SignHash(digestInfo[prefix.Length..].ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private ResponseApdu DropRights()
    {
        _passcodeVerified = false;
        _signingKey = null;
        _admin.Drop();
        return Answer([]);
    }

    private void Remember(SoftwareCardState next)
    {
        if (next != State)
        {
            save(next);
            State = next;
        }
    }

    internal static ResponseApdu Answer(byte[] data) => new(data, StatusWord.Success);

    internal static ResponseApdu Refuse(StatusWord sw) => new(default, sw);
}
