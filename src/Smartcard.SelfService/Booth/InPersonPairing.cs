using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.SelfService.Booth;

/// <summary>The code that connects the booth's reader helper with a reset in person, kept protected until it is used.</summary>
/// <remarks>
/// A chat keeps its code in what it said. The booth's page is made again every two seconds, so it reads the code from here.
/// </remarks>
public sealed class InPersonPairing(Pairings pairings, IDataProtectionProvider protection, TimeProvider time)
{
    private const char Between = ' ';

    public async Task OfferAsync(InPersonReset reset, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var offered = await pairings.OfferAsync(reset.Id, now, cancellationToken);
        reset.SealedPairing = ProtectorOf(reset.Id).Protect(Encoding.UTF8.GetBytes($"{offered.Code}{Between}{offered.Link.Address}"));
        reset.PairingUntil = now + Pairings.Lifetime;
    }

    /// <returns>Null where no code works now.</returns>
    public InPersonCode? Read(InPersonReset reset)
    {
        if (reset is not { SealedPairing: { } code, PairingUntil: { } until } || until <= time.GetUtcNow())
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(ProtectorOf(reset.Id).Unprotect(code)).Split(Between, 2);
        return new InPersonCode(parts[0], parts[1], until);
    }

    private IDataProtector ProtectorOf(JourneyId id) => protection.CreateProtector("Smartcard.InPersonPairing.v1", id.Value.ToString());
}

/// <param name="Code">As shown: XXXX-XXXX.</param>
/// <param name="Address">Opens the helper with the code.</param>
/// <param name="Until">When it stops working.</param>
public sealed record InPersonCode(string Code, string Address, DateTimeOffset Until)
{
    public override string ToString() => "(a pairing code)";
}
