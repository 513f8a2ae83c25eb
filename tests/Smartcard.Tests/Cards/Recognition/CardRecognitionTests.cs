using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Smartcard.Cards.Recognition;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Recognition;

public sealed class CardRecognitionTests
{
    private const string IdPrime940 = "3B7F96000080318065B0855956FB120FFE829000";

    [Theory]
    [InlineData("3B7F96000080318065B084413DF6120FFE829000", CardKind.IdPrime)] // 3810
    [InlineData("3B7F96000080318065B084565110120FFE829000", CardKind.IdPrime)] // 830
    [InlineData("3B7F96000080318065B0846160FB120FFD829000", CardKind.IdPrime)] // 930, as another reader gave it
    [InlineData("3BFF9600008131FE4380318065B0846566FB12017882900085", CardKind.IdPrime)] // 930, eToken
    [InlineData("3B7F96000080318065B0850300EF120FFE829000", CardKind.IdPrime)] // 840
    [InlineData(IdPrime940, CardKind.IdPrime)]
    [InlineData("3B7F96000080318065B085050039120FFE829000", CardKind.IdPrime)] // 940C
    [InlineData("3B7F96000080318065B0850401" + "20120FFF829000", CardKind.Unknown)] // Belgian eID, of the same family
    [InlineData("3BDB960080B1FE451F830012233F536549440F9000F1", CardKind.EstonianId)] // 2018
    [InlineData("3BDC960080B1FE451F830012233F54654944320F9000C3", CardKind.EstonianId)] // 2018, second
    [InlineData("3BFF960000" + "8031FE438031B85365494464B085051012233F1D", CardKind.EstonianId)] // 2025
    [InlineData("3BDB960080B1FE451F830012428F536549440F900020", CardKind.Unknown)] // the same card for Latvia
    [InlineData("3B7D11000000318071" + "8E6477E30200829000", CardKind.AuthentIc)] // 2.2.0
    [InlineData("3BFB1100008131FE450031C06477E910000090006A", CardKind.AuthentIc)] // ID-One Cosmo
    [InlineData("3B", CardKind.Unknown)]
    [InlineData("", CardKind.Unknown)]
    [InlineData("3BFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", CardKind.Unknown)]
    public void A_product_is_known_by_its_answer_to_reset(string atr, CardKind kind) =>
        Assert.Equal(kind, CardRecognition.Recognise(Convert.FromHexString(atr), []));

    [Theory]
    [InlineData("GIDS", CardKind.Gids)]
    [InlineData("PIV", CardKind.Piv)]
    [InlineData("health care application", CardKind.GermanHealthCard)]
    [InlineData("OpenPGP", CardKind.OpenPgp)]
    [InlineData("IsoApplet", CardKind.Pkcs15)]
    [InlineData("PKCS#15", CardKind.Pkcs15)]
    [InlineData("eMRTD", CardKind.Passport)]
    [InlineData("payment system environment", CardKind.Payment)]
    [InlineData("contactless payment", CardKind.Payment)]
    public void A_card_is_known_by_the_application_that_it_has(string application, CardKind kind)
    {
        Assert.Equal(kind, CardRecognition.Recognise([], [Answer(application, "9000")]));
        Assert.Equal(kind, CardRecognition.Recognise([], [Answer(application, "61124F009000")]));
        Assert.Equal(kind, CardRecognition.Recognise([], [Answer(application, "6112")]));
        Assert.Equal(CardKind.Unknown, CardRecognition.Recognise([], [Answer(application, "6A82")]));
        Assert.Equal(CardKind.Unknown, CardRecognition.Recognise([], [Answer(application, "6285")]));
        Assert.Equal(CardKind.Unknown, CardRecognition.Recognise([], [Answer(application, "90")]));
    }

    [Fact]
    public void An_application_that_can_be_used_counts_before_the_product_and_the_product_before_others()
    {
        var idPrime = Convert.FromHexString(IdPrime940);

        Assert.Equal(CardKind.Piv, CardRecognition.Recognise(idPrime, [Answer("PKCS#15", "9000"), Answer("PIV", "9000")]));
        Assert.Equal(CardKind.IdPrime, CardRecognition.Recognise(idPrime, [Answer("PKCS#15", "9000"), Answer("PIV", "6A82")]));
        Assert.Equal(CardKind.Gids, CardRecognition.Recognise([], [Answer("PIV", "9000"), Answer("GIDS", "9000")]));
    }

    [Fact]
    public void Our_software_cards_are_what_they_say()
    {
        Assert.Equal(CardKind.Gids, Ask(new SoftwareGidsCard(SoftwareCardState.Create("test", "1234"))));
        Assert.Equal(CardKind.Piv, Ask(new SoftwarePivCard(SoftwarePivCardState.Create("test", "123456", "12345678"))));
    }

    [Fact]
    public void Any_bytes_are_a_kind_or_unknown()
    {
        var bytes = Gen.ArrayOf(Gen.Choose(0, 255).Select(n => (byte)n));
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(2000)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20261130), FSharpOption<int>.None)));

        Prop.ForAll(
            Arb.From(bytes.SelectMany(tail => bytes.Select(answer => (Atr: (byte[])[0x3B, .. tail], Answer: answer)))),
            drawn => Enum.IsDefined(CardRecognition.Recognise(
                drawn.Atr, [.. CardRecognition.Applications.Select(a => new SelectAnswer(a, drawn.Answer))]))).Check(config);
    }

    private static CardKind Ask(SoftwareCard card) => CardRecognition.Recognise(
        card.AnswerToReset.Span,
        [.. CardRecognition.Applications.Select(a => new SelectAnswer(a, card.Answer(a.ToSelect())))]);

    private static SelectAnswer Answer(string application, string hex) =>
        new(CardRecognition.Applications.Single(a => a.Name == application), Convert.FromHexString(hex));
}
