using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>What keys in a token may do. None can be read or leave it.</summary>
internal static class TokenTemplates
{
    public const string MasterLabel = "smartcard-master";

    /// <summary>Followed by a number; the highest is the current one.</summary>
    public const string TransportLabel = "smartcard-transport-";

    private const ulong MasterLength = 32;
    private const ulong PukBlocksLength = 32;

    private static readonly byte[] Exponent = [1, 0, 1];

    private static IObjectAttributeFactory Attributes => TokenLibrary.Factories.ObjectAttributeFactory;

    public static IMechanism Oaep => TokenLibrary.Factories.MechanismFactory.Create(
        CKM.CKM_RSA_PKCS_OAEP,
        TokenLibrary.Factories.MechanismParamsFactory.CreateCkRsaPkcsOaepParams(
            (ulong)CKM.CKM_SHA_1, (ulong)CKG.CKG_MGF1_SHA1, (ulong)CKZ.CKZ_DATA_SPECIFIED, null));

    public static IMechanism KeyWrapPadded => TokenLibrary.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_WRAP_PAD);

    public static IMechanism TripleDes => TokenLibrary.Factories.MechanismFactory.Create(CKM.CKM_DES3_CBC, new byte[8]);

    public static IMechanism MakeAes => TokenLibrary.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN);

    public static IMechanism MakeRsa => TokenLibrary.Factories.MechanismFactory.Create(CKM.CKM_RSA_PKCS_KEY_PAIR_GEN);

    /// <summary>A card's key, for one use in one session.</summary>
    public static List<IObjectAttribute> CardKey =>
        [.. Secret(CKK.CKK_DES3, isKept: false), Is(CKA.CKA_ENCRYPT, true), Is(CKA.CKA_DECRYPT, true)];

    /// <summary>A card's PUK, for one use in one session. It is the only thing that is read from a token.</summary>
    public static List<IObjectAttribute> Puk => [.. Readable(CKK.CKK_GENERIC_SECRET)];

    /// <summary>What a PUK is made of.</summary>
    public static List<IObjectAttribute> PukBlocks => [.. Readable(CKK.CKK_GENERIC_SECRET), Has(CKA.CKA_VALUE_LEN, PukBlocksLength)];

    /// <summary>Opens cards' keys, in one session.</summary>
    public static List<IObjectAttribute> WrappingKey =>
        [.. Secret(CKK.CKK_AES, isKept: false), Is(CKA.CKA_UNWRAP, true), Is(CKA.CKA_ENCRYPT, false), Is(CKA.CKA_DECRYPT, false)];

    public static List<IObjectAttribute> Master =>
    [
        .. Secret(CKK.CKK_AES, isKept: true), Is(CKA.CKA_DERIVE, true), Is(CKA.CKA_ENCRYPT, false), Is(CKA.CKA_DECRYPT, false),
        Is(CKA.CKA_WRAP, false), Is(CKA.CKA_UNWRAP, false), Has(CKA.CKA_VALUE_LEN, MasterLength), Has(CKA.CKA_LABEL, MasterLabel),
    ];

    public static List<IObjectAttribute> TransportPublic(string label) =>
    [
        Is(CKA.CKA_TOKEN, true), Is(CKA.CKA_WRAP, true), Is(CKA.CKA_ENCRYPT, false), Is(CKA.CKA_VERIFY, false),
        Has(CKA.CKA_MODULUS_BITS, TransportKey.SizeInBits), Has(CKA.CKA_PUBLIC_EXPONENT, Exponent), Has(CKA.CKA_LABEL, label),
    ];

    public static List<IObjectAttribute> TransportPrivate(string label) =>
    [
        Is(CKA.CKA_TOKEN, true), Is(CKA.CKA_PRIVATE, true), Is(CKA.CKA_SENSITIVE, true), Is(CKA.CKA_EXTRACTABLE, false),
        Is(CKA.CKA_UNWRAP, true), Is(CKA.CKA_DECRYPT, false), Is(CKA.CKA_SIGN, false), Has(CKA.CKA_LABEL, label),
    ];

    public static List<IObjectAttribute> FindMaster =>
        [Has(CKA.CKA_CLASS, (ulong)CKO.CKO_SECRET_KEY), Has(CKA.CKA_LABEL, MasterLabel)];

    public static List<IObjectAttribute> FindTransport =>
        [Has(CKA.CKA_CLASS, (ulong)CKO.CKO_PRIVATE_KEY), Has(CKA.CKA_KEY_TYPE, (ulong)CKK.CKK_RSA)];

    public static IMechanism Derive(byte[] data) =>
        TokenLibrary.Factories.MechanismFactory.Create(
            CKM.CKM_AES_ECB_ENCRYPT_DATA, TokenLibrary.Factories.MechanismParamsFactory.CreateCkKeyDerivationStringData(data));

    private static IEnumerable<IObjectAttribute> Secret(CKK type, bool isKept) =>
    [
        Has(CKA.CKA_CLASS, (ulong)CKO.CKO_SECRET_KEY), Has(CKA.CKA_KEY_TYPE, (ulong)type), Is(CKA.CKA_TOKEN, isKept),
        Is(CKA.CKA_PRIVATE, true), Is(CKA.CKA_SENSITIVE, true), Is(CKA.CKA_EXTRACTABLE, false),
    ];

    private static IEnumerable<IObjectAttribute> Readable(CKK type) =>
    [
        Has(CKA.CKA_CLASS, (ulong)CKO.CKO_SECRET_KEY), Has(CKA.CKA_KEY_TYPE, (ulong)type), Is(CKA.CKA_TOKEN, false),
        Is(CKA.CKA_PRIVATE, true), Is(CKA.CKA_SENSITIVE, false), Is(CKA.CKA_EXTRACTABLE, true),
    ];

    private static IObjectAttribute Is(CKA attribute, bool value) => Attributes.Create(attribute, value);

    private static IObjectAttribute Has(CKA attribute, ulong value) => Attributes.Create(attribute, value);

    private static IObjectAttribute Has(CKA attribute, string value) => Attributes.Create(attribute, value);

    private static IObjectAttribute Has(CKA attribute, byte[] value) => Attributes.Create(attribute, value);
}
