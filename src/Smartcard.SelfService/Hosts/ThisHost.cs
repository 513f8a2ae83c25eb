using System.Security.Cryptography;

namespace Smartcard.SelfService.Hosts;

/// <summary>The host that this is, as the others know it.</summary>
public sealed class ThisHost
{
    private const int NameLength = 16;
    private const int LongestMachine = 63;

    /// <summary>Another one at each start.</summary>
    public string Name { get; } = RandomNumberGenerator.GetHexString(NameLength, lowercase: true);

    /// <summary>As the people who run it know it: the machine's name, with nothing in it that a name of a machine has not.</summary>
    public static string Machine { get; } = new(
        [.. Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_').Take(LongestMachine)]);

    /// <summary>Whether this is how a host is called.</summary>
    public static bool IsName(string text) => text.Length == NameLength && text.All(char.IsAsciiHexDigitLower);
}
