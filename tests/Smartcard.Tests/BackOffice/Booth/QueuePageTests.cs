using System.Net;
using System.Text.RegularExpressions;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth;

/// <summary>The queue: worst and oldest first, counted, narrowed by what the address says, and nothing silently left out.</summary>
public sealed class QueuePageTests : IAsyncLifetime
{
    private const string Booth = "/backoffice";
    private const string Now = "/backoffice/now";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.Booth));
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task The_worst_stands_first_and_then_the_one_that_has_waited_the_longest()
    {
        await FourAsync();

        await _browser.OpenAsync(Booth);

        Assert.Equal(["Dilys", "Carys", "Beca", "Anwen"], Names());
        Assert.Contains("4 cards need help.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody has taken any of them yet.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("The longest wait is 2 days.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("25 minutes", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("less than a minute", _browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("site=Hospital+B", "Beca")]
    [InlineData("why=CodeLimit", "Carys")]
    [InlineData("age=15m", "Carys,Beca")]
    [InlineData("age=1h", "Carys")]
    [InlineData("who=nobody", "Dilys,Carys,Beca,Anwen")]
    [InlineData("who=mine", "")]
    [InlineData("site=Hospital+A&age=1d", "Carys")]
    public async Task It_is_narrowed_by_what_the_address_says(string query, string names)
    {
        await FourAsync();

        await _browser.OpenAsync($"{Booth}?{query}");

        Assert.Equal(names, string.Join(',', Names()));
        var address = query.Replace("+", "%20", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal);
        Assert.Contains($"hx-get=\"{Now}?{address}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Now}?{query}");
        Assert.Equal(names, string.Join(',', Names()));
        Assert.Equal(Names().Length < 4, _browser.Text.Contains("of 4 match what you chose", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Booth)]
    [InlineData(Now)]
    public async Task Their_own_card_has_words_instead_of_buttons(string page)
    {
        var own = await _host.WaitsAsync("EXAMPLE, Nia", TimeSpan.FromMinutes(5)); // as the user is called
        var other = await _host.WaitsAsync("Beca", TimeSpan.FromMinutes(4));

        await _browser.OpenAsync(page);

        Assert.Single(Regex.Matches(_browser.Text, "This is your own card. Ask a colleague."));
        Assert.All(
            [$"/backoffice/cases/{own.Value}/take", $"/cards/{own.Value}/reset-in-person", $"/backoffice/cases/{own.Value}/close"],
            refused => Assert.DoesNotContain(refused, _browser.Html, StringComparison.Ordinal));
        Assert.All(
            [$"/backoffice/cases/{other.Value}/take", $"/cards/{other.Value}/reset-in-person"],
            offered => Assert.Contains(offered, _browser.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_address_says_and_nobody_understands_is_left_out()
    {
        await FourAsync();

        await _browser.OpenAsync($"{Booth}?why=%3Cb%3E&age=3y&who=eve&page=minus&site=");

        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        Assert.Equal(4, Names().Length);
        await _browser.OpenAsync($"{Booth}?site=%3Cb%3Enobody");
        Assert.Empty(Names());
        Assert.DoesNotContain("<b>nobody", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("0 of 4 match what you chose.", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_page_are_counted_and_had_page_by_page_with_what_was_chosen()
    {
        for (var number = 0; number < 52; number++)
        {
            await _host.WaitsAsync($"Person {number:00}", TimeSpan.FromMinutes(100 - number));
        }

        await _browser.OpenAsync($"{Booth}?who=nobody");
        Assert.Equal(50, Names().Length);
        Assert.Contains("52 cards need help.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("1 to 50 of 52", _browser.Text, StringComparison.Ordinal);
        var next = WebUtility.HtmlDecode(Regex.Match(_browser.Html, "id=\"queue-after\" href=\"([^\"]+)\"").Groups[1].Value);
        Assert.Equal($"{Booth}?who=nobody&page=2", next);

        await _browser.OpenAsync(next);
        Assert.Equal(["Person 50", "Person 51"], Names());
        Assert.DoesNotContain("queue-after", _browser.Html, StringComparison.Ordinal);
        Assert.Contains($"hx-get=\"{Now}?who=nobody&amp;page=2\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Booth}?page=99"); // the last there is
        Assert.Equal(["Person 50", "Person 51"], Names());
    }

    [Fact]
    [OnPostgres]
    public async Task What_somebody_took_is_theirs_for_all_who_look_and_at_once()
    {
        var card = await _host.WaitsAsync("Anwen", TimeSpan.FromMinutes(3));
        using var tom = await _host.SignInAsync(await _host.UserAsync("tom", BackOfficeRoles.Booth));
        await _browser.OpenAsync(Booth);
        await tom.OpenAsync(Booth);
        await _browser.SubmitAsync($"/backoffice/cases/{card.Value}/take");

        await _browser.OpenAsync($"{Now}?who=mine");
        Assert.Equal(["Anwen"], Names());
        Assert.Contains("Somebody has taken it.", _browser.Text, StringComparison.Ordinal);
        await tom.OpenAsync(Now);
        Assert.Contains("nia Example", tom.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("I’ll take this", tom.Text, StringComparison.Ordinal);
        await tom.OpenAsync($"{Now}?who=nobody");
        Assert.DoesNotContain("Anwen", tom.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_already_and_says_that_it_was_not_them_is_news()
    {
        var card = await _host.WaitsAsync("Anwen", TimeSpan.FromMinutes(25));
        await _browser.OpenAsync(Now);
        var before = Newest();

        await _host.WaitsTooAsync(card, TimeSpan.FromMinutes(3), BoothReason.NotMe);
        await _browser.OpenAsync(Now);

        Assert.Equal(TimeSpan.FromMinutes(22), TimeSpan.FromMilliseconds(Newest() - before));
        Assert.Contains("25 minutes", _browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "1 card needs help. Nobody has taken it yet.")]
    [InlineData(1, "2 cards need help. Nobody has taken any of them yet.")]
    [InlineData(2, "3 cards need help. Nobody has taken any of them yet.")]
    public async Task How_many_nobody_has_taken_is_said_as_people_would_say_it(int others, string words)
    {
        var card = await _host.WaitsAsync("Anwen", TimeSpan.FromMinutes(3));
        for (var other = 0; other < others; other++)
        {
            await _host.WaitsAsync($"Other {other}", TimeSpan.FromMinutes(2));
        }

        await _browser.OpenAsync(Booth);
        AssertSays(words);
        await _browser.SubmitAsync($"/backoffice/cases/{card.Value}/take");
        await _browser.OpenAsync(Booth);
        AssertSays(others switch
        {
            0 => "1 card needs help. Somebody has taken it.",
            1 => "1 of them has not been taken.",
            _ => "2 of them have not been taken.",
        });
    }

    [Fact]
    public async Task An_auditor_sees_the_queue_and_takes_nothing()
    {
        await _host.WaitsAsync("Anwen", TimeSpan.Zero);
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);

        await auditor.OpenAsync(Now);

        Assert.Contains("Anwen", auditor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", auditor.Html, StringComparison.Ordinal);
    }

    private async Task FourAsync()
    {
        await _host.WaitsAsync("Anwen", TimeSpan.FromSeconds(5), organisation: "Hospital A");
        await _host.WaitsAsync("Beca", TimeSpan.FromMinutes(25), organisation: "Hospital B");
        await _host.WaitsAsync("Carys", TimeSpan.FromDays(2), BoothReason.CodeLimit, "Hospital A");
        await _host.WaitsAsync("Dilys", TimeSpan.FromMinutes(1), BoothReason.NotMe, "Hospital A");
    }

    private void AssertSays(string words) =>
        Assert.Contains(words, Regex.Replace(_browser.Text, @"\s+", " "), StringComparison.Ordinal);

    private double Newest() => double.Parse(
        Regex.Match(_browser.Html, "data-newest=\"(\\d+)\"").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>In the order of the queue.</summary>
    private string[] Names() =>
        [
            .. Regex.Matches(_browser.Html, "<a href=\"/backoffice/cases/[^\"]+\">([^<]+)</a>")
                .Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)),
        ];
}
