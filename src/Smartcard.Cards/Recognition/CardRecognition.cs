namespace Smartcard.Cards.Recognition;

/// <summary>Says what a card is, so that a person with one that cannot be used here hears its name and not only "not supported".</summary>
/// <remarks>Only published facts are used; each has its source. A card that answers to nothing here is unknown.</remarks>
public static class CardRecognition
{
    /// <summary>The applications to select, in the order in which they count: a card that has several is the first of them.</summary>
    public static IReadOnlyList<KnownApplication> Applications { get; } =
    [
        new(CardKind.Gids, "GIDS", Convert.ToHexString(Gids.GidsApplication.Aid)),
        new(CardKind.Piv, "PIV", Convert.ToHexString(Piv.PivApplication.Aid)),
        new(CardKind.GermanHealthCard, "health care application", "D27600000102"), // OpenSC, egk-tool.c
        new(CardKind.OpenPgp, "OpenPGP", "D27600012401"), // OpenPGP application on ISO smart card operating systems, 4.2.1
        new(CardKind.Pkcs15, "IsoApplet", "F276A288BCFBA69D34F31001"), // IsoApplet, its own documentation
        new(CardKind.Pkcs15, "PKCS#15", "A000000063504B43532D3135"), // ISO/IEC 7816-15, 7.3
        new(CardKind.Passport, "eMRTD", "A0000002471001"), // ICAO Doc 9303, part 10
        new(CardKind.Payment, "payment system environment", "315041592E5359532E4444463031"), // EMV book 1, 12.2: 1PAY.SYS.DDF01
        new(CardKind.Payment, "contactless payment", "325041592E5359532E4444463031"), // EMV contactless book B: 2PAY.SYS.DDF01
    ];

    /// <summary>What a card is that has no application that can be used here: its answer to reset first, then its applications.</summary>
    /// <exception cref="CardRemovedException">The card has gone.</exception>
    public static async Task<CardKind> AskAsync(ICardTransport card, ReadOnlyMemory<byte> atr, CancellationToken cancellationToken)
    {
        var kind = Recognise(atr.Span, []);
        foreach (var application in Applications.Where(a => a.Kind is not (CardKind.Gids or CardKind.Piv)))
        {
            if (kind != CardKind.Unknown)
            {
                break;
            }

            var answer = await card.TransmitAsync(application.ToSelect(), cancellationToken);
            kind = Recognise(atr.Span, [new(application, answer)]);
        }

        return kind;
    }

    /// <summary>What the card is.</summary>
    /// <param name="atr">Its answer to reset, as the reader gave it; may be anything.</param>
    /// <param name="answers">What it answered, for any of <see cref="Applications"/>, in any order.</param>
    /// <remarks>
    /// An application that can be used here counts before the answer to reset, since a maker's card may carry it; the answer to reset
    /// counts before other applications, since it names the product.
    /// </remarks>
    public static CardKind Recognise(ReadOnlySpan<byte> atr, IReadOnlyCollection<SelectAnswer> answers)
    {
        var found = Applications.FirstOrDefault(application => answers.Any(a => a.Application == application && a.IsFound))?.Kind
            ?? CardKind.Unknown;
        var named = KnownAtrs.Recognise(AnswerToReset.HistoricalBytes(atr));
        return found is CardKind.Gids or CardKind.Piv || named == CardKind.Unknown ? found : named;
    }
}
