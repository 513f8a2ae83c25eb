using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;

namespace Smartcard.Tests.Domain.Cards.Readings;

/// <summary>To be answered opens a card for a moment. So no card that is somebody's is ever answered at the RA desk.</summary>
public sealed class KeyCheckRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly KeyCheckFacts Fine = new(true, false, false, false, 0, 20);

    [Fact]
    public void A_new_card_may_be_answered_once()
    {
        var reading = Read();
        Assert.Null(RefusalOf(reading, Fine));

        reading.ReleaseKeyCheck(Now);
        Assert.Equal(KeyCheckRefusal.CheckedOnce, RefusalOf(reading, Fine));
    }

    [Theory]
    [InlineData(KeyCheckRefusal.MayNotRead)]
    [InlineData(KeyCheckRefusal.KnownCard)]
    [InlineData(KeyCheckRefusal.TwoPeople)]
    [InlineData(KeyCheckRefusal.CheckedLately)]
    [InlineData(KeyCheckRefusal.TooMany)]
    public void Each_of_these_is_enough_to_refuse_it(KeyCheckRefusal refusal)
    {
        var facts = refusal switch
        {
            KeyCheckRefusal.MayNotRead => Fine with { MayRead = false },
            KeyCheckRefusal.KnownCard => Fine with { IsKnown = true },
            KeyCheckRefusal.TwoPeople => Fine with { NeedsTwoPeople = true },
            KeyCheckRefusal.CheckedLately => Fine with { WasCheckedLately = true },
            _ => Fine with { InLastHour = 20 },
        };

        Assert.Equal(refusal, RefusalOf(Read(), facts));
    }

    [Fact]
    public void Without_a_card_or_after_its_time_nothing_is_answered()
    {
        Assert.Equal(KeyCheckRefusal.NotRead, RefusalOf(Read(new ReadCard(CardType.Piv, null, null, null, null)), Fine));
        Assert.Equal(KeyCheckRefusal.Expired, KeyCheckRules.Refusal(Read(), Fine, Now + CardReading.Lifetime));
        var given = Read();
        given.Give(CardId.New());
        Assert.Equal(KeyCheckRefusal.Expired, RefusalOf(given, Fine));
    }

    private static KeyCheckRefusal? RefusalOf(CardReading reading, KeyCheckFacts facts) => KeyCheckRules.Refusal(reading, facts, Now);

    private static CardReading Read(ReadCard? card = null)
    {
        var reading = new CardReading { Id = JourneyId.New(), ReadBy = UserId.New(), StartedAt = Now };
        reading.Take(card ?? new ReadCard(CardType.Gids, CardIdentifier.Parse(new string('A', 32)), 3, [1], null));
        return reading;
    }
}
