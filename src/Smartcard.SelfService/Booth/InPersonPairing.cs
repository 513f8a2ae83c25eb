using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.SelfService.Booth;

/// <summary>The code that connects the reader helper of a desk with what is done there, kept protected until it is used.</summary>
/// <remarks>
/// A chat keeps its code in what it said. A desk's page is made again every two seconds, so it reads the code from here.
/// </remarks>
public sealed class InPersonPairing(Pairings pairings, IDataProtectionProvider protection, TimeProvider time)
{
    private const char Between = ' ';

    public async Task OfferAsync(IDeskPairing desk, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var offered = await pairings.OfferAsync(desk.Id, now, cancellationToken);
        desk.SealedPairing = ProtectorOf(desk.Id).Protect(Encoding.UTF8.GetBytes($"{offered.Code}{Between}{offered.Link.Address}"));
        desk.PairingUntil = now + Pairings.Lifetime;
    }

    /// <returns>Null where no code works now.</returns>
    public InPersonCode? Read(IDeskPairing desk)
    {
        if (desk is not { SealedPairing: { } code, PairingUntil: { } until } || until <= time.GetUtcNow())
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(ProtectorOf(desk.Id).Unprotect(code)).Split(Between, 2);
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
