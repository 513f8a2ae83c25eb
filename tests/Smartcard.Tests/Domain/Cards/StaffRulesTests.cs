using Smartcard.Domain.Cards;

namespace Smartcard.Tests.Domain.Cards;

public sealed class StaffRulesTests
{
    private static readonly StaffFields Good = new("Siân O’Brien-Hughes", "Northern Hospital", "Main site", "A-1234");

    [Fact]
    public void What_is_within_the_limits_is_kept()
    {
        Assert.Empty(StaffRules.FaultsOf(Good));
        Assert.Empty(StaffRules.FaultsOf(Good with { Site = null, Number = null }));
        Assert.Empty(StaffRules.FaultsOf(new StaffFields(new('n', 200), new('o', 200), new('s', 200), new('1', 32))));
    }

    [Theory]
    [InlineData("", StaffFault.NameMissing)]
    [InlineData("a\u202Eb", StaffFault.NameHidden)]
    [InlineData("a\tb", StaffFault.NameHidden)]
    [InlineData("a\u2028b", StaffFault.NameHidden)]
    [InlineData("a\U000E0041b", StaffFault.NameHidden)]
    [InlineData("– . –", StaffFault.NameWithoutLetters)]
    public void A_name_has_to_be_a_name(string name, StaffFault fault) =>
        Assert.Equal([fault], StaffRules.FaultsOf(Good with { Name = name }));

    [Theory]
    [InlineData("a\uD800b")]
    [InlineData("a\uFFFEb")]
    public void What_is_no_character_is_not_kept_either(string name) =>
        Assert.Equal([StaffFault.NameHidden], StaffRules.FaultsOf(Good with { Name = name }));

    [Fact]
    public void Each_field_has_a_limit()
    {
        var (longer, longNumber) = (new string('x', 201), new string('1', 33));

        Assert.Equal(
            [StaffFault.NameTooLong, StaffFault.OrganisationTooLong, StaffFault.SiteTooLong, StaffFault.NumberTooLong],
            StaffRules.FaultsOf(new StaffFields(longer, longer, longer, longNumber)));
    }

    [Fact]
    public void Each_field_says_what_is_wrong_with_it() =>
        Assert.Equal(
            [StaffFault.NameMissing, StaffFault.OrganisationMissing, StaffFault.SiteHidden, StaffFault.NumberHidden],
            StaffRules.FaultsOf(new StaffFields("", "", "x\u0007", "1\u200B2")));

    [Fact]
    public void An_organisation_with_hidden_characters_is_not_kept() =>
        Assert.Equal([StaffFault.OrganisationHidden], StaffRules.FaultsOf(Good with { Organisation = "North\u00ADern" }));

    [Fact]
    public void What_looks_the_same_is_kept_the_same()
    {
        var typed = StaffFields.Of("  Sia\u0302n \u00A0 Hughes ", " Northern  Hospital", "   ", " 17 ");

        Assert.Equal(new StaffFields("Siân Hughes", "Northern Hospital", null, "17"), typed);
        Assert.Equal(typed, StaffFields.Of(typed.Name, typed.Organisation, typed.Site, typed.Number));
    }

    [Fact]
    public void What_is_not_given_is_missing() =>
        Assert.Equal(
            [StaffFault.NameMissing, StaffFault.OrganisationMissing], StaffRules.FaultsOf(StaffFields.Of(null, " ", null, "")));

    [Fact]
    public void What_is_refused_for_its_characters_stays_as_it_was_given() =>
        Assert.Equal([StaffFault.NameHidden], StaffRules.FaultsOf(StaffFields.Of(" Amal\uDC00 Hughes ", "Northern", null, null)));
}
