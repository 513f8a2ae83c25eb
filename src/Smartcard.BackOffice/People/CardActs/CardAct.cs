namespace Smartcard.BackOffice.People.CardActs;

/// <summary>What an RA administrator does to a card.</summary>
internal enum CardAct
{
    Suspend,
    Resume,
    Revoke,
}
