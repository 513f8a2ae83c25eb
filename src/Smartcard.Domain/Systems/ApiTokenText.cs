using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Domain.Systems;

/// <summary>What a token looks like: a prefix by which scanners for secrets find it, and 32 random bytes in base64url.</summary>
/// <remarks>Nobody guesses 256 random bits, so one round of SHA-256 keeps them as well as a slow hash would.</remarks>
public static class ApiTokenText
{
    public const string Prefix = "scard_";

    private const int RandomBytes = 32;
    private const int Length = 43;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <returns>False where it is no token of ours.</returns>
    public static bool TryHash(string? text, [NotNullWhen(true)] out string? hash)
    {
        hash = text is not null
            && text.Length == Prefix.Length + Length
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && Base64Url.IsValid(text.AsSpan(Prefix.Length))
                ? Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(text)))
                : null;
        return hash is not null;
    }
}
