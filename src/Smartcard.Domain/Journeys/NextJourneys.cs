namespace Smartcard.Domain.Journeys;

/// <summary>What a person can sensibly begin after a journey: nothing that would end the same way.</summary>
public static class NextJourneys
{
    private static readonly IReadOnlyList<JourneyKind> Both = [JourneyKind.Unlock, JourneyKind.Registration];

    /// <param name="journey">The one that has ended.</param>
    /// <param name="card">How the card in its reader stands; null = it is none that we know, or none was read.</param>
    public static IReadOnlyList<JourneyKind> After(Journey journey, CardAfter? card)
    {
        if (journey is { Kind: JourneyKind.Report } or not { End: JourneyEnd.Stopped or JourneyEnd.Referred })
        {
            return card is { MayServeItself: false } ? [] : Both;
        }

        return card switch
        {
            null or { MayServeItself: false } => [],
            { IsRegistered: false } when journey.Kind == JourneyKind.Unlock => [JourneyKind.Registration],
            _ => Both,
        };
    }
}

/// <param name="MayServeItself">It is in use, and self-service has not stopped for it.</param>
public sealed record CardAfter(bool MayServeItself, bool IsRegistered);
