using Microsoft.Extensions.Options;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.SelfService.Cards;

/// <summary>Whether PIV cards are unlocked in self-service here.</summary>
public sealed class PivUnlock(IOptions<PivOptions> piv, IOptions<HelperOptions> helper) : ICardUnlocks
{
    /// <summary>Whether there is a passcode that both the installation and this kind of card allow.</summary>
    public bool HasPasscode(CardType type) => helper.Value.RuleFor(type) is not null;

    /// <inheritdoc/>
    public bool MayUnlock(CardType type) => type != CardType.Piv || (piv.Value.Unlock && HasPasscode(type));
}
