using Microsoft.AspNetCore.DataProtection;

namespace Smartcard.Storage.Conversations;

/// <summary>Seals an activity that shows a secret, such as a pairing code, for as long as it lies in the database.</summary>
public sealed class ActivitySeal(IDataProtectionProvider dataProtection)
{
    private const string Mark = "sealed:";

    private readonly IDataProtector _protector = dataProtection.CreateProtector("Smartcard.Bot.Conversations");

    public string Seal(string json) => Mark + _protector.Protect(json);

    /// <summary>What was sealed, or the text itself when it was not.</summary>
    public string Open(string stored) =>
        stored.StartsWith(Mark, StringComparison.Ordinal) ? _protector.Unprotect(stored[Mark.Length..]) : stored;
}
