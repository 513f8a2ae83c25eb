using Smartcard.Domain.Retention;

namespace Smartcard.Tests.Domain.Retention;

/// <summary>When a person's data may be erased, and what confirms it.</summary>
public sealed class ErasureRulesTests
{
    private static readonly ErasureFacts Good = new(
        IsOwnRecord: false,
        IsOnHold: false,
        HasLeft: false,
        CardsNotRevoked: 1,
        IsUnderWay: false,
        IsMailOnItsWay: false,
        IsMailWaiting: false,
        IsEndedLately: false,
        IsChatInUse: false);

    [Fact]
    public void Somebody_who_works_here_with_nothing_under_way_may_be_erased() => Assert.Null(ErasureRules.RefusalOf(Good));

    [Fact]
    public void Each_reason_refuses_it()
    {
        Assert.Equal(ErasureRefusal.OwnRecord, ErasureRules.RefusalOf(Good with { IsOwnRecord = true }));
        Assert.Equal(ErasureRefusal.OnHold, ErasureRules.RefusalOf(Good with { IsOnHold = true }));
        Assert.Equal(ErasureRefusal.UnderWay, ErasureRules.RefusalOf(Good with { IsUnderWay = true }));
        Assert.Equal(ErasureRefusal.MailOnItsWay, ErasureRules.RefusalOf(Good with { IsMailOnItsWay = true }));
        Assert.Equal(ErasureRefusal.MailWaits, ErasureRules.RefusalOf(Good with { IsMailWaiting = true }));
        Assert.Equal(ErasureRefusal.EndedLately, ErasureRules.RefusalOf(Good with { IsEndedLately = true }));
        Assert.Equal(ErasureRefusal.ChatInUse, ErasureRules.RefusalOf(Good with { IsChatInUse = true }));
    }

    [Fact]
    public void Whoever_has_left_keeps_their_name_while_a_card_is_not_revoked()
    {
        Assert.Equal(ErasureRefusal.CardsNotRevoked, ErasureRules.RefusalOf(Good with { HasLeft = true }));
        Assert.Null(ErasureRules.RefusalOf(Good with { HasLeft = true, CardsNotRevoked = 0 }));
    }

    [Fact]
    public void The_staff_number_confirms_it_or_the_name_of_somebody_who_has_none()
    {
        Assert.Equal("4711", ErasureRules.ConfirmationOf("Siân Hughes", "4711"));
        Assert.Equal("Siân Hughes", ErasureRules.ConfirmationOf("Siân Hughes", null));
    }
}
