using Smartcard.Cards.Iso7816;

namespace Smartcard.Tests.Cards.Iso7816;

public sealed class CardSessionTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Long_data_goes_out_in_chained_parts()
    {
        var card = new ScriptedCard("9000", "9000", "9000");

        await new CardSession(card).SendAsync(new Echo(new byte[600], 0), _ct);

        Assert.Equal(
            [
                "10DB3FFFFF" + Hex.Repeat("00", 255),
                "10DB3FFFFF" + Hex.Repeat("00", 255),
                "00DB3FFF5A" + Hex.Repeat("00", 90),
            ],
            card.Received);
    }

    [Fact]
    public async Task Chaining_ends_at_the_first_part_the_card_refuses()
    {
        var card = new ScriptedCard("6A84", "9000");

        var response = await new CardSession(card).SendAsync(new Echo(new byte[300], 0), _ct);

        Assert.Single(card.Received);
        Assert.Equal(0x6A84, response.Sw.Value);
    }

    [Fact]
    public async Task An_answer_in_parts_is_joined_in_order()
    {
        var card = new ScriptedCard("01026102", "03046101", "059000");

        var response = await new CardSession(card).SendAsync(new Echo(default, 256), _ct);

        Assert.Equal(["00DB3FFF00", "00C0000002", "00C0000001"], card.Received);
        Assert.Equal("0102030405", Convert.ToHexString(response.Data.Span));
    }

    [Fact]
    public async Task A_wrong_Le_is_sent_again_with_the_right_one()
    {
        var card = new ScriptedCard("6C03", "0102039000");

        var response = await new CardSession(card).SendAsync(new Echo(new byte[] { 0xAA }, 256), _ct);

        Assert.Equal(["00DB3FFF01AA00", "00DB3FFF01AA03"], card.Received);
        Assert.Equal(3, response.Data.Length);
    }

    [Fact]
    public async Task A_card_that_always_wants_another_Le_is_asked_twice_only()
    {
        var card = new ScriptedCard("6C03", "6C04", "6C05");

        var response = await new CardSession(card).SendAsync(new Echo(default, 256), _ct);

        Assert.Equal(2, card.Received.Count);
        Assert.Equal(0x6C04, response.Sw.Value);
    }

    [Fact]
    public async Task Nothing_is_sent_after_a_cancel()
    {
        var card = new ScriptedCard("9000");

        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await new CardSession(card).SendAsync(new Echo(default, 0), new CancellationToken(canceled: true)));

        Assert.Empty(card.Received);
    }

    [Fact]
    public void Status_words_tell_attempts_lengths_and_words()
    {
        Assert.Equal(2, new StatusWord(0x63C2).AttemptsLeft);
        Assert.Null(new StatusWord(0x6300).AttemptsLeft);
        Assert.Equal(256, new StatusWord(0x6100).BytesAvailable);
        Assert.Equal(5, new StatusWord(0x6C05).CorrectNe);
        Assert.Equal("6983 (authentication method blocked)", StatusWord.AuthenticationBlocked.ToString());
        Assert.Equal("1234", new StatusWord(0x1234).ToString());
    }

    private sealed record Echo(ReadOnlyMemory<byte> Data, int Ne) : ICardCommand<ResponseApdu>
    {
        public string Name => "PUT DATA";

        public CommandApdu ToApdu() => new(0x00, 0xDB, 0x3F, 0xFF, Data, Ne);

        public ResponseApdu Parse(ResponseApdu response) => response;
    }
}
