using System.Text.RegularExpressions;
using Smartcard.Bot;
using Smartcard.Bot.Turns;

namespace Smartcard.Tests.Bot;

/// <summary>The words of the chat: both languages whole, every key there, every typed word understood.</summary>
public sealed partial class MessagesTests
{
    [Fact]
    public void English_and_Welsh_have_the_same_keys_and_the_same_places_to_fill()
    {
        var (english, welsh) = (MessageCatalogue.All("en"), MessageCatalogue.All("cy"));

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), welsh.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(PlacesIn(text.Value), PlacesIn(welsh[text.Key])));
        Assert.All(english.Where(t => t.Key.StartsWith("question.", StringComparison.Ordinal)), t => Assert.NotEqual(t.Value, welsh[t.Key]));
        Assert.All(english.Values.Concat(welsh.Values), text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Fact]
    public void Every_text_that_the_code_names_is_there_and_every_text_there_is_named()
    {
        var source = string.Concat(new[] { "src", "bot" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var keys = MessageCatalogue.All("en").Keys;

        Assert.Empty(NamedText().Matches(source).Select(m => m.Groups[1].Value).Except(keys));
        Assert.All(
            keys.Where(k => !k.StartsWith("question.", StringComparison.Ordinal)),
            key => Assert.True(
                source.Contains($"\"{key}\"", StringComparison.Ordinal) || source.Contains($"\"{key[..(key.LastIndexOf('.') + 1)]}", StringComparison.Ordinal),
                $"Nothing uses the text '{key}'."));
    }

    [Theory]
    [InlineData("my card is locked", Intent.Unlock)]
    [InlineData("UNLOCK!", Intent.Unlock)]
    [InlineData("I've forgotten my passcode, help", Intent.Unlock)]
    [InlineData("mae fy ngherdyn wedi'i gloi ar glo", Intent.Unlock)]
    [InlineData("Register my card please", Intent.Register)]
    [InlineData("cofrestru", Intent.Register)]
    [InlineData("help", Intent.Help)]
    [InlineData("cymorth", Intent.Help)]
    [InlineData("cancel", Intent.Cancel)]
    [InlineData("start again", Intent.StartAgain)]
    [InlineData("dechrau eto", Intent.StartAgain)]
    [InlineData("Cymraeg", Intent.Welsh)]
    [InlineData("english please", Intent.English)]
    [InlineData("This was not me", Intent.NotMe)]
    [InlineData("someone else unlocked my card", Intent.NotMe)]
    [InlineData("nid fi oedd hyn", Intent.NotMe)]
    [InlineData("hello", Intent.Greeting)]
    [InlineData("482913", Intent.Code)]
    [InlineData("482 913", Intent.Code)]
    [InlineData("482913 ", Intent.Code)]
    [InlineData(" 482-913", Intent.Code)]
    [InlineData("482\u00a0913", Intent.Code)]
    [InlineData("482\u200b913", Intent.Code)]
    [InlineData("My code is 482913", Intent.Code)]
    [InlineData("the code: 482-913.", Intent.Code)]
    [InlineData("4829134", Intent.Unknown)]
    [InlineData("12 May 1984", Intent.Unknown)]
    [InlineData("help, 482913 does not work", Intent.Help)]
    [InlineData("please do not stop", Intent.Unknown)]
    [InlineData("I didn't cancel", Intent.Unknown)]
    [InlineData("don't start again", Intent.Unknown)]
    [InlineData("did somebody cancel?", Intent.Unknown)]
    [InlineData("I want to cancel this, please", Intent.Cancel)]
    [InlineData("please stop", Intent.Cancel)]
    [InlineData("let's start again", Intent.StartAgain)]
    [InlineData("canslo os gwelwch yn dda", Intent.Cancel)]
    [InlineData("peidiwch â stopio", Intent.Unknown)]
    [InlineData("I forgot my PIN", Intent.Unlock)]
    [InlineData("Rwyf wedi anghofio fy PIN", Intent.Unlock)]
    [InlineData("48291", Intent.Unknown)]
    [InlineData("Zebedee Blue", Intent.Unknown)]
    [InlineData("lockedness", Intent.Unknown)]
    [InlineData("", Intent.Unknown)]
    public void Typed_words_mean_what_people_mean_by_them(string typed, Intent intent) => Assert.Equal(intent, Intents.Of(typed));

    [Fact]
    public void A_long_text_is_not_searched_for_meaning() => Assert.Equal(Intent.Unknown, Intents.Of(new string('x', 200) + " unlock"));

    private static IEnumerable<string> PlacesIn(string text) => Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"Words\.Named\(""([A-Za-z.]+)""\)")]
    private static partial Regex NamedText();
}
