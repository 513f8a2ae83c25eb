using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Tests.SelfService.Cards.Readings;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>The RA desk reads a card and has its key checked: once, and nothing stays open on it.</summary>
public sealed class ReadTaskTests
{
    [Fact]
    public async Task A_card_says_what_it_is_and_loses_no_try()
    {
        using var bench = new HelperBench();
        var card = new SoftwareGidsCard(bench.Card.State with { Certificate = Certificates.Of(bench.Card) });
        bench.Readers.Insert(card);
        bench.Host.Queue(CardTaskKind.Read, anyCard: true);

        await bench.RunAsync();

        var result = bench.Result;
        Assert.Equal((CardTaskOutcome.Done, "Gids", 3), (result.Outcome, result.CardType, result.AttemptsLeft));
        Assert.Equal(card.State.CardId, result.CardIdentifier);
        Assert.Equal(TestCards.PublicKeyOf(card), result.PublicKey);
        Assert.Equal(card.State.Certificate, result.Certificate);
        Assert.Contains("CardRead", bench.Screen.Shown);
    }

    [Fact]
    public async Task A_card_without_a_certificate_says_so()
    {
        using var bench = new HelperBench();
        bench.Readers.Insert(bench.Card);
        bench.Host.Queue(CardTaskKind.Read, anyCard: true);

        await bench.RunAsync();

        Assert.Null(bench.Result.Certificate);
        Assert.NotNull(bench.Result.PublicKey);
    }

    [Theory]
    [InlineData("61114F0600001000010079074F05A0000003089000", "Piv")]
    [InlineData("6A82", null)]
    public async Task A_card_that_we_cannot_use_is_named_where_it_answers_to_its_name(string answer, string? type)
    {
        using var bench = new HelperBench();
        bench.Readers.Insert(new SoftwareGidsCard(bench.Card.State)
        {
            Faults = new FaultPlan().OnCommand(1, Fault.Answers("6A82")).OnCommand(2, Fault.Answers(answer)),
        });
        bench.Host.Queue(CardTaskKind.Read, anyCard: true);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.CardNotSupported, type), (bench.Result.Outcome, bench.Result.CardType));
    }

    [Fact]
    public async Task The_key_is_checked_and_the_card_forgets_it_at_once()
    {
        using var bench = new HelperBench();
        bench.Readers.Insert(bench.Card);
        bench.Host.Queue(CardTaskKind.CheckKey);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.NotNull(bench.Result.ConfirmResponse);
        Assert.Equal(1, bench.Host.Calls.Count(call => call == "authorise"));
        var refused = await Assert.ThrowsAsync<Smartcard.Cards.CardException>(() =>
            new GidsSession(bench.Card).ResetRetryCounterAsync("abcd"u8.ToArray(), CancellationToken.None));
        Assert.NotEqual(StatusWord.Success, refused.Sw);
        Assert.Equal(3, bench.Card.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_card_with_another_key_is_asked_once()
    {
        using var bench = new HelperBench();
        var other = new SoftwareGidsCard(bench.Card.State with { AdminKey = GidsMutualAuthentication.NewAdminKey() });
        bench.Readers.Insert(other);
        bench.Host.Queue(CardTaskKind.CheckKey);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Refused, bench.Result.Outcome);
        Assert.StartsWith("6982", bench.Result.StatusWord, StringComparison.Ordinal);
        Assert.Equal(1, bench.Host.Calls.Count(call => call == "authorise"));
        Assert.Contains("CardNotRead", bench.Screen.Shown);
    }

    [Fact]
    public async Task Where_the_host_says_no_nothing_is_shown_to_the_card()
    {
        using var bench = new HelperBench();
        bench.Readers.Insert(bench.Card);
        bench.Host.Queue(CardTaskKind.CheckKey);
        bench.Host.Fails("authorise", System.Net.HttpStatusCode.Conflict);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.Refused, (string?)null), (bench.Result.Outcome, bench.Result.StatusWord));
    }
}
