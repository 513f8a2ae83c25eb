using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Definitions;

/// <summary>What is too large is refused with the text to shorten.</summary>
public sealed class DefinitionSizeTests
{
    [Theory]
    [InlineData("""{"id":"say","type":"Test.Wide","metadata":{"displayText":"Hi"},"text":"TEXT"}""", "'Hi' (say): 'Text': ")]
    [InlineData(
        """{"id":"say","type":"Test.Wide","metadata":{"displayText":"Hi"},"text":{"expression":{"type":"Literal","value":"TEXT"}}}""",
        "'Hi' (say): 'Text': ")]
    [InlineData(
        """{"id":"say","type":"Test.Wide","metadata":{"displayText":"Hi"},"text":{"expression":{"type":"JavaScript","value":"'TEXT'"}}}""",
        "'Hi' (say): 'Text': ")]
    [InlineData(
        """{"id":"say","type":"Test.Wide","metadata":{"displayText":"Hi"},"text":{"expression":{"type":"Liquid","value":"TEXT"}}}""",
        "'Hi' (say): 'Text': ")]
    [InlineData(
        """{"id":"by","type":"Elsa.Switch","cases":[{"label":"A","condition":{"type":"JavaScript","value":"'TEXT' == ''"}}]}""",
        "'Switch' (by): 'Cases': ")]
    public void A_text_that_is_too_long_is_refused_with_its_size_and_the_limit(string activity, string words)
    {
        var read = (int length) =>
            new EngineBench(Flow($"[{activity.Replace("TEXT", new string('x', length), StringComparison.Ordinal)}]"));
        read(9_000);

        var refusal = Assert.Throws<DefinitionException>(() => read(500_000));

        Assert.StartsWith(words, refusal.Message, StringComparison.Ordinal);
        Assert.Matches("a text has 500,0[0-9]{2} characters, and can have up to 10,000: shorten it", refusal.Message);
    }

    [Fact]
    public void A_definition_that_is_too_large_is_refused_with_its_longest_text()
    {
        var many = string.Join(',', Enumerable.Range(0, 120).Select(i => Wide($"w{i}", $"Say {i}", 9_000 + i)));

        var refusal = Assert.Throws<DefinitionException>(() => new EngineBench(Flow($"[{many}]")));

        Assert.Matches(
            @"^The workflow has 1,\d\d\d,\d\d\d characters, and can have up to 1,000,000: "
            + @"shorten it, starting with its longest text, which is 'Text' of 'Say 119' \(9,1\d\d\)\.",
            refusal.Message);
    }

    private static string Wide(string id, string title, int length) =>
        $$"""{"id":"{{id}}","type":"Test.Wide","metadata":{"displayText":"{{title}}"},"text":"{{new string('x', length)}}"}""";
}
