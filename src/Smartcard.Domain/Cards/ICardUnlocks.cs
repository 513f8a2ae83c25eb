namespace Smartcard.Domain.Cards;

/// <summary>Which kinds of card people may unlock themselves here.</summary>
public interface ICardUnlocks
{
    bool MayUnlock(CardType type);
}
