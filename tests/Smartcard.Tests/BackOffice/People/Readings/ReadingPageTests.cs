using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Cards.Readings;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.BackOffice.People.Readings;

/// <summary>The pages on which a card is read and given to somebody: what is shown, and what is said when it does not work.</summary>
public sealed class ReadingPageTests : IAsyncLifetime
{
    private const string Start = "/backoffice/card-readings";

    private readonly DerivingVault _vault = new();
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private CardTaskClient _helper = null!;
    private HttpClient _http = null!;
    private (StaffId Staff, CardId Card) _sian;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<ICardKeyVault>(_vault)));
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        _sian = await _host.PersonAsync("Siân Hughes", "4711");
        _http = _host.Client();
        _helper = new CardTaskClient(_http, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task From_the_persons_page_to_their_new_card()
    {
        var card = DerivingVault.CardOf("New");
        await _browser.OpenAsync($"/backoffice/people/{_sian.Staff.Value}");
        Assert.Contains($"href=\"{Start}?person={_sian.Staff.Value}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Start}?person={_sian.Staff.Value}");
        AssertSays("You can then give the card to Siân Hughes, Example Trust.");
        await _browser.SubmitAsync(Start);
        AssertSays("Connect your card reader");
        var page = _browser.Path;

        await ReadAsync(await CardReadingBench.SaidByAsync(card));
        await _browser.OpenAsync(page);
        AssertSays("This is a new card", "Give this card to Siân Hughes", "Tries left for the passcode");
        await _browser.OpenAsync($"{page}/give?person={_sian.Staff.Value}");
        AssertSays("Siân Hughes", "Example Trust", "Staff number 4711");
        await _browser.SubmitAsync(page + "/give", ("version", "nonsense"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("The key version is a number from 1 to 9999.");
        await _browser.SubmitAsync(page + "/give", ("version", "1"));

        Assert.Equal(page, _browser.Path);
        AssertSays("The card belongs to Siân Hughes now");
        Assert.DoesNotContain("fingerprint", _browser.Text, StringComparison.Ordinal); // it is forgotten
        Assert.DoesNotContain("Certificate", _browser.Text, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync());
        await _browser.OpenAsync($"/backoffice/people/{_sian.Staff.Value}");
        AssertSays("New card was given to a person");
    }

    [Fact]
    public async Task Whoever_opens_the_start_page_for_a_person_is_on_record()
    {
        await _browser.OpenAsync(Start);
        Assert.DoesNotContain("person-seen", await _host.AuditAsync());

        await _browser.OpenAsync($"{Start}?person={_sian.Staff.Value}");

        Assert.Contains("person-seen", await _host.AuditAsync());
    }

    [Fact]
    public async Task Who_gets_it_is_searched_for_and_looked_at()
    {
        var page = await UpToReadAsync(DerivingVault.CardOf("New"));
        AssertSays("Give this card to somebody");
        await _browser.OpenAsync(page + "/person");
        await _browser.SubmitAsync(page + "/person", ("find", "?"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        await _browser.SubmitAsync(page + "/person", ("find", "hugh"));
        Assert.Contains($"href=\"{page}/give?person={_sian.Staff.Value}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync(page + "/person?find=nobody");
        AssertSays("Nobody matches.");
    }

    [Fact]
    public async Task A_known_card_leads_to_its_holder_and_moves_for_a_reason()
    {
        var card = DerivingVault.CardOf("New");
        var page = await UpToReadAsync(card);
        await GiveAsync(page, _sian.Staff);
        var owain = await _host.PersonAsync("Owain Rees");

        page = await UpToReadAsync(card);
        AssertSays("This card is known", "Siân Hughes, Example Trust", "We do not check the key of a card that belongs to somebody");
        Assert.Contains($"href=\"/backoffice/people/{_sian.Staff.Value}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync($"{page}/give?person={_sian.Staff.Value}");
        AssertSays("The card belongs to this person already.");
        await _browser.OpenAsync($"{page}/give?person={owain.Staff.Value}");
        AssertSays("It belongs to Siân Hughes, Example Trust now.");
        await _browser.SubmitAsync(page + "/give");
        AssertSays("Choose why the card has another holder.");
        await _browser.SubmitAsync(page + "/give", ("reason", "Swapped"));
        AssertSays("The card belongs to Owain Rees now");
    }

    [Fact]
    public async Task The_key_is_checked_after_a_button_that_says_what_it_may_cost()
    {
        var card = DerivingVault.CardOf("New");
        var page = await UpToReadAsync(card);
        AssertSays("the card may lose one of its tries for that key", "Only check a card that came from the card bureau");

        await _browser.SubmitAsync(page + "/check-key", ("version", "0"));
        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("The key version is a number from 1 to 9999.");
        await _browser.OpenAsync(page);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _browser.SubmitAsync(page + "/check-key", ("version", "1"));

        AssertSays("The reader helper is connected. It will ask for the card.");
        Assert.Equal(0, _vault.Answers);
    }

    [Fact]
    public async Task A_form_that_was_opened_for_another_card_gives_none()
    {
        var page = await UpToReadAsync(DerivingVault.CardOf("New"));
        await _browser.OpenAsync($"{page}/give?person={_sian.Staff.Value}");

        await _browser.SubmitAsync(page + "/give", ("version", "1"), ("card", new string('A', 32)));

        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("Somebody changed this card after you opened the page.");
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_card_whose_key_did_not_fit_before_is_one_to_ask_the_bureau_about()
    {
        var card = DerivingVault.CardOf("New");
        await _host.InAsync(database =>
        {
            var now = _host.Time.GetUtcNow();
            var checkedBefore = new CardReading { Id = JourneyId.New(), ReadBy = UserId.New(), StartedAt = now };
            checkedBefore.Take(new ReadCard(CardType.Gids, CardIdentifier.Parse(card.State.CardId), 3, [1], null));
            checkedBefore.WantKeyCheck(2);
            checkedBefore.ReleaseKeyCheck(now);
            checkedBefore.KeyWasSeen(fits: false);
            database.Add(checkedBefore);
            return database.SaveChangesAsync(_ct);
        });

        var page = await UpToReadAsync(card);
        AssertSays("Ask the card bureau about this card", "We checked version 2 of this card’s key before");
        await _browser.OpenAsync($"{page}/give?person={_sian.Staff.Value}");
        await _browser.SubmitAsync(page + "/give", ("version", "2"));
        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("The card does not have this version of the key");
        await _browser.SubmitAsync(page + "/give", ("version", "1"));
        AssertSays("The card belongs to Siân Hughes now");
    }

    [Theory]
    [InlineData("Piv", "This is a PIV card. You cannot give it to somebody here.")]
    [InlineData(null, "We do not know this kind of card. It cannot be enrolled yet.")]
    public async Task A_card_of_another_kind_is_said_by_name(string? type, string words)
    {
        await StartAsync();
        var page = _browser.Path;
        await ReadAsync(new CardTaskResult(CardTaskOutcome.CardNotSupported) { CardType = type });

        await _browser.OpenAsync(page);

        AssertSays(words, "Read again");
    }

    [Fact]
    public async Task A_card_that_contradicts_itself_is_not_handed_out()
    {
        var said = await CardReadingBench.SaidByAsync(DerivingVault.CardOf("New"));
        await StartAsync();
        var page = _browser.Path;
        await ReadAsync(said with { Certificate = Certificates.Of(DerivingVault.CardOf("Other")) });

        await _browser.OpenAsync(page);

        AssertSays("Do not hand out this card", "Not for this key, or unreadable");
        Assert.DoesNotContain(page + "/person", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_master_key_the_page_names_the_card_to_import_and_without_a_vault_it_says_so()
    {
        var card = DerivingVault.CardOf("New");
        var page = await UpToReadAsync(card);

        _vault.HasNoMaster = true;
        await _browser.OpenAsync($"{page}/give?person={_sian.Staff.Value}");
        AssertSays("The vault has no master key", card.State.CardId);
        (_vault.HasNoMaster, _vault.IsAway) = (false, true);
        await _browser.OpenAsync($"{page}/give?person={_sian.Staff.Value}");
        AssertSays("The key vault is not responding. Nothing was done.");
    }

    [Fact]
    public async Task A_reading_is_too_old_after_fifteen_minutes_and_a_colleague_never_sees_it()
    {
        var page = await UpToReadAsync(DerivingVault.CardOf("New"));
        using var mair = await _host.SignInAsync(await _host.UserAsync("mair", BackOfficeRoles.RaAdmin));
        await mair.OpenAsync(page);
        Assert.Equal(HttpStatusCode.NotFound, mair.Status);
        Assert.Contains("We cannot find this reading. It may be a colleague’s.", mair.Text, StringComparison.Ordinal);

        _host.Time.Advance(CardReading.Lifetime);
        await _browser.OpenAsync(page);

        AssertSays("This reading is too old", "Read another card");
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.SiteLead)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Nobody_else_reads_cards(BackOfficeRoles role)
    {
        using var other = await _host.SignInAsync(await _host.UserAsync("owain", role));
        await other.OpenAsync("/backoffice/people");
        Assert.DoesNotContain(Start, other.Html, StringComparison.Ordinal);

        await other.OpenAsync(Start);

        Assert.NotEqual(Start, other.Path);
    }

    [Fact]
    public async Task It_can_be_ended_and_the_people_page_leads_there()
    {
        await _browser.OpenAsync("/backoffice/people");
        Assert.Contains($"href=\"{Start}\"", _browser.Html, StringComparison.Ordinal);
        await StartAsync();

        await _browser.SubmitAsync(_browser.Path + "/end");

        AssertSays("This reading has ended");
    }

    private async Task StartAsync()
    {
        await _browser.OpenAsync(Start);
        await _browser.SubmitAsync(Start);
    }

    /// <summary>The helper that the open page offers a code for is connected, and says this.</summary>
    private async Task ReadAsync(CardTaskResult said)
    {
        var code = Regex.Match(_browser.Html, "id=\"pairing-code\">([^<]+)<").Groups[1].Value;
        var session = (await _helper.PairAsync(code, CardTaskClient.NewToken(), "1.0", _ct))!;
        var task = (await _helper.NextAsync(session, _ct))!;
        await _helper.ReportResultAsync(session, task.Id, said, _ct);
    }

    private async Task<string> UpToReadAsync(SoftwareGidsCard card)
    {
        await StartAsync();
        var page = _browser.Path;
        await ReadAsync(await CardReadingBench.SaidByAsync(card));
        await _browser.OpenAsync(page);
        return page;
    }

    private async Task GiveAsync(string page, StaffId person)
    {
        await _browser.OpenAsync($"{page}/give?person={person.Value}");
        await _browser.SubmitAsync(page + "/give", ("version", "1"));
        AssertSays("The card belongs to");
    }

    private Task<int> CountAsync() => _host.InAsync(database => database.Set<Card>().CountAsync(c => c.StaffId == _sian.Staff, _ct));

    private void AssertSays(params string[] words) =>
        Assert.All(words, w => Assert.Contains(w, _browser.Text, StringComparison.Ordinal));
}
