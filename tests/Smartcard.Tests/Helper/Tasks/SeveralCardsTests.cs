using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>More than one reader, and more than one card: the right one is used, and no other loses a try.</summary>
public sealed class SeveralCardsTests
{
    private const string First = "SCM reader 1";
    private const string Second = "SCM reader 2";
    private const string Hello = "Windows Hello for Business 1";

    [Fact]
    public async Task With_two_cards_the_person_chooses_by_reader_and_by_the_end_of_the_cards_number()
    {
        using var bench = BothIn();
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.Chooses(1);

        await bench.RunAsync();

        Assert.Equal(bench.OtherCard.State.CardId, bench.Result.CardIdentifier);
        Assert.Equal(
            [new(First, bench.Card.State.CardId[^4..]), new CardPlace(Second, bench.OtherCard.State.CardId[^4..])],
            Assert.Single(bench.Screen.Offered));
    }

    [Fact]
    public async Task A_PIV_card_beside_a_GIDS_card_is_offered_too()
    {
        using var bench = new HelperBench(time: null, First, Second);
        var piv = new SoftwarePivCard(SoftwarePivCardState.Create("Dilys", "135790", "12345678"));
        bench.Readers.Insert(bench.Card, First);
        bench.Readers.Insert(piv, Second);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.Chooses(1);

        await bench.RunAsync();

        Assert.Equal((piv.State.Identity!.Value, "Piv"), (bench.Result.CardIdentifier, bench.Result.CardType));
        Assert.Null(bench.Result.PresenceSignature); // an older host sends nothing to sign
    }

    [Fact]
    public async Task Whoever_chooses_none_has_cancelled()
    {
        using var bench = BothIn();
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.Chooses(null);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Cancelled, bench.Result.Outcome);
    }

    [Fact]
    public async Task Taking_the_other_card_out_is_a_choice_too()
    {
        using var bench = BothIn();
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.ChooseCard)
            {
                bench.Readers.Remove(First);
            }
        };

        await bench.RunAsync();

        Assert.Equal(bench.OtherCard.State.CardId, bench.Result.CardIdentifier);
    }

    [Fact]
    public async Task A_card_that_we_cannot_use_does_not_hide_one_that_we_can()
    {
        using var bench = new HelperBench(time: null, First, Second);
        bench.Readers.Insert(Unsupported(), First);
        bench.Readers.Insert(bench.Card, Second);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(bench.Card.State.CardId, bench.Result.CardIdentifier);
        Assert.Empty(bench.Screen.Offered);
    }

    [Fact]
    public async Task A_card_that_we_cannot_use_is_said_where_it_is_the_only_one()
    {
        using var bench = new HelperBench(time: null, First, Second);
        bench.Readers.Insert(Unsupported(), Second);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.CardNotSupported, bench.Result.Outcome);
    }

    [Fact]
    public async Task A_reader_of_the_system_is_no_reader_and_its_card_nobodys_mistake()
    {
        using var bench = new HelperBench(time: null, Hello, First);
        bench.Readers.Insert(Unsupported(), Hello);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.InsertCard)
            {
                bench.Readers.Insert(bench.Card, First);
            }
        };

        await bench.RunAsync();

        Assert.Equal(bench.Card.State.CardId, bench.Result.CardIdentifier);
        Assert.DoesNotContain("WrongCard", bench.Screen.Shown);
    }

    [Fact]
    public async Task A_card_of_the_system_is_not_offered_beside_one_that_was_put_in()
    {
        using var bench = new HelperBench(time: null, Hello, First);
        bench.Readers.Insert(bench.OtherCard, Hello);
        bench.Readers.Insert(bench.Card, First);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(bench.Card.State.CardId, bench.Result.CardIdentifier);
        Assert.Empty(bench.Screen.Offered);
    }

    [Theory]
    [InlineData(CardTaskKind.Prove)]
    [InlineData(CardTaskKind.Reset)]
    public async Task The_card_of_the_journey_is_found_and_named_and_the_other_loses_no_try(CardTaskKind kind)
    {
        using var bench = new HelperBench(time: null, First, Second);
        bench.Readers.Insert(bench.OtherCard, First);
        bench.Readers.Insert(bench.Card, Second);
        bench.Host.Queue(kind);
        bench.Screen.Types("9999").Types("1234").TypesNew("4826");
        var tries = bench.OtherCard.State.AttemptsLeft;

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.All(bench.Screen.Places, place => Assert.Equal(new CardPlace(Second, bench.Card.State.CardId[^4..]), place));
        Assert.NotEmpty(bench.Screen.Places);
        Assert.Equal(tries, bench.OtherCard.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_wrong_card_is_named_so_that_the_person_takes_out_the_right_one()
    {
        using var bench = new HelperBench(time: null, First, Second);
        bench.Readers.Insert(bench.OtherCard, First);
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Screen.Types("1234");
        CardPlace? named = null;
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.WrongCard)
            {
                named = bench.Screen.View!.Place;
                bench.Readers.Insert(bench.Card, Second);
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Equal(new CardPlace(First, bench.OtherCard.State.CardId[^4..]), named);
    }

    private static HelperBench BothIn()
    {
        var bench = new HelperBench(time: null, First, Second);
        bench.Readers.Insert(bench.Card, First);
        bench.Readers.Insert(bench.OtherCard, Second);
        return bench;
    }

    /// <summary>It knows no application of ours.</summary>
    private static SoftwareGidsCard Unsupported() => new(TestCards.Create("Other", "1234"))
    {
        Faults = new FaultPlan().OnCommand(1, Fault.Answers("6A82")),
    };
}
