using Smartcard.Domain.Prompts;

namespace Smartcard.Tests.Domain.Prompts;

public sealed class ReadableTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n\u00a0\u3000")]
    [InlineData("\u200b\u200d\ufeff\u2060\u00ad")]
    [InlineData("\u2800")]
    [InlineData("\u3164\u115f\uffa0")]
    [InlineData("\u0301")]
    [InlineData("[](#)")]
    [InlineData("[ ](https://example.org/a_(b) \"title\")")]
    [InlineData("![](https://example.org/picture.png)")]
    [InlineData("[a]: https://example.org")]
    [InlineData("<!-- a comment -->")]
    [InlineData("<!-- a comment\nthat never ends")]
    [InlineData("<b></b><img src=\"x\">")]
    [InlineData("<style>p { color: red }</style>")]
    [InlineData("&nbsp;&#8203;&zwj;")]
    [InlineData("---")]
    [InlineData("** **")]
    [InlineData("```js\n```")]
    public void Nothing_of_it_can_be_read(string? text) => Assert.False(ReadableText.HasWords(text));

    [Theory]
    [InlineData("Hello.")]
    [InlineData("Ŵyl")]
    [InlineData("15")]
    [InlineData("{booth}")]
    [InlineData("[the booth](#)")]
    [InlineData("![a card](card.png)")]
    [InlineData("<b>now</b>")]
    [InlineData("<https://example.org>")]
    [InlineData("a < b")]
    [InlineData("&eacute;")]
    [InlineData("<!-- a comment -->\nHello.")]
    [InlineData("안녕")]
    public void It_can_be_read(string text) => Assert.True(ReadableText.HasWords(text));

    [Fact]
    public void A_long_text_of_beginnings_is_judged_at_once()
    {
        foreach (var beginning in new[] { "<a ", "](", "![", "<!-", "[a", "<style" })
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            ReadableText.HasWords(string.Concat(Enumerable.Repeat(beginning, 10_000)));
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }
    }
}
