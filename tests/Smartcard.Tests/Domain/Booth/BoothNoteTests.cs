using Smartcard.Domain.Booth;

namespace Smartcard.Tests.Domain.Booth;

/// <summary>A note is one line that everybody reads as it was written.</summary>
public sealed class BoothNoteTests
{
    [Theory]
    [InlineData("Comes back at 3 pm, ward 7 – “Dr Siân”", true)]
    [InlineData("", false)]
    [InlineData("two\nlines", false)]
    [InlineData("two\u2028lines", false)]
    [InlineData("a bell \u0007", false)]
    [InlineData("turned \u202Earound", false)]
    [InlineData("hidden\u200Bword", false)]
    public void One_line_with_nothing_hidden(string text, bool isGood) => Assert.Equal(isGood, BoothNote.IsGood(text));

    [Fact]
    public void As_long_as_is_said()
    {
        Assert.True(BoothNote.IsGood(new string('a', BoothNote.MaxLength)));
        Assert.False(BoothNote.IsGood(new string('a', BoothNote.MaxLength + 1)));
    }
}
