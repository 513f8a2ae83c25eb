using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

/// <summary>What a card was sent may be a passcode: whatever became of the command, no copy is left.</summary>
public sealed class SoftwareCardDataTests
{
    private static readonly byte[] Verify = Convert.FromHexString("0020008004313233" + "34");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_data_is_zeroed_after_the_command(bool fails)
    {
        await using var card = new KeepingCard(fails);

        if (fails)
        {
            Assert.Throws<InvalidOperationException>(() => card.Answer(Verify));
        }
        else
        {
            Assert.Equal("9000", Convert.ToHexString(card.Answer(Verify)));
        }

        Assert.Equal("31323334", card.Seen);
        Assert.Equal("00000000", Convert.ToHexString(card.Kept.Span));
    }

    private sealed class KeepingCard(bool fails) : SoftwareCard
    {
        public string? Seen { get; private set; }

        public ReadOnlyMemory<byte> Kept { get; private set; }

        public override ReadOnlyMemory<byte> AnswerToReset => default;

        public override string Label => "test";

        public override int AttemptsLeft => 1;

        private protected override ResponseApdu Process(CommandApdu command)
        {
            Kept = command.Data;
            Seen = Convert.ToHexString(command.Data.Span);
            return fails ? throw new InvalidOperationException("The application failed.") : new ResponseApdu(default, StatusWord.Success);
        }

        private protected override void PutIn()
        {
        }

        private protected override void LosePower()
        {
        }
    }
}
