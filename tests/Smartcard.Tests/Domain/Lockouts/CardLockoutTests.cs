using Smartcard.Domain;
using Smartcard.Domain.Lockouts;

namespace Smartcard.Tests.Domain.Lockouts;

/// <summary>Wrong answers stop self-service for a card. S4.</summary>
public sealed class CardLockoutTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Three_wrong_submissions_stop_a_card_and_a_right_one_in_between_begins_anew()
    {
        var lockout = new CardLockout { CardId = CardId.New() };
        Assert.Equal(new AnswerAttempt.Wrong(2), lockout.Record(isRight: false, Now));
        Assert.Equal(new AnswerAttempt.Wrong(1), lockout.Record(isRight: false, Now));
        Assert.IsType<AnswerAttempt.Right>(lockout.Record(isRight: true, Now));
        lockout.Record(isRight: false, Now);
        lockout.Record(isRight: false, Now);
        Assert.IsType<AnswerAttempt.Locked>(lockout.Record(isRight: false, Now));

        Assert.IsType<AnswerAttempt.Locked>(lockout.Record(isRight: true, Now));
        Assert.True(lockout.IsStopped);
        lockout.Lift();
        Assert.IsType<AnswerAttempt.Right>(lockout.Record(isRight: true, Now));
    }
}
