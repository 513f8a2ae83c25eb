using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>How the card that was read is to be given, and what the page showed when somebody decided it.</summary>
/// <param name="Holder">Who gets it.</param>
/// <param name="KeyVersion">Of the key that the vault derives for a new card; null = nothing that is a version.</param>
/// <param name="Reason">Why a known card has another holder.</param>
/// <param name="Shown">The card; null = the page named none.</param>
/// <param name="Seen">Who had it; null = it was not known.</param>
public sealed record WantedGift(
    StaffId Holder, int? KeyVersion, HolderChange? Reason, CardIdentifier? Shown, StaffId? Seen);
