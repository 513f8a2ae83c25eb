using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.Tests.Domain.Cards;

/// <summary>What somebody is found by is the same however it is written.</summary>
public sealed class NameWordsTests
{
    [Theory]
    [InlineData("Amal Hughes", "amal hughes")]
    [InlineData("HUGHES, Amal", "hughes amal")]
    [InlineData("Siân Ó Brádaigh", "sian o bradaigh")]
    [InlineData("Łukasz Weiß", "lukasz weiss")]
    [InlineData("Mary O’Brien", "mary o brien obrien")]
    [InlineData("Ann Smith-Jones", "ann smith jones smithjones")]
    [InlineData("Amal Amal", "amal")]
    [InlineData("Σοφία", "σοφια")]
    [InlineData("– –", "")]
    public void A_name_is_kept_as_words(string name, string words) => Assert.Equal(words, string.Join(' ', NameWords.Of(Named(name))));

    [Fact]
    public void A_number_is_one_of_the_words() =>
        Assert.Equal(["amal", "nhs", "4711", "nhs4711"], NameWords.Of(Named("Amal", "NHS-4711")));

    [Theory]
    [InlineData("hughes amal", "hughes amal")]
    [InlineData("  am   HUGH ", "hugh am")]
    [InlineData("O'Brien", "brien o")]
    [InlineData("!?", "")]
    [InlineData("a b c d e f g h", "a b c d e f")]
    public void What_is_typed_is_taken_as_words_the_longest_first(string typed, string words) =>
        Assert.Equal(words, string.Join(' ', NameWords.Typed(typed)));

    [Fact]
    public void A_very_long_word_is_cut_the_same_way_on_both_sides()
    {
        var name = new string('x', 100);

        Assert.Equal(NameWords.Of(Named(name)), NameWords.Typed(name));
        Assert.Equal(NameWords.MaxLength, NameWords.Typed(name).Single().Length);
    }

    private static Staff Named(string name, string? number = null) =>
        new() { Id = StaffId.New(), DisplayName = name, Organisation = "Trust", Number = number };
}
