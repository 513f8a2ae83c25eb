using System.Text;
using Microsoft.Extensions.Options;
using Smartcard.Bot;
using Smartcard.Domain.Prompts;
using Smartcard.Wording;

namespace Smartcard.Tests.Wording;

/// <summary>Numbers in the grammar of the language, and files that cannot be used.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("en", 1, "You have 1 try left with this code.")]
    [InlineData("en", 2, "You have 2 tries left with this code.")]
    [InlineData("cy", 1, "Mae gennych 1 cynnig ar ôl")]
    [InlineData("cy", 2, "Mae gennych 2 gynnig ar ôl")]
    [InlineData("cy", 3, "Mae gennych 3 chynnig ar ôl")]
    [InlineData("cy", 4, "Mae gennych 4 cynnig ar ôl")]
    [InlineData("cy", 6, "Mae gennych 6 chynnig ar ôl")]
    public void What_is_counted_agrees_with_its_number(string language, int left, string words)
    {
        var messages = new MessageCatalogue(Options.Create(new ChatOptions()));

        Assert.Contains(words, messages.In(ChatWords.CodeWrong(left), language), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "en/a.json is not JSON")]
    [InlineData("""{"k":"One","k":"Two"}""", "en/a.json has the text 'k' twice.")]
    [InlineData("""{"k":" "}""", "en/a.json: 'k' is empty.")]
    [InlineData("""{"k":3}""", "en/a.json: write 'k' as a text, or as an object with 'by' and a text for each form.")]
    [InlineData("""{"k":{"by":"n","one":"1 try"}}""", "en/a.json: 'k' has no text for the form 'other'.")]
    public void A_file_that_cannot_be_used_is_named_with_the_text(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Parse("en", json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"k":"One","l":"Two"}""", """{"k":"Un"}""", "'l' is in only one of the files en/a.json and cy/a.json.")]
    [InlineData("""{"k":"One"}""", """{"k":"Un","l":"Dau"}""", "'l' is in only one of the files en/a.json and cy/a.json.")]
    [InlineData("""{"k":"{n} tries"}""", """{"k":"cynnig"}""", "'k' has other places to fill in cy/a.json than in en/a.json.")]
    public void Languages_that_differ_are_refused(string english, string welsh, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Area(english, welsh)).Message);

    [Fact]
    public void A_start_refuses_a_text_that_is_missing_or_has_a_place_that_nothing_fills()
    {
        var area = Area("""{"k":"{n} tries, {m} cards"}""", """{"k":"{n} {m}"}""");

        area.Require("k", ["n", "m"]);
        var missing = Assert.Throws<InvalidDataException>(() => area.Require("x", []));
        var unfilled = Assert.Throws<InvalidDataException>(() => area.Require("k", ["n"]));
        Assert.Equal("The program says 'x', which is not in en/a.json.", missing.Message);
        Assert.Equal("In en/a.json, 'k' has the place {m}, which the program does not fill.", unfilled.Message);
    }

    [Fact]
    public void What_fills_a_place_is_not_read_as_a_place_itself() =>
        Assert.Equal("{n} and {n}", Area("""{"k":"{n} and {n}"}""", """{"k":"{n}"}""").Get("k", "en", ("n", "{n}")));

    private static TextArea Area(string english, string welsh) =>
        TextArea.Of("a", new(StringComparer.Ordinal) { ["en"] = Parse("en", english), ["cy"] = Parse("cy", welsh) });

    private static IReadOnlyDictionary<string, Text> Parse(string language, string json) =>
        TextFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)), language, $"{language}/a.json");
}
