using Smartcard.Cards;
using Smartcard.Cards.Recognition;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Tests.Helper.Tasks.Piv;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>A card that cannot be used is called by its name, or by what it lacks, to the host and in the window.</summary>
public sealed class UnsupportedCardTests
{
    private const string IdPrimeAtr = "3B7F96000080318065B0855956FB120FFE829000";

    [Theory]
    [InlineData(IdPrimeAtr, null, "IdPrime", "This is an IDPrime card", "We cannot unlock it here. Go to the IT booth with it.")]
    [InlineData("3B00", "315041592E5359532E4444463031", "Payment", "This is a bank card", "Take it out and put in your staff smartcard.")]
    [InlineData("3B00", "A000000063504B43532D3135", "Pkcs15", "This is a PKCS#15 card", "We cannot unlock it here.")]
    [InlineData("3B00", null, null, "You cannot use this card here", "Check that it is your staff smartcard")]
    public async Task It_is_called_by_the_name_that_its_answer_to_reset_or_an_application_gives(
        string atr, string? application, string? type, string heading, string text)
    {
        using var bench = new PivBench { Between = inner => new OtherCards(inner, atr, application) };
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.CardNotSupported, type), (bench.Result.Outcome, bench.Result.CardType));
        var view = Assert.Single(bench.Screen.Views, v => v.Scene == Scene.CardNotSupported);
        Assert.Equal(heading, HelperWords.In("en")[view.HeadingKey]);
        Assert.StartsWith(text, HelperWords.In("en").Fill(view.TextKey, view), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x5FC101, CardTrouble.NoPresenceKey, "key 9E")]
    [InlineData(0x5FC105, CardTrouble.NoPasscodeKey, "key 9A")]
    public async Task A_PIV_card_without_a_key_is_told_with_its_identifier(int certificate, CardTrouble trouble, string says)
    {
        foreach (var content in new byte[][] { [], [0x70, 0x01, 0x00] })
        {
            foreach (var kind in new[] { CardTaskKind.Identify, CardTaskKind.Prove, CardTaskKind.Reset })
            {
                using var bench = new PivBench();
                bench.Readers.Insert(new SoftwarePivCard(bench.Card.State.WithObject(certificate, content)));
                bench.Host.Queue(kind, anyCard: kind == CardTaskKind.Identify);

                await bench.RunAsync();

                Assert.Equal(
                    (CardTaskOutcome.CardNotSupported, "Piv", bench.Identity, trouble),
                    (bench.Result.Outcome, bench.Result.CardType, bench.Result.CardIdentifier, bench.Result.Trouble));
                var view = Assert.Single(bench.Screen.Views, v => v.Scene == Scene.CardNotSupported);
                Assert.Contains(says, HelperWords.In("en").Fill(view.TextKey, view), StringComparison.Ordinal);
                Assert.Empty(bench.Screen.Given);
            }
        }
    }

    [Fact]
    public async Task A_PIV_card_that_nothing_tells_from_others_is_told()
    {
        using var bench = new PivBench();
        bench.Readers.Insert(new SoftwarePivCard(bench.Card.State.WithGuid(new byte[16]).WithObject(0x5FC101, [])));
        bench.Host.Queue(CardTaskKind.Read, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(
            (CardTaskOutcome.CardNotSupported, "Piv", null, CardTrouble.NoIdentity),
            (bench.Result.Outcome, bench.Result.CardType, bench.Result.CardIdentifier, bench.Result.Trouble));
        Assert.Contains("CardNotRead", bench.Screen.Shown);
    }

    [Theory]
    [InlineData(0x5FC101, "a PIV card without a certificate for key 9E")]
    [InlineData(0x5FC105, "a PIV card without a certificate for key 9A")]
    [InlineData(0x5FC1FF, "a staff smartcard is in it")]
    public async Task The_doctor_says_what_a_PIV_card_lacks(int without, string says)
    {
        using var bench = new PivBench();
        bench.Readers.Insert(new SoftwarePivCard(bench.Card.State.WithObject(without, [])));
        await using var said = new StringWriter();
        using var doctor = new Smartcard.Helper.Doctor(bench.Readers, said, TimeProvider.System, bench.Host);

        await doctor.RunAsync([], TestContext.Current.CancellationToken);

        Assert.Contains(says, said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_the_type_of_a_card_that_cannot_be_used()
    {
        using var bench = new PivBench();
        using var others = new OtherCards(bench.Readers, IdPrimeAtr, null);
        await using var said = new StringWriter();
        using var doctor = new Smartcard.Helper.Doctor(others, said, TimeProvider.System, bench.Host);

        await doctor.RunAsync([], TestContext.Current.CancellationToken);

        Assert.Contains("which is of the type IdPrime", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_with_the_wanted_identifier_and_of_another_kind_is_another_card()
    {
        using var bench = new PivBench();
        bench.Readers.Insert(new SoftwareGidsCard(TestCards.Create("Amal", "1234") with { CardId = bench.Identity }));
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.WrongCard)
            {
                bench.Screen.PressCancel();
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Cancelled, bench.Result.Outcome);
    }

    [Fact]
    public void There_are_words_for_every_kind_and_trouble()
    {
        Assert.Equal(Enum.GetNames<CardKind>().Length - 3 + Enum.GetNames<CardTrouble>().Length, UnsupportedWords.All.Count);
        Assert.All(UnsupportedWords.All, key => Assert.NotEmpty(HelperWords.In("cy")[$"{key}.text"]));
    }

    /// <summary>Readers whose cards have another answer to reset, and no application but one.</summary>
    private sealed class OtherCards(ICardReaders inner, string atr, string? application) : ICardReaders
    {
        public Task<IReadOnlyList<ReaderState>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public Task<ReaderState> WaitForChangeAsync(ReaderState known, TimeSpan limit, CancellationToken cancellationToken) =>
            inner.WaitForChangeAsync(known, limit, cancellationToken);

        public async Task<ICardConnection> ConnectAsync(string reader, CancellationToken cancellationToken) =>
            new Connection(await inner.ConnectAsync(reader, cancellationToken), atr, application);

        public void Dispose()
        {
        }

        private sealed class Connection(ICardConnection inner, string atr, string? application) : ICardConnection
        {
            public string Reader => inner.Reader;

            public ReadOnlyMemory<byte> Atr => Convert.FromHexString(atr);

            public ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken)
            {
                var isThere = application is not null
                    && Convert.ToHexString(commandBytes.Span).Contains(application, StringComparison.Ordinal);
                return ValueTask.FromResult(Convert.FromHexString(isThere ? "9000" : "6A82"));
            }

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
