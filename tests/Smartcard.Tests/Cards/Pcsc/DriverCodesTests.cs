using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards;
using Smartcard.Cards.Pcsc;

namespace Smartcard.Tests.Cards.Pcsc;

/// <summary>
/// What a code of PC/SC or of a reader's driver becomes: every row of the table, and numbers that are in none of the
/// lists.
/// </summary>
public sealed class DriverCodesTests
{
    private const uint InUse = 0x0100;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public static TheoryData<uint> Codes => [.. ScardTable.Rows.Select(row => row.Value).Where(code => code != 0)];

    /// <summary>
    /// What drivers were seen to answer, or may answer by the platforms' lists, when a card is pulled out in the middle
    /// of a command.
    /// </summary>
    public static TheoryData<uint> CodesAtRemoval =>
        [
            0x80100001,
            0x80100002,
            0x80100003,
            0x80100007,
            0x80100009,
            0x8010000A,
            0x8010000C,
            0x8010000F,
            0x80100013,
            0x80100014,
            0x80100015,
            0x80100016,
            0x80100017,
            0x8010001E,
            0x8010001F,
            0x8010002F,
            0x80100066,
            0x80100067,
            0x80100068,
            0x80100069,
            0x8010006A,
            2,
            5,
            6,
            21,
            22,
            31,
            55,
            121,
            433,
            995,
            1110,
            1112,
            1117,
            1167,
            1168,
            1460,
            1617,
            1785,
            0x8007001F,
            0x80070016,
            0x8007048F,
            0xC000009D,
            0x12345678,
        ];

    [Theory]
    [MemberData(nameof(CodesAtRemoval))]
    public async Task A_card_pulled_out_in_the_middle_of_a_command_is_a_removal_whatever_the_driver_calls_it(uint code)
    {
        var scard = new ScriptedScard { OnTransmit = new ScardCode(code) };
        scard.Sending = () => (scard.HasCard, scard.Events) = (false, scard.Events + 1);

        var gone = await Assert.ThrowsAsync<CardRemovedException>(() => SendAsync(scard));

        Assert.Contains(Number(code), gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x80100013)]
    [InlineData(31)]
    [InlineData(0x12345678)]
    public async Task A_card_that_is_already_back_is_a_removal_too(uint code)
    {
        var scard = new ScriptedScard { OnTransmit = new ScardCode(code) };
        scard.Sending = () => scard.Events += 2;

        await Assert.ThrowsAsync<CardRemovedException>(() => SendAsync(scard));
    }

    [Fact]
    public async Task A_reader_that_cannot_be_asked_any_more_has_lost_its_card()
    {
        var scard = new ScriptedScard { OnTransmit = new ScardCode(31) };
        scard.Sending = () => scard.OnLook = ScardCode.UnknownReader;

        await Assert.ThrowsAsync<CardRemovedException>(() => SendAsync(scard));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_command_that_fails_with_the_card_in_place_is_what_the_table_says(uint code)
    {
        var scard = new ScriptedScard { OnTransmit = new ScardCode(code) };
        scard.Sending = () => scard.Flags = InUse; // other flags change: not a removal

        var fault = await Assert.ThrowsAnyAsync<CardFaultException>(() => SendAsync(scard));

        switch (ScardTable.Find(code)!.Meaning)
        {
            case ScardMeaning.CardGone or ScardMeaning.ReaderGone:
                Assert.IsType<CardRemovedException>(fault);
                break;
            case ScardMeaning.Busy:
                Assert.Equal(ReaderProblem.InUse, Assert.IsType<CardReaderException>(fault).Problem);
                break;
            default:
                Assert.Equal(ReaderProblem.Faulty, Assert.IsType<CardReaderException>(fault).Problem);
                break;
        }

        Assert.Contains($"({ScardTable.Find(code)!.Name}, {Number(code)}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_connection_that_fails_is_what_the_table_says(uint code)
    {
        var scard = new ScriptedScard { OnConnect = new ScardCode(code) };

        var fault = await Assert.ThrowsAnyAsync<CardFaultException>(() => ConnectAsync(scard));

        Assert.Equal(
            ScardTable.Find(code)!.Meaning switch
            {
                ScardMeaning.CardGone => null,
                ScardMeaning.ReaderGone => ReaderProblem.NoReader,
                ScardMeaning.ServiceGone or ScardMeaning.Forbidden => ReaderProblem.NoService,
                ScardMeaning.Busy => ReaderProblem.InUse,
                ScardMeaning.Mute => ReaderProblem.UnresponsiveCard,
                ScardMeaning.ReaderFault => ReaderProblem.Faulty,
                _ => ReaderProblem.Other,
            },
            (fault as CardReaderException)?.Problem);
        Assert.Contains(Number(code), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x80100066)]
    [InlineData(22)]
    [InlineData(0x12345678)]
    public async Task A_connection_that_fails_because_the_card_has_just_gone_is_a_removal(uint code)
    {
        var scard = new ScriptedScard { OnConnect = new ScardCode(code), HasCard = false };

        await Assert.ThrowsAsync<CardRemovedException>(() => ConnectAsync(scard));
    }

    [Fact]
    public void Each_code_stands_in_the_table_once_and_only_one_is_a_success()
    {
        Assert.Equal(ScardTable.Rows.Count, ScardTable.Rows.Select(row => row.Value).Distinct().Count());
        Assert.Equal(ScardTable.Rows.Count, ScardTable.Rows.Select(row => row.Name).Distinct().Count());
        Assert.Equal("SCARD_S_SUCCESS", Assert.Single(ScardTable.Rows, row => row.Meaning == ScardMeaning.Success).Name);
    }

    [Theory]
    [InlineData(0x80100069, "SCARD_W_REMOVED_CARD, 80100069")]
    [InlineData(31, "ERROR_GEN_FAILURE, 0000001F = 31")]
    [InlineData(0x8007001F, "ERROR_GEN_FAILURE, 8007001F")]
    [InlineData(0x12345678, "12345678")]
    public void A_code_always_shows_its_number(uint code, string text) => Assert.Equal(text, new ScardCode(code).ToString());

    [Theory]
    [InlineData(-2146435050, 0x80100016)]
    [InlineData(0x80100016, 0x80100016)]
    [InlineData(31, 31)]
    public void A_code_is_the_same_with_or_without_the_sign_of_a_long(long result, uint code) =>
        Assert.Equal(new ScardCode(code), ScardCode.From((nint)result));

    private static async Task SendAsync(ScriptedScard scard)
    {
        await using var card = await ConnectAsync(scard);
        await card.TransmitAsync(new byte[] { 0, 0xA4, 4, 0, 0 }, Ct);
    }

    private static async Task<ICardConnection> ConnectAsync(ScriptedScard scard)
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(6) }; // no patience with a busy card
        using var readers = new PcscReaders(scard, time);
        return await readers.ConnectAsync(ScriptedScard.Reader, Ct);
    }

    private static string Number(uint code) => code.ToString("X8", CultureInfo.InvariantCulture);
}
