using System.Security.Cryptography;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>Transport keys that were made before: one takes longer to make than most tests take to run.</summary>
internal static class TransportPairs
{
    private static readonly Lazy<RSA> First = new(() => RSA.Create(TransportKey.SizeInBits));
    private static readonly Lazy<RSA> Second = new(() => RSA.Create(TransportKey.SizeInBits));

    /// <summary>The installation's.</summary>
    public static RSA Ours => First.Value;

    /// <summary>Another installation's.</summary>
    public static RSA Theirs => Second.Value;
}
