using System.Security.Cryptography;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>Transport keys that were made before: one takes longer to make than most tests take to run.</summary>
/// <remarks>Each caller gets an object of its own, as two threads must not use the same.</remarks>
internal static class TransportPairs
{
    private static readonly Lazy<byte[]> First = new(Make);
    private static readonly Lazy<byte[]> Second = new(Make);

    /// <summary>The installation's. Dispose of it.</summary>
    public static RSA Ours() => Open(First.Value);

    /// <summary>Another installation's. Dispose of it.</summary>
    public static RSA Theirs() => Open(Second.Value);

    private static byte[] Make()
    {
        using var pair = RSA.Create(TransportKey.SizeInBits);
        return pair.ExportPkcs8PrivateKey();
    }

    private static RSA Open(byte[] secret)
    {
        var pair = RSA.Create();
        pair.ImportPkcs8PrivateKey(secret, out _);
        return pair;
    }
}
