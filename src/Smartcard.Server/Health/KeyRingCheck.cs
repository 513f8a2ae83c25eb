using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Health;

/// <summary>The keys with which sessions, codes on their way and unblock keys are sealed can be used.</summary>
internal sealed class KeyRingCheck(IDataProtectionProvider provider, DataFolder data) : BoundedCheck
{
    protected override string OnFailure =>
        $"The keys in {data.Keys} cannot be used. Check that the folder exists and that the host's account can read "
        + "and write it. Then restart the host.";

    /// <summary>Seals and opens something, which makes the first key of a new installation.</summary>
    /// <exception cref="SettingException">It cannot: told at the start, and not to the first nurse.</exception>
    public static void Require(IDataProtectionProvider provider, DataFolder data)
    {
        try
        {
            _ = Works(provider);
        }
        catch (Exception failure)
            when (failure
                    is CryptographicException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or System.Xml.XmlException)
        {
            throw new SettingException(
                $"the keys in {data.Keys} cannot be used ({failure.GetBaseException().Message.TrimEnd('.')}). "
                + "Let the host's account read and write that folder, on a disk with space, or set Data:Folder to another place; "
                + "if there were keys before, restore them from a backup, because what they sealed cannot be read without them.");
        }
    }

    protected override Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Works(provider) ? (true, "They work.") : (false, OnFailure));

    private static bool Works(IDataProtectionProvider provider)
    {
        var protector = provider.CreateProtector("Smartcard.Health");
        var text = RandomNumberGenerator.GetBytes(16);
        return protector.Unprotect(protector.Protect(text)).AsSpan().SequenceEqual(text);
    }
}
