using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.Tests.SelfService.Vault.Pkcs11;

/// <summary>Tokens of SoftHSM. It reads its configuration once, so all tests of the process share one folder of tokens.</summary>
internal static partial class SoftHsm
{
    public const string Library = "/usr/lib/softhsm/libsofthsm2.so";
    public const string Pin = "4826";

    /// <summary>Tests with tokens run one after another: to load the library again ends everybody's sessions.</summary>
    public const string Tests = "SoftHSM";

    private static readonly Lazy<DirectoryInfo> Folder = new(Configure);
    private static int _tokens;

    public static string Configuration => Path.Combine(Folder.Value.FullName, "softhsm2.conf");

    public static Pkcs11Options OptionsFor(params string[] tokens) => new() { Library = Library, Tokens = tokens, Pin = Pin };

    /// <summary>Makes a token that has this master key and, as all tokens of the process, one transport key.</summary>
    /// <returns>Its label.</returns>
    public static string NewToken(byte[]? master)
    {
        Assert.SkipUnless(File.Exists(Library), "SoftHSM is not installed. ./test installs it.");
        _ = Folder.Value;
        var label = $"token {Interlocked.Increment(ref _tokens)}";
        using var library = new TokenLibrary(Library);
        return library.Use(loaded =>
        {
            var slot = loaded.GetSlotList(SlotsType.WithTokenPresent).Single(s => !s.GetTokenInfo().TokenFlags.TokenInitialized);
            slot.InitToken("12345678", label);
            using (var officer = slot.OpenSession(SessionType.ReadWrite))
            {
                officer.Login(CKU.CKU_SO, "12345678");
                officer.InitPin(Pin);
                officer.Logout();
            }

            using var session = slot.OpenSession(SessionType.ReadWrite);
            session.Login(CKU.CKU_USER, Pin);
            if (master is not null)
            {
                session.CreateObject([.. TokenTemplates.Master.Where(a => a.Type != (ulong)CKA.CKA_VALUE_LEN), Has(CKA.CKA_VALUE, master)]);
                session.CreateObject(TransportObject());
            }

            return label;
        });
    }

    private static List<IObjectAttribute> TransportObject()
    {
        using var ours = TransportPairs.Ours();
        var key = ours.ExportParameters(includePrivateParameters: true);
        return
        [
            TokenLibrary.Factories.ObjectAttributeFactory.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY),
            TokenLibrary.Factories.ObjectAttributeFactory.Create(CKA.CKA_KEY_TYPE, CKK.CKK_RSA),
            .. TokenTemplates.TransportPrivate(TokenTemplates.TransportLabel + "1"),
            Has(CKA.CKA_MODULUS, key.Modulus!), Has(CKA.CKA_PUBLIC_EXPONENT, key.Exponent!), Has(CKA.CKA_PRIVATE_EXPONENT, key.D!),
            Has(CKA.CKA_PRIME_1, key.P!), Has(CKA.CKA_PRIME_2, key.Q!), Has(CKA.CKA_EXPONENT_1, key.DP!), Has(CKA.CKA_EXPONENT_2, key.DQ!),
            Has(CKA.CKA_COEFFICIENT, key.InverseQ!),
        ];
    }

    private static IObjectAttribute Has(CKA attribute, byte[] value) =>
        TokenLibrary.Factories.ObjectAttributeFactory.Create(attribute, value);

    private static DirectoryInfo Configure()
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-softhsm-");
        var tokens = folder.CreateSubdirectory("tokens");
        var file = Path.Combine(folder.FullName, "softhsm2.conf");
        File.WriteAllText(file, $"directories.tokendir = {tokens.FullName}\nlog.level = ERROR\n");
        Assert.Equal(0, SetEnvironment("SOFTHSM2_CONF", file, 1)); // .NET's own does not reach a library
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
