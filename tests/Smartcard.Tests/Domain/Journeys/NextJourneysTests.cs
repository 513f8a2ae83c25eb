using Smartcard.Domain;
using Smartcard.Domain.Journeys;

namespace Smartcard.Tests.Domain.Journeys;

/// <summary>What is offered after a journey: never what would end the same way.</summary>
public sealed class NextJourneysTests
{
    private static readonly CardAfter Good = new(MayServeItself: true, IsRegistered: true);
    private static readonly CardAfter Unregistered = Good with { IsRegistered = false };
    private static readonly CardAfter Stopped = Good with { MayServeItself = false };

    [Theory]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Completed)]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Cancelled)]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Stopped)] // it took too long
    [InlineData(JourneyKind.Unlock, JourneyEnd.Referred)] // no more codes for now
    [InlineData(JourneyKind.Registration, JourneyEnd.Faulted)]
    [InlineData(JourneyKind.Registration, JourneyEnd.Stopped)]
    public void A_card_that_is_in_order_may_be_unlocked_and_registered(JourneyKind kind, JourneyEnd end) =>
        Assert.Equal([JourneyKind.Unlock, JourneyKind.Registration], After(kind, end, Good));

    [Fact]
    public void A_card_that_is_not_registered_can_only_be_registered() =>
        Assert.Equal([JourneyKind.Registration], After(JourneyKind.Unlock, JourneyEnd.Stopped, Unregistered));

    [Theory]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Referred)]
    [InlineData(JourneyKind.Registration, JourneyEnd.Completed)]
    public void A_card_that_people_do_not_unlock_themselves_can_only_be_registered(JourneyKind kind, JourneyEnd end) =>
        Assert.Equal([JourneyKind.Registration], After(kind, end, Good with { MayUnlock = false }));

    [Theory]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Referred)]
    [InlineData(JourneyKind.Registration, JourneyEnd.Referred)]
    [InlineData(JourneyKind.Registration, JourneyEnd.Cancelled)]
    [InlineData(JourneyKind.Report, JourneyEnd.Stopped)]
    public void A_card_that_is_suspended_or_stopped_can_be_neither(JourneyKind kind, JourneyEnd end) =>
        Assert.Empty(After(kind, end, Stopped));

    [Theory]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Cancelled)]
    [InlineData(JourneyKind.Unlock, JourneyEnd.Stopped)]
    [InlineData(JourneyKind.Registration, JourneyEnd.Stopped)] // it is locked, and they are told to unlock it
    [InlineData(JourneyKind.Report, JourneyEnd.Stopped)]
    public void Nothing_is_known_against_a_card_that_was_not_identified(JourneyKind kind, JourneyEnd end) =>
        Assert.Equal([JourneyKind.Unlock, JourneyKind.Registration], After(kind, end, card: null));

    private static IReadOnlyList<JourneyKind> After(JourneyKind kind, JourneyEnd end, CardAfter? card)
    {
        var now = DateTimeOffset.UnixEpoch;
        var journey = new Journey
        {
            Id = new JourneyId(Guid.CreateVersion7(now)),
            Kind = kind,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            StartedAt = now,
        };
        journey.Finish(end, now);
        return NextJourneys.After(journey, card);
    }
}
