using System.Security.Cryptography;

namespace Smartcard.SelfService.Hosts;

/// <summary>The host that this is, as the others know it.</summary>
public sealed class ThisHost
{
    private const int NameLength = 16;

    /// <summary>Another one at each start.</summary>
    public string Name { get; } = RandomNumberGenerator.GetHexString(NameLength, lowercase: true);

    /// <summary>Whether this is how a host is called.</summary>
    public static bool IsName(string text) => text.Length == NameLength && text.All(char.IsAsciiHexDigitLower);
}
