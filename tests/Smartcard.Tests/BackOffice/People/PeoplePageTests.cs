using System.Net;
using System.Text.RegularExpressions;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People;

/// <summary>People are found by whatever booth staff have in hand, and by nothing else.</summary>
public sealed class PeoplePageTests : IAsyncLifetime
{
    private const string People = "/backoffice/people";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private (StaffId Staff, CardId Card) _sian;
    private (StaffId Staff, CardId Card) _mary;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.Booth);
        _sian = await _host.PersonAsync("Siân Łukasz-Hughes", "NHS 4711");
        _mary = await _host.PersonAsync("Mary O’Brien");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [OnPostgres]
    [InlineData("Siân Łukasz-Hughes")]
    [InlineData("sian")]
    [InlineData("HUGH si")]
    [InlineData("lukasz, sian")]
    [InlineData("lukaszhughes")]
    [InlineData("4711")]
    [InlineData("nhs 4711")]
    public async Task By_the_beginnings_of_words_in_any_order_and_by_number(string find)
    {
        await FindAsync(find);

        AssertFound("Siân Łukasz-Hughes");
        Assert.Contains("NHS 4711", _browser.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{People}/{_sian.Staff.Value}\"", _browser.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("obrien")]
    [InlineData("O'Brien m")]
    public async Task By_a_name_with_an_apostrophe_however_it_is_typed(string find)
    {
        await FindAsync(find);

        AssertFound("Mary O’Brien");
    }

    [Theory]
    [InlineData("ughes")]
    [InlineData("sian brien")]
    [InlineData("sian mary")]
    [InlineData("%")]
    [InlineData("s_an")]
    public async Task Not_by_the_middle_of_a_word_or_by_words_of_two_people(string find)
    {
        await FindAsync(find);

        AssertFound();
    }

    [Fact]
    [OnPostgres]
    public async Task By_the_reference_of_a_card_or_a_journey_and_by_the_whole_id()
    {
        var journey = await _host.JourneyAsync(_sian.Card);
        foreach (var find in new[]
        {
            References.Of(_sian.Card.Value), References.Of(_sian.Card.Value).ToUpperInvariant(), _sian.Card.Value.ToString(),
            References.Of(journey.Value), journey.Value.ToString(),
        })
        {
            await FindAsync(find);
            AssertFound("Siân Łukasz-Hughes");
        }

        var before = _sian.Card.Value.ToString("N")[^(References.Length + 1)] == '0' ? "1" : "0";
        await FindAsync(before + References.Of(_sian.Card.Value)); // longer than the reference, and not this id
        AssertFound();
    }

    [Fact]
    public async Task A_journey_whose_card_is_not_known_yet_is_shown_by_itself()
    {
        var journey = await _host.JourneyAsync(card: null);

        await FindAsync(References.Of(journey.Value));

        Assert.Contains("Journeys with this reference", _browser.Text, StringComparison.Ordinal);
        Assert.Contains($"title=\"{journey.Value}\"", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("Nobody was found.", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_that_two_cards_share_finds_both_holders()
    {
        var end = References.Of(_mary.Card.Value);
        await _host.PersonAsync("Gwen Same", card: Guid.Parse("01970000-0000-7000-8000-0000" + end));

        await FindAsync(end);

        AssertFound("Gwen Same", "Mary O’Brien");
    }

    [Fact]
    [OnPostgres]
    public async Task By_the_whole_address_of_a_registration_and_no_part_of_it()
    {
        await _host.RegisteredAsync(_sian.Staff, _sian.Card, "Sian.Hughes@nhs.net");
        await _host.RegisteredAsync(_mary.Staff, _mary.Card, "not.confirmed@nhs.net", isComplete: false);
        foreach (var find in new[] { "sian.hughes@NHS.net", " <Sian.Hughes@nhs.net>", "sian.hughes＠nhs.net" })
        {
            await FindAsync(find);
            AssertFound("Siân Łukasz-Hughes");
            Assert.Equal(People, _browser.Path); // neither the address of the page nor a log has it
            Assert.DoesNotContain("•••", _browser.Text, StringComparison.Ordinal); // no more than a search by name shows
        }

        foreach (var find in new[] { "sian.hughes@", "hughes@nhs.net", "@nhs.net", "not.confirmed@nhs.net" })
        {
            await FindAsync(find);
            AssertFound();
        }
    }

    [Fact]
    [OnPostgres]
    public async Task Of_more_than_fifty_it_shows_fifty_and_says_so()
    {
        for (var i = 0; i < 52; i++)
        {
            await _host.PersonAsync($"Namesake Number{i}");
        }

        await FindAsync("namesake");
        Assert.Equal(50, Regex.Count(_browser.Html, $"<a href=\"{People}/"));
        Assert.Contains("Only 50 people are shown, and there may be more. Type more of the name.", _browser.Text, StringComparison.Ordinal);

        await FindAsync("namesake number51");
        AssertFound("Namesake Number51");
        Assert.DoesNotContain("Type more", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_searched_for_is_said()
    {
        await _browser.OpenAsync(People);
        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        foreach (var find in new[] { "", "   ", "?!" })
        {
            await FindAsync(find);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
            Assert.Contains("Type a name, a staff number, an email address or a reference.", _browser.Text, StringComparison.Ordinal);
        }

        await FindAsync(new string('a', 101));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Type 100 characters or fewer.", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_an_address_can_be_kept_and_an_email_address_never_stands_there()
    {
        await _host.RegisteredAsync(_sian.Staff, _sian.Card, "sian.hughes@nhs.net");
        await FindAsync("sian & co");
        Assert.Equal($"{People}?find=sian%20%26%20co", _browser.Path);
        await _browser.OpenAsync($"{People}?find=hugh");
        AssertFound("Siân Łukasz-Hughes");

        foreach (var query in new[] { "sian.hughes%40nhs.net", "sian.hughes@nhs.net", "sian%EF%BC%A0nhs.net" })
        {
            await _browser.OpenAsync($"{People}?find={query}");
            Assert.Equal(People, _browser.Path);
            Assert.Equal(HttpStatusCode.OK, _browser.Status);
            AssertFound();
        }
    }

    [Theory]
    [InlineData("\uFFFE", HttpStatusCode.UnprocessableEntity)]
    [InlineData("\uFFFE@nhs.net", HttpStatusCode.OK)]
    [InlineData("zz \uFFFE", HttpStatusCode.OK)]
    public async Task What_is_no_character_is_searched_for_like_anything_else(string find, HttpStatusCode status)
    {
        await FindAsync(find);
        AssertFound();
        Assert.Equal(status, _browser.Status);
        await FindAsync("sian\uFFFE");
        AssertFound("Siân Łukasz-Hughes");
    }

    [Fact]
    public async Task The_booths_search_field_leads_here()
    {
        await _browser.OpenAsync("/backoffice");

        Assert.Matches($"<form [^>]*method=\"post\" action=\"{People}\"[^>]*>", _browser.Html);
        await _browser.SubmitAsync(People, ("find", "mary"));
        AssertFound("Mary O’Brien");
        Assert.Contains($"<a class=\"nhsuk-header__navigation-link\" href=\"{People}\"", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_in_person_stands_beside_each_card_for_those_who_may()
    {
        await FindAsync("mary");
        Assert.Contains($"/backoffice/cards/{_mary.Card.Value}/reset-in-person", _browser.Html, StringComparison.Ordinal);

        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await auditor.OpenAsync($"{People}?find=mary");
        Assert.Contains("Mary O’Brien", auditor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("reset-in-person", auditor.Html, StringComparison.Ordinal);
    }

    /// <summary>As whoever types it into the field.</summary>
    private async Task FindAsync(string find)
    {
        await _browser.OpenAsync(People);
        await _browser.SubmitAsync(People, ("find", find));
    }

    private void AssertFound(params string[] names) => Assert.Equal(
        names,
        Regex.Matches(_browser.Html, $"<a href=\"{People}/[^\"]+\">([^<]+)</a>").Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)));
}
