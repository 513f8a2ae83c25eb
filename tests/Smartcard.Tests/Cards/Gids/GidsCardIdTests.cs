using Smartcard.Cards.Gids;

namespace Smartcard.Tests.Cards.Gids;

public sealed class GidsCardIdTests
{
    private const string Text = "0A1B2C3D4E5F60718293A4B5C6D7E8F9";

    [Theory]
    [InlineData(Text)]
    [InlineData("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")]
    [InlineData(" 0A1B2C3D 4E5F6071 8293A4B5 C6D7E8F9 ")]
    public void Is_read_from_text_whatever_its_case_and_grouping(string text) => Assert.Equal(Text, GidsCardId.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0A1B")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9AA")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8FG")]
    [InlineData("٠A1B2C3D4E5F60718293A4B5C6D7E8F9")]
    public void Other_text_is_none(string? text) => Assert.False(GidsCardId.TryParse(text, out _));

    [Fact]
    public void Two_with_the_same_bytes_are_equal() =>
        Assert.Equal(GidsCardId.Parse(Text), GidsCardId.FromBytes(GidsCardId.Parse(Text).ToBytes()));
}
