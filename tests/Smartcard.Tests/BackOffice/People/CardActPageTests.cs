using System.Net;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People;

/// <summary>RA administrators suspend, resume and revoke cards, and everybody at the desks sees it.</summary>
public sealed class CardActPageTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private (StaffId Staff, CardId Card) _sian;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        _sian = await _host.PersonAsync("Siân Hughes", "4711");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    private string Page => $"/backoffice/people/{_sian.Staff.Value}";

    private string Card => $"/backoffice/cards/{_sian.Card.Value}";

    [Fact]
    [OnPostgres]
    public async Task A_card_is_suspended_for_a_reason_and_turned_back_on()
    {
        await _browser.OpenAsync(Page);
        Assert.Contains($"href=\"{Card}/suspend\"", _browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{Card}/resume\"", _browser.Html, StringComparison.Ordinal);

        await SuspendAsync("Stolen");
        Assert.Equal(Page, _browser.Path);
        AssertSays("Suspended: stolen,", "Cannot be used", "Card was suspended: stolen");
        Assert.DoesNotContain("reset-in-person", _browser.Html, StringComparison.Ordinal);

        await _browser.OpenAsync(Card + "/resume");
        await _browser.SubmitAsync(Card + "/resume");
        Assert.Equal(Page, _browser.Path);
        AssertSays("Card was turned back on");
        Assert.DoesNotContain("Suspended: stolen,", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_reason_nothing_is_done()
    {
        foreach (var (act, reason) in new[] { ("suspend", ""), ("suspend", "HolderLeft"), ("revoke", "Nonsense") })
        {
            await _browser.OpenAsync($"{Card}/{act}");
            await _browser.SubmitAsync($"{Card}/{act}", ("reason", reason));

            Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
            AssertSays("Choose a reason.");
        }

        Assert.True((await CardAsync()).IsInUse);
    }

    [Fact]
    public async Task A_revoked_card_is_offered_nothing_more()
    {
        await _browser.OpenAsync(Card + "/revoke");
        AssertSays("You cannot undo this.");
        await _browser.SubmitAsync(Card + "/revoke", ("reason", "Replaced"));

        AssertSays("Revoked: replaced by a new card,");
        Assert.DoesNotContain($"{Card}/resume", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync(Card + "/resume");
        AssertSays("This card is revoked. It cannot be used again");
        Assert.DoesNotContain("<form method=\"post\" action=\"/backoffice/cards", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_changed_while_the_page_was_open_is_looked_at_again()
    {
        await SuspendAsync("Lost");
        await _browser.OpenAsync(Card + "/resume");
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        using var colleague = await _host.SignInAsync(await _host.UserAsync("mair", BackOfficeRoles.RaAdmin));
        await colleague.OpenAsync(Card + "/suspend");
        await colleague.SubmitAsync(Card + "/suspend", ("reason", "Stolen"));

        await _browser.SubmitAsync(Card + "/resume");

        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("Somebody changed this card after you opened the page.");
        Assert.Equal(CardStateReason.Stolen, (await CardAsync()).StateReason);
    }

    [Fact]
    public async Task The_holder_of_the_card_does_not_turn_it_back_on()
    {
        _sian = await _host.PersonAsync("Nia Example");
        await SuspendAsync("Lost");

        await _browser.OpenAsync(Card + "/resume");

        AssertSays("This is your own card. Ask a colleague to turn it back on.");
        await _browser.OpenAsync(Card + "/suspend");
        await _browser.SubmitAsync(Card + "/suspend", ("reason", "Stolen"));
        AssertSays("Suspended: stolen,");
    }

    [Fact]
    [OnPostgres]
    public async Task The_booth_sees_it_in_the_queue_on_the_case_and_before_a_reset()
    {
        await _host.InAsync(database =>
        {
            database.Add(new BoothCase
            {
                Id = BoothCaseId.New(),
                CardId = _sian.Card,
                JourneyId = null,
                Reason = BoothReason.CardNotInUse,
                OpenedAt = _host.Time.GetUtcNow(),
            });
            return database.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        await SuspendAsync("Lost");
        _host.Time.Advance(BoothQueue.MaxAge * 2);

        await _browser.OpenAsync("/backoffice");
        AssertSays("Suspended: lost", "Somebody wanted to use this card, which is suspended or revoked");
        Assert.DoesNotContain("reset-in-person", _browser.Html, StringComparison.Ordinal);

        await _browser.OpenAsync($"/backoffice/cases/{_sian.Card.Value}");
        AssertSays("Suspended: lost");
        Assert.DoesNotContain("reset-in-person", _browser.Html, StringComparison.Ordinal);

        await _browser.OpenAsync(Card + "/reset-in-person");
        AssertSays("Suspended: lost. Nobody can reset this card. Send the person to the RA team.");
        Assert.DoesNotContain("name=\"check\"", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_is_not_there_has_no_page()
    {
        await _browser.OpenAsync($"/backoffice/cards/{Guid.CreateVersion7()}/suspend");

        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
    }

    private async Task SuspendAsync(string reason)
    {
        await _browser.OpenAsync(Card + "/suspend");
        await _browser.SubmitAsync(Card + "/suspend", ("reason", reason));
    }

    private Task<Card> CardAsync() => _host.InAsync(database => database.Set<Card>().AsNoTracking()
        .SingleAsync(c => c.Id == _sian.Card, TestContext.Current.CancellationToken));

    private void AssertSays(params string[] words) =>
        Assert.All(words, w => Assert.Contains(w, _browser.Text, StringComparison.Ordinal));
}
