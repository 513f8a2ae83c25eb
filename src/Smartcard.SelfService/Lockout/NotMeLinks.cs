using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Domain;

namespace Smartcard.SelfService.Lockout;

/// <summary>What a mail told the holder of: the registration, the unlock or the change of address of this journey.</summary>
/// <param name="At">When the mail was written.</param>
public sealed record NotMeAct(CardId CardId, JourneyId JourneyId, DateTimeOffset At);

/// <summary>The tokens in the links "this was not me". Each names one act, and only this installation can make or read it. S6.</summary>
public sealed class NotMeLinks(IDataProtectionProvider dataProtection)
{
    private readonly IDataProtector _protector = dataProtection.CreateProtector("Smartcard.NotMe.v2");

    public string TokenOf(NotMeAct act) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{act.CardId.Value:N} {act.JourneyId.Value:N} {act.At.UtcTicks}"));

    /// <returns>Null when it is not a token of this installation, or was changed.</returns>
    public NotMeAct? Read(string token)
    {
        try
        {
            return _protector.Unprotect(token).Split(' ') is [var card, var journey, var at]
                ? new NotMeAct(
                    new CardId(Guid.Parse(card)),
                    new JourneyId(Guid.Parse(journey)),
                    new DateTimeOffset(long.Parse(at, CultureInfo.InvariantCulture), TimeSpan.Zero))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>What "this was not me" in a mail can still do.</summary>
public enum NotMeStanding
{
    /// <summary>Self-service can be stopped for the act that the mail told of.</summary>
    Open,

    /// <summary>It has been stopped already.</summary>
    Stopped,

    /// <summary>
    /// The mail is older than <see cref="Lockouts.NotMeLifetime"/>, or the booth has reset the passcode in person since. A reset ends
    /// no link about a changed address that was not used.
    /// </summary>
    Over,
}
