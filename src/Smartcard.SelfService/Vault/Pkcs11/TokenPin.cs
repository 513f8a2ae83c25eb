using System.Security.Cryptography;
using System.Text;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>The tokens' PIN, from the environment or a file.</summary>
internal static class TokenPin
{
    /// <returns>To be wiped.</returns>
    /// <exception cref="VaultAwayException">The file cannot be read, or is empty.</exception>
    public static byte[] Read(Pkcs11Options options)
    {
        if (string.IsNullOrEmpty(options.PinFile))
        {
            return Encoding.UTF8.GetBytes(options.Pin ?? "");
        }

        try
        {
            var content = File.ReadAllBytes(options.PinFile);
            var pin = content.AsSpan().TrimEnd("\r\n"u8).ToArray();
            CryptographicOperations.ZeroMemory(content);
            return pin.Length > 0 ? pin : throw new VaultAwayException($"The PIN file {options.PinFile} is empty.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VaultAwayException($"The PIN file {options.PinFile} cannot be read ({failure.GetType().Name}).");
        }
    }
}
