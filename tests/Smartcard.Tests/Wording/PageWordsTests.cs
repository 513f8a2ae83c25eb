using System.Reflection;
using Smartcard.Wording;

namespace Smartcard.Tests.Wording;

/// <summary>What back-office pages say: each text that a page names is in its file, with those places, and nothing is left over.</summary>
public sealed class PageWordsTests
{
    private static readonly IReadOnlyList<NamedText> Named = [.. NamedTexts.Of("src")];

    /// <summary>By their names in <see cref="Catalogue"/>, e.g. <c>SignIn</c>.</summary>
    private static readonly Dictionary<string, PageWords> Areas = typeof(Catalogue)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => property.PropertyType == typeof(PageWords))
        .ToDictionary(property => property.Name, property => (PageWords)property.GetValue(null)!, StringComparer.Ordinal);

    [Fact]
    public void Each_area_that_is_in_English_only_belongs_to_pages()
    {
        var english = Catalogue.Areas.Where(area => Catalogue.LanguagesOf(area).Count == 1);

        Assert.Equal(english.Count(), Areas.Count);
    }

    [Fact]
    public void Each_text_that_a_page_names_is_in_its_file()
    {
        Assert.True(Named.Count > 300, $"Only {Named.Count} texts were found in the source.");

        Assert.DoesNotContain(Named, text => !Areas[text.Area].Keys.Contains(text.Key));
    }

    [Fact]
    public void Each_place_of_a_text_is_filled_and_no_other()
    {
        Assert.All(Named, text => Assert.Equal(
            $"{text.Area} {text.Key}: {string.Join(", ", Areas[text.Area].PlacesOf(text.Key))}",
            $"{text.Area} {text.Key}: {string.Join(", ", text.Places.Order(StringComparer.Ordinal))}"));
    }

    [Fact]
    public void Nothing_in_the_files_is_unused()
    {
        var named = Named.Select(text => (text.Area, text.Key)).ToHashSet();

        // AuditWordsTests looks at the events.
        var unused = Areas.SelectMany(area => area.Value.Keys.Select(key => (Area: area.Key, Key: key)))
            .Where(text => !named.Contains(text))
            .Where(text => text.Area != "Audit" || text.Key.Split('.')[0] is not ("event" or "detail"));

        Assert.Empty(unused);
    }

    [Fact]
    public void A_text_with_places_is_filled_and_counted()
    {
        Assert.Equal("1 passkey", Catalogue.Users["second.passkeys", ("count", 1)]);
        Assert.Equal("2 passkeys", Catalogue.Users["second.passkeys", ("count", 2)]);
    }

    [Fact]
    public void What_stands_around_a_place_is_not_taken_from_what_fills_the_others()
    {
        var around = Catalogue.Versions.Around("approvals.asked", "time", ("who", "{time}"));

        Assert.Equal(new TextAround("{time} asked for it to be published on ", "."), around);
    }
}
