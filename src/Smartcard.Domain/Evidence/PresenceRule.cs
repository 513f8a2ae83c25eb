using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Evidence;

/// <summary>A PIV card has to show that it is there before anything else is asked. A GIDS card cannot.</summary>
internal static class PresenceRule
{
    /// <summary>Whether this evidence came after the card had shown itself, as far as its kind can.</summary>
    /// <param name="evidence">All of the journey.</param>
    public static bool CameBefore(EvidenceItem asked, IReadOnlyList<EvidenceItem> evidence, CardType type) =>
        type != CardType.Piv
        || evidence.Any(e => e.Kind == EvidenceKind.CardPresent
            && e.JourneyId == asked.JourneyId
            && e.CardId == asked.CardId
            && e.At <= asked.At + Clocks.Tolerance);
}
