using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>The card's half of authenticating with the management key 9B, mutual and external.</summary>
/// <remarks>
/// A challenge is good for one answer; each message is one block under the key. Source: NIST SP 800-73-4, Part 2, appendix A.
/// </remarks>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "PIV cards may have a 3DES key as 9B.")]
[SuppressMessage("Security", "CA5358:Review cipher mode usage with cryptography experts", Justification = "PIV encrypts single blocks.")]
internal sealed class SoftwareManagementKey
{
    public const byte TripleDes = 0x03;
    public const byte Aes128 = 0x08;
    public const byte Aes192 = 0x0A;
    public const byte Aes256 = 0x0C;

    private byte[]? _witness;
    private byte[]? _challenge;

    public bool IsAuthenticated { get; private set; }

    public static bool IsUsable(byte algorithm, byte[]? key) => (algorithm, key?.Length) switch
    {
        (TripleDes, 24) => !TripleDES.IsWeakKey(key!),
        (Aes128, 16) or (Aes192, 24) or (Aes256, 32) => true,
        _ => false,
    };

    public ResponseApdu Process(SoftwarePivCardState state, byte algorithm, ReadOnlySpan<byte> data)
    {
        var (witness, challenge) = (_witness, _challenge);
        (_witness, _challenge, IsAuthenticated) = (null, null, false);
        if (algorithm != state.ManagementAlgorithm && (algorithm, state.ManagementAlgorithm) != (0x00, TripleDes))
        {
            return Refuse(StatusWord.WrongP1P2);
        }

        var template = TlvReader.Find(data, PivApplication.AuthenticationTemplate);
        var given = Parts(template);
        using var cipher = Cipher(state);
        var block = cipher.BlockSize / 8;
        return (given.Witness?.Length, given.Challenge?.Length, given.Response?.Length) switch
        {
            (0, null, null) => GiveWitness(cipher, block),
            (null, 0, null) => Give(PivApplication.Challenge, _challenge = RandomNumberGenerator.GetBytes(block)),
            ({ } w, { } c, _) when w == block && c == block => Mutual(cipher, witness, given.Witness!, given.Challenge!),
            (null, null, { } r) when r == block => External(cipher, challenge, given.Response!),
            _ => Refuse(StatusWord.WrongData),
        };
    }

    private static (byte[]? Witness, byte[]? Challenge, byte[]? Response) Parts(ReadOnlySpan<byte> template)
    {
        byte[]? witness = null, challenge = null, response = null;
        var reader = new TlvReader(template);
        while (reader.TryRead(out var tag, out var value))
        {
            switch (tag)
            {
                case PivApplication.Witness:
                    witness = value.ToArray();
                    break;
                case PivApplication.Challenge:
                    challenge = value.ToArray();
                    break;
                case PivApplication.Response:
                    response = value.ToArray();
                    break;
                default:
                    throw new FormatException($"{tag:X} is no part of an authentication");
            }
        }

        return (witness, challenge, response);
    }

    private ResponseApdu GiveWitness(SymmetricAlgorithm cipher, int length)
    {
        _witness = RandomNumberGenerator.GetBytes(length);
        return Give(PivApplication.Witness, cipher.EncryptEcb(_witness, PaddingMode.None));
    }

    private ResponseApdu Mutual(SymmetricAlgorithm cipher, byte[]? witness, byte[] decrypted, byte[] challenge)
    {
        IsAuthenticated = witness is not null && CryptographicOperations.FixedTimeEquals(witness, decrypted);
        return IsAuthenticated
            ? Give(PivApplication.Response, cipher.EncryptEcb(challenge, PaddingMode.None))
            : Refuse(StatusWord.SecurityStatusNotSatisfied);
    }

    private ResponseApdu External(SymmetricAlgorithm cipher, byte[]? challenge, byte[] response)
    {
        IsAuthenticated = challenge is not null
            && CryptographicOperations.FixedTimeEquals(cipher.EncryptEcb(challenge, PaddingMode.None), response);
        return IsAuthenticated ? new ResponseApdu(default, StatusWord.Success) : Refuse(StatusWord.SecurityStatusNotSatisfied);
    }

    private static SymmetricAlgorithm Cipher(SoftwarePivCardState state)
    {
        SymmetricAlgorithm cipher = state.ManagementAlgorithm == TripleDes ? TripleDES.Create() : Aes.Create();
        cipher.Key = state.ManagementKey;
        return cipher;
    }

    private static ResponseApdu Give(int tag, byte[] value) => new(
        TlvWriter.Write(PivApplication.AuthenticationTemplate, TlvWriter.Write(tag, value)), StatusWord.Success);

    private static ResponseApdu Refuse(StatusWord sw) => new(default, sw);
}
