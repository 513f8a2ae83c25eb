using FsCheck;
using FsCheck.Fluent;
using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.Tests.Domain.Cards;

/// <summary>Which PUKs a PIV card may have, through whatever tears and reports.</summary>
public sealed class PukCandidatesTests
{
    private const ulong Seed = 20261130;

    private enum Event
    {
        /// <summary>A reset that goes to its end.</summary>
        Whole,

        /// <summary>The PUK was given, and nothing was heard.</summary>
        NothingHeard,

        /// <summary>The card took the PUK, and the change was never sent.</summary>
        TornBeforeChange,

        /// <summary>The card took the PUK and the next one, and that was never heard.</summary>
        TornAfterChange,

        /// <summary>The card said that the first candidate was wrong, and was pulled out.</summary>
        TornAfterWrong,
    }

    [Fact]
    public void No_tears_make_a_third_candidate_give_a_wrong_one_again_or_forget_the_right_one() =>
        Check.One(
            Config.QuickThrowOnFailure.WithReplay(Seed, 5).WithMaxTest(2000),
            Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                events =>
                {
                    var card = new PretendCard(1);
                    foreach (var what in events)
                    {
                        card.Go((Event)(what % 5));
                    }
                }));

    [Fact]
    public void The_pending_one_comes_first_and_then_the_current_one()
    {
        var puk = new PukCandidates(3) { Pending = 4 };

        Assert.Equal((4, 2), (puk.Next, puk.Count));
        Assert.Equal((3, 1), (puk.Wrong(4).Next, puk.Wrong(4).Count));
        Assert.Equal((null, 0), (puk.Wrong(4).Wrong(3).Next, puk.Wrong(4).Wrong(3).Count));
        Assert.Null(puk.Blocked().Next);
    }

    [Fact]
    public void What_was_accepted_is_the_only_one_and_the_next_one_was_never_given_before()
    {
        var puk = new PukCandidates(3) { Pending = 4 }.Wrong(4).Accepted(3);

        Assert.Equal(new PukCandidates(3) { Pending = 5, IsExposed = true }, puk);
        Assert.Equal(new PukCandidates(5), puk.Changed());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_the_card_cannot_have_is_neither_accepted_nor_wrong(int version)
    {
        var puk = new PukCandidates(1) { Pending = 2 }.Wrong(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => puk.Accepted(version));
        Assert.Throws<ArgumentOutOfRangeException>(() => puk.Wrong(version));
    }

    [Fact]
    public void Nothing_is_changed_that_was_not_given() => Assert.Throws<InvalidOperationException>(() => new PukCandidates(1).Changed());

    [Fact]
    public void A_wrapped_PUK_is_kept_as_long_as_the_card_may_have_it()
    {
        var key = new CardKey { CardId = CardId.New(), Version = 1, Wrapped = [1], WrappingKeyId = WrappingKeyId.New() };
        key.Note(key.Puk.Given(), DateTimeOffset.UnixEpoch);
        key.Note(key.Puk.Accepted(1), DateTimeOffset.UnixEpoch);
        Assert.NotNull(key.Wrapped);
        Assert.Equal(DateTimeOffset.UnixEpoch, key.PukExposedAt);

        key.Note(key.Puk.Changed(), DateTimeOffset.UnixEpoch);

        Assert.Equal((2, null, null, null), (key.Version, key.Wrapped, key.WrappingKeyId, key.PukExposedAt));
    }

    [Fact]
    public void A_new_PUK_of_a_bureau_forgets_what_was_known_of_the_one_before()
    {
        var key = new CardKey { CardId = CardId.New(), Version = 1 };
        key.Note(key.Puk.Accepted(1).Wrong(2).Blocked(), DateTimeOffset.UnixEpoch);

        key.Replace(7, wrapped: null, wrappingKey: null);

        Assert.Equal(new PukCandidates(7), key.Puk);
    }

    [Fact]
    public void The_same_PUK_that_comes_wrapped_anew_changes_nothing_that_the_card_has_shown()
    {
        var key = new CardKey { CardId = CardId.New(), Version = 1, Wrapped = [1], WrappingKeyId = WrappingKeyId.New() };
        key.Note(key.Puk.Accepted(1), DateTimeOffset.UnixEpoch);
        var before = key.Puk;

        key.Replace(1, wrapped: [2], wrappingKey: WrappingKeyId.New());

        Assert.Equal(before, key.Puk);
        Assert.Equal([2], key.Wrapped);
    }

    /// <summary>A card that has one PUK, and a host that knows only what it was told.</summary>
    private sealed class PretendCard(int puk)
    {
        private readonly HashSet<int> _refused = [];
        private PukCandidates _host = new(puk);

        public void Go(Event what)
        {
            var given = 0;
            _host = _host.Given();
            while (true)
            {
                Assert.True(_host.Has(puk), "The host has forgotten the PUK that the card has.");
                Assert.InRange(_host.Count, 1, 2);
                var version = _host.Next!.Value;
                Assert.DoesNotContain(version, _refused);
                Assert.True(++given <= 2, "A third one was given.");
                if (what == Event.NothingHeard)
                {
                    return;
                }

                if (version == puk)
                {
                    break;
                }

                _refused.Add(version);
                _host = _host.Wrong(version);
                if (what == Event.TornAfterWrong)
                {
                    return;
                }
            }

            _host = _host.Accepted(puk);
            Assert.True(_host.IsExposed);
            var next = _host.Pending!.Value;
            Assert.DoesNotContain(next, _refused);
            puk = what == Event.TornBeforeChange ? puk : next;
            if (what is Event.Whole or Event.TornAfterWrong)
            {
                _host = _host.Changed();
                Assert.False(_host.IsExposed);
            }
        }
    }
}
