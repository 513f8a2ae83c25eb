namespace Smartcard.Domain.Journeys;

/// <summary>What a person can sensibly begin after a journey: nothing that would end the same way.</summary>
public static class NextJourneys
{
    private static readonly IReadOnlyList<JourneyKind> Both = [JourneyKind.Unlock, JourneyKind.Registration];

    /// <param name="journey">The one that has ended.</param>
    /// <param name="card">How the card in its reader stands; null = none was identified: nothing is known against it.</param>
    public static IReadOnlyList<JourneyKind> After(Journey journey, CardAfter? card) => card is { MayUnlock: false }
        ? [.. Sensible(journey, card).Where(kind => kind != JourneyKind.Unlock)]
        : Sensible(journey, card);

    private static IReadOnlyList<JourneyKind> Sensible(Journey journey, CardAfter? card) => card switch
    {
        { MayServeItself: false } => [],
        { IsRegistered: false } when journey is { Kind: JourneyKind.Unlock, End: JourneyEnd.Stopped or JourneyEnd.Referred } =>
            [JourneyKind.Registration],
        _ => Both,
    };
}

/// <param name="MayServeItself">It is in use, and self-service has not stopped for it.</param>
public sealed record CardAfter(bool MayServeItself, bool IsRegistered)
{
    /// <summary>People unlock this kind of card themselves here, and this card has a way left for it.</summary>
    public bool MayUnlock { get; init; } = true;
}
