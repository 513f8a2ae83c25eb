using System.Globalization;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;

namespace Smartcard.BackOffice.Booth;

/// <summary>Cases and journeys in words for those at the desk.</summary>
internal static class BoothWords
{
    public static string Of(BoothReason reason) =>
        reason switch
        {
            BoothReason.QuestionsLockedOut => "Three wrong submissions of answers",
            BoothReason.CodeLimit => "No more codes for this journey",
            BoothReason.NotMe => "The holder said: this was not me",
            BoothReason.SetAside =>
                "We stopped the journey because of a fault on our side: help in person, and tell the people who run Smartcard",
            BoothReason.CardKeyDoubtful => "After a reset the card did not prove its key: keep the card and check it",
            _ => "Self-service is stopped for this card",
        };

    public static string Of(JourneyKind kind) => kind switch
    {
        JourneyKind.Registration => "Registration",
        JourneyKind.Unlock => "Unlock",
        JourneyKind.Report => "“This was not me”",
        JourneyKind.InPerson => "Reset in person",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static string NowOf(Journey journey, DateTimeOffset now) => journey switch
    {
        { End: { } end } => Of(end),
        _ when now - journey.LastHeardAt is var silent && silent >= SilentJourneys.StalledAfter =>
            string.Create(CultureInfo.InvariantCulture, $"not ended, nothing heard for {(int)silent.TotalMinutes} minutes"),
        _ => "under way",
    };

    private static string Of(JourneyEnd end) => end switch
    {
        JourneyEnd.Completed => "completed",
        JourneyEnd.Referred => "sent to the IT booth",
        JourneyEnd.Stopped => "ended early, for example because the card is not registered",
        JourneyEnd.Cancelled => "cancelled by the person",
        JourneyEnd.Abandoned => "abandoned: nothing heard for 30 minutes",
        JourneyEnd.Moved => "continued in the workflow of the person’s organisation",
        _ => "ended by a fault",
    };
}
