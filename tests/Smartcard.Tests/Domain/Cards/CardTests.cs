using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.Tests.Domain.Cards;

public sealed class CardTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);

    private readonly Card _card = new()
    {
        Id = CardId.New(),
        Identifier = CardIdentifier.Parse("00112233445566778899AABBCCDDEEFF"),
        StaffId = StaffId.New(),
        PublicKey = [1],
        EnrolledAt = Now.AddDays(-1),
    };

    [Fact]
    public void A_new_card_is_in_use() =>
        Assert.Equal((CardState.InUse, null, (DateTimeOffset?)null), (_card.State, _card.StateReason, _card.StateSince));

    [Fact]
    public void It_is_suspended_for_a_reason_and_resumed()
    {
        Assert.True(_card.Suspend(CardStateReason.Lost, Now));
        Assert.Equal((CardState.Suspended, CardStateReason.Lost, Now), (_card.State, _card.StateReason, _card.StateSince));
        Assert.False(_card.Suspend(CardStateReason.Lost, Now.AddHours(1)));
        Assert.True(_card.Suspend(CardStateReason.Stolen, Now.AddHours(2)));
        Assert.Equal((CardStateReason.Stolen, Now.AddHours(2)), (_card.StateReason, _card.StateSince));

        Assert.True(_card.Resume(Now.AddHours(3)));
        Assert.Equal((true, null), (_card.IsInUse, _card.StateReason));
        Assert.False(_card.Resume(Now.AddHours(4)));
    }

    [Fact]
    public void Once_revoked_it_stays_so()
    {
        Assert.True(_card.Revoke(CardStateReason.Replaced, Now));

        Assert.False(_card.Resume(Now));
        Assert.False(_card.Suspend(CardStateReason.Lost, Now));
        Assert.False(_card.Revoke(CardStateReason.Lost, Now));
        Assert.Equal((CardState.Revoked, CardStateReason.Replaced), (_card.State, _card.StateReason));
    }
}
