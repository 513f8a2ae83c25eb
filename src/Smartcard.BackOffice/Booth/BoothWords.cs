using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth;

/// <summary>Cases and journeys in words for those at the desk.</summary>
internal static class BoothWords
{
    public static string Of(BoothReason reason) =>
        reason switch
        {
            BoothReason.QuestionsLockedOut => Catalogue.Booth["why.questions"],
            BoothReason.CodeLimit => Catalogue.Booth["why.codes"],
            BoothReason.NotMe => Catalogue.Booth["why.notMe"],
            BoothReason.SetAside => Catalogue.Booth["why.setAside"],
            BoothReason.CardNotInUse => Catalogue.Booth["why.notInUse"],
            BoothReason.NoPukLeft => Catalogue.Booth["why.noPukLeft"],
            BoothReason.UnlockAtBooth => Catalogue.Booth["why.unlockAtBooth"],
            BoothReason.CardNotUsable => Catalogue.Booth["why.notUsable"],
            BoothReason.CardKeyDoubtful => Catalogue.Booth["why.key"],
            _ => Catalogue.Booth["why.stopped"],
        };

    public static string Of(JourneyKind kind) => kind switch
    {
        JourneyKind.Registration => Catalogue.Booth["kind.registration"],
        JourneyKind.Unlock => Catalogue.Booth["kind.unlock"],
        JourneyKind.Report => Catalogue.Booth["kind.report"],
        JourneyKind.InPerson => Catalogue.Booth["kind.inPerson"],
        JourneyKind.AddressChange => Catalogue.Booth["kind.addressChange"],
        JourneyKind.CardReading => Catalogue.Booth["kind.cardReading"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static string NowOf(Journey journey, DateTimeOffset now) => journey switch
    {
        { End: { } end } => Of(end),
        _ when now - journey.LastHeardAt is var silent && silent >= SilentJourneys.StalledAfter =>
            Catalogue.Booth["now.silent", ("minutes", (int)silent.TotalMinutes)],
        _ => Catalogue.Booth["now.underWay"],
    };

    /// <summary>How long something has taken so far.</summary>
    public static string Long(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => Catalogue.Booth["long.moment"],
        { TotalHours: < 1 } => Catalogue.Booth["long.minutes", ("minutes", (int)time.TotalMinutes)],
        { TotalDays: < 1 } => Catalogue.Booth["long.hours", ("hours", (int)time.TotalHours)],
        _ => Catalogue.Booth["long.days", ("days", (int)time.TotalDays)],
    };

    private static string Of(JourneyEnd end) => end switch
    {
        JourneyEnd.Completed => Catalogue.Booth["end.completed"],
        JourneyEnd.Referred => Catalogue.Booth["end.referred"],
        JourneyEnd.Stopped => Catalogue.Booth["end.stopped"],
        JourneyEnd.Cancelled => Catalogue.Booth["end.cancelled"],
        JourneyEnd.Abandoned => Catalogue.Booth["end.abandoned"],
        JourneyEnd.Moved => Catalogue.Booth["end.moved"],
        _ => Catalogue.Booth["end.faulted"],
    };
}
