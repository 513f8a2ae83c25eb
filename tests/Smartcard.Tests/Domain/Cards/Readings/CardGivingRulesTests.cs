using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;

namespace Smartcard.Tests.Domain.Cards.Readings;

/// <summary>A card that was read goes to nobody who may not have it, and never from one's own hand into one's own pocket.</summary>
public sealed class CardGivingRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly ReadCard Good = new(CardType.Gids, CardIdentifier.Parse(new string('A', 32)), 3, [1], null);

    [Fact]
    public void A_card_that_was_read_just_now_may_be_given() => Assert.Null(RefusalOf(Read()));

    [Fact]
    public void After_fifteen_minutes_it_is_read_again()
    {
        Assert.Null(RefusalOf(Read(), at: Now + CardReading.Lifetime - TimeSpan.FromSeconds(1)));
        Assert.Equal(CardGivingRefusal.Expired, RefusalOf(Read(), at: Now + CardReading.Lifetime));
    }

    [Fact]
    public void What_cannot_be_unlocked_or_registered_is_not_given()
    {
        Assert.Equal(CardGivingRefusal.NotRead, RefusalOf(Read(Good with { Identifier = null })));
        Assert.Equal(CardGivingRefusal.WithoutKey, RefusalOf(Read(Good with { PublicKey = null })));
        var differs = Read();
        differs.KeyWasSeen(fits: false);
        Assert.Equal(CardGivingRefusal.KeyDiffers, RefusalOf(differs));
        Assert.Equal(CardGivingRefusal.KeyDiffers, RefusalOf(Read(), isOtherKey: true)); // as an earlier reading showed
    }

    [Fact]
    public void It_is_given_once()
    {
        var given = Read();
        given.Give(CardId.New());

        Assert.Equal(CardGivingRefusal.GivenAlready, RefusalOf(given));
    }

    [Fact]
    public void Neither_oneself_nor_somebody_who_has_left_gets_it()
    {
        Assert.Equal(CardGivingRefusal.OwnRecord, RefusalOf(Read(), isOwn: true));
        Assert.Equal(CardGivingRefusal.HolderLeft, RefusalOf(Read(), hasLeft: true));
    }

    [Fact]
    public void Whoever_lost_the_role_gives_nothing() => Assert.Equal(CardGivingRefusal.MayNotRead, RefusalOf(Read(), mayRead: false));

    [Fact]
    public void A_card_is_not_given_to_whom_it_belongs()
    {
        var holder = HolderOf(hasLeft: false);
        var card = new Card
        {
            Id = CardId.New(), Identifier = Good.Identifier!, StaffId = holder.Id, PublicKey = [1], EnrolledAt = Now,
        };

        Assert.Equal(CardGivingRefusal.TheirsAlready, CardGivingRules.Refusal(Read(), true, holder, card, false, false, Now));
    }

    private static CardGivingRefusal? RefusalOf(
        CardReading reading,
        bool mayRead = true,
        bool isOtherKey = false,
        bool isOwn = false,
        bool hasLeft = false,
        DateTimeOffset? at = null) =>
        CardGivingRules.Refusal(reading, mayRead, HolderOf(hasLeft), known: null, isOtherKey, isOwn, at ?? Now);

    private static Staff HolderOf(bool hasLeft) => new()
    {
        Id = StaffId.New(), DisplayName = "Amal Hughes", Organisation = "Bench", LeftAt = hasLeft ? Now : null,
    };

    private static CardReading Read(ReadCard? card = null)
    {
        var reading = new CardReading { Id = JourneyId.New(), ReadBy = UserId.New(), StartedAt = Now };
        reading.Take(card ?? Good);
        return reading;
    }
}
