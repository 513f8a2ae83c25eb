using System.Security.Cryptography;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>The card's half of the admin authentication, mutual and external; a challenge is good for one answer.</summary>
internal sealed class SoftwareAdminAuthentication
{
    private const int ShortChallengeLength = 8;
    private const int RandomLength = 7;

    private bool _chosen;
    private byte[]? _hostChallenge;
    private byte[]? _ownChallenge;

    public bool IsAuthenticated { get; private set; }

    public void Drop()
    {
        _chosen = false;
        IsAuthenticated = false;
        ForgetChallenges();
    }

    public ResponseApdu Choose(ReadOnlySpan<byte> data)
    {
        ForgetChallenges();
        _chosen = TlvReader.Find(data, ManageSecurityEnvironment.SecretKey).SequenceEqual([GidsApplication.AdminKeyReference]);
        return _chosen ? SoftwareGidsApplet.Answer([]) : SoftwareGidsApplet.Refuse(StatusWord.ReferenceNotFound);
    }

    public ResponseApdu Process(byte[] adminKey, ReadOnlySpan<byte> data)
    {
        if (!_chosen)
        {
            return SoftwareGidsApplet.Refuse(StatusWord.ConditionsNotSatisfied);
        }

        var (host, own) = (_hostChallenge, _ownChallenge);
        ForgetChallenges();
        var reader = new TlvReader(TlvReader.Find(data, GidsApplication.AuthenticationTemplate));
        reader.TryRead(out var tag, out var value);
        return (tag, value.Length) switch
        {
            (GidsApplication.Challenge, 0) => Challenge(null, ShortChallengeLength),
            (GidsApplication.Challenge, GidsApplication.ChallengeLength) => Challenge(value.ToArray(), GidsApplication.ChallengeLength),
            (GidsApplication.Response, _) when own is null => SoftwareGidsApplet.Refuse(StatusWord.ConditionsNotSatisfied),
            (GidsApplication.Response, ShortChallengeLength) when host is null => External(adminKey, own, value),
            (GidsApplication.Response, GidsApplication.MessageLength) when host is not null => Mutual(adminKey, host, own, value),
            _ => SoftwareGidsApplet.Refuse(StatusWord.WrongData),
        };
    }

    private ResponseApdu Challenge(byte[]? host, int length)
    {
        _hostChallenge = host;
        _ownChallenge = RandomNumberGenerator.GetBytes(length);
        return Template(GidsApplication.Challenge, _ownChallenge);
    }

    private ResponseApdu External(byte[] adminKey, byte[] own, ReadOnlySpan<byte> answer)
    {
        IsAuthenticated = CryptographicOperations.FixedTimeEquals(answer, GidsMutualAuthentication.Encrypt(adminKey, own));
        return IsAuthenticated ? SoftwareGidsApplet.Answer([]) : SoftwareGidsApplet.Refuse(StatusWord.SecurityStatusNotSatisfied);
    }

    private ResponseApdu Mutual(byte[] adminKey, byte[] host, byte[] own, ReadOnlySpan<byte> answer)
    {
        // The host's message has the same shape as the card's, with the challenges the other way round.
        IsAuthenticated = GidsMutualAuthentication.Confirms(adminKey, own, host, answer);
        return IsAuthenticated
            ? Template(
                GidsApplication.Response,
                GidsMutualAuthentication.Encrypt(
                    adminKey,
                    GidsMutualAuthentication.Message(host, own, RandomNumberGenerator.GetBytes(RandomLength))))
            : SoftwareGidsApplet.Refuse(StatusWord.SecurityStatusNotSatisfied);
    }

    private void ForgetChallenges() => (_hostChallenge, _ownChallenge) = (null, null);

    private static ResponseApdu Template(int tag, byte[] value) =>
        SoftwareGidsApplet.Answer(TlvWriter.Write(GidsApplication.AuthenticationTemplate, TlvWriter.Write(tag, value)));
}
