using Smartcard.Domain;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;

namespace Smartcard.Tests.Domain.Figures;

/// <summary>What counts as what.</summary>
public sealed class HourCountTests
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 28, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_journey_counts_whole_where_it_began_also_past_the_hour_and_past_midnight()
    {
        var row = Single(Unlock(JourneyEnd.Completed, JourneyStage.Done, minutes: 61, EvidenceKind.CardIdentified));

        Assert.Equal(1, row.CountOf(Figure.Begun(JourneyKind.Unlock)));
        Assert.Equal(1, row.CountOf(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Completed)));
        Assert.Equal(1, row.CountOf(Figure.UnlockTime(TimeHistogram.Buckets - 1)));
        Assert.Equal("Trust", row.Organisation);
        Assert.Equal(Hour, row.Hour);
    }

    [Fact]
    public void Whoever_proved_a_later_step_is_past_the_earlier_ones()
    {
        var row = Single(
            Unlock(null, JourneyStage.Card, 0),
            Unlock(null, JourneyStage.Questions, 0, EvidenceKind.CardIdentified),
            Unlock(JourneyEnd.Abandoned, JourneyStage.Code, 30, EvidenceKind.CardIdentified, EvidenceKind.QuestionsAnswered),
            Unlock(JourneyEnd.Faulted, JourneyStage.Passcode, 9, EvidenceKind.CardIdentified, EvidenceKind.CodeConfirmed));

        Assert.Equal(4, row.CountOf(Figure.Begun(JourneyKind.Unlock)));
        Assert.Equal(3, row.CountOf(Figure.Reached(UnlockStep.Identified)));
        Assert.Equal(2, row.CountOf(Figure.Reached(UnlockStep.Answered)));
        Assert.Equal(1, row.CountOf(Figure.Reached(UnlockStep.CodeEntered)));
        Assert.Equal(1, row.CountOf(Figure.LostAt(JourneyStage.Code)));
        Assert.Equal(1, row.CountOf(Figure.LostAt(JourneyStage.Passcode)));
        Assert.Equal(0, row.CountOf(Figure.LostAt(JourneyStage.Card))); // it is under way
    }

    [Fact]
    public void A_journey_that_goes_on_as_another_is_not_counted_beside_it() =>
        Assert.Empty(HourCount.Of(Hour, Facts(Unlock(JourneyEnd.Moved, JourneyStage.Card, 1, EvidenceKind.CardIdentified))));

    [Fact]
    public void What_has_no_end_is_no_end_though_it_is_known_how_it_will()
    {
        var row = Single(Unlock(JourneyEnd.Completed, JourneyStage.Passcode, minutes: 0));

        Assert.Equal(1, row.CountOf(Figure.Begun(JourneyKind.Unlock)));
        Assert.Equal(0, row.CountOf(Figure.Ended(JourneyKind.Unlock, JourneyEnd.Completed)));
    }

    [Fact]
    public void Cases_of_one_card_are_one_person_who_waited_since_the_oldest()
    {
        var card = CardId.New();
        ClosedFact Closed(int minutesBefore) =>
            new(card, "Trust", Hour.AddMinutes(-minutesBefore), Hour.AddMinutes(20), Hour.AddMinutes(10));
        var facts = Facts() with
        {
            Opened =
            [
                new OpenedFact(card, "Trust", Hour, IsFirst: true),
                new OpenedFact(card, "Trust", Hour, IsFirst: true), // two reasons at one moment
                new OpenedFact(card, "Trust", Hour.AddMinutes(1), IsFirst: false),
                new OpenedFact(null, null, Hour, IsFirst: true),
            ],
            Closed = [Closed(5), Closed(20), new ClosedFact(null, null, Hour, Hour.AddMinutes(1), null)],
        };

        var rows = HourCount.Of(Hour, facts).ToDictionary(row => row.Organisation);

        Assert.Equal(1, rows["Trust"].CountOf(Figure.CasesOpened));
        Assert.Equal(1, rows["Trust"].CountOf(Figure.CasesClosed));
        Assert.Equal(1, rows["Trust"].CountOf(Figure.CasesTaken));
        Assert.Equal(30 * 60, rows["Trust"].CountOf(Figure.WaitSeconds));
        Assert.Equal(10 * 60, rows["Trust"].CountOf(Figure.HandlingSeconds));
        Assert.Equal(1, rows[""].CountOf(Figure.CasesOpened));
        Assert.Equal(1, rows[""].CountOf(Figure.CasesClosed));
        Assert.Equal(0, rows[""].CountOf(Figure.CasesTaken));
    }

    [Theory]
    [InlineData(MailState.Waiting, MailDelivery.Unknown, MailOutcome.Waiting)]
    [InlineData(MailState.Sent, MailDelivery.Unknown, MailOutcome.Accepted)]
    [InlineData(MailState.Sent, MailDelivery.Deferred, MailOutcome.Deferred)]
    [InlineData(MailState.Sent, MailDelivery.Delivered, MailOutcome.Delivered)]
    [InlineData(MailState.Sent, MailDelivery.Dropped, MailOutcome.CameBack)]
    [InlineData(MailState.Failed, MailDelivery.Unknown, MailOutcome.Failed)]
    [InlineData(MailState.Failed, MailDelivery.Delivered, MailOutcome.Delivered)]
    public void A_mail_is_what_its_carrier_told_last(MailState state, MailDelivery delivery, MailOutcome outcome) =>
        Assert.Equal(outcome, new MailFact(null, "", state, delivery).Outcome);

    private static HourFigures Single(params JourneyFact[] journeys) => Assert.Single(HourCount.Of(Hour, Facts(journeys)));

    private static HourFacts Facts(params JourneyFact[] journeys) => new(journeys, [], [], [], []);

    /// <param name="minutes">0 = it is under way.</param>
    private static JourneyFact Unlock(JourneyEnd? end, JourneyStage stage, int minutes, params EvidenceKind[] proved)
    {
        var began = Hour.AddMinutes(59);
        return new(JourneyKind.Unlock, "Trust", began, minutes == 0 ? null : began.AddMinutes(minutes), end, stage, proved);
    }
}
