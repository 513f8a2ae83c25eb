using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Mail;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.AddressChanges;

/// <summary>The pages by which the RA desk changes an address: what is asked, and what is said when it is refused.</summary>
public sealed class AddressChangePageTests : IAsyncLifetime
{
    private const string Check = "Staff badge with photograph";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private (StaffId Staff, CardId Card) _sian;
    private string _start = "";

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        _sian = await _host.PersonAsync("Siân Hughes", "4711");
        await _host.RegisteredAsync(_sian.Staff, _sian.Card, "sian.old@nhs.net");
        _start = $"/backoffice/cards/{_sian.Card.Value}/address";
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task From_the_persons_page_to_the_new_address()
    {
        await _browser.OpenAsync($"/backoffice/people/{_sian.Staff.Value}");
        Assert.Contains($"href=\"{_start}\"", _browser.Html, StringComparison.Ordinal);
        await StartAsync();
        var page = _browser.Path;
        await _browser.SubmitAsync(page + "/send", ("address", "sian new@nhs.net"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("There is a space in that address.");
        Assert.Contains("value=\"sian new@nhs.net\"", _browser.Html, StringComparison.Ordinal);

        await _browser.SubmitAsync(page + "/send", ("address", "sian.new@nhs.net"));
        AssertSays("We have sent a code to s•••@nhs.net.");
        await _browser.SubmitAsync(page + "/code", ("code", "1"));
        AssertSays("Enter the 6-digit code.");
        await _browser.SubmitAsync(page + "/code", ("code", await CodeAsync()));

        AssertSays("The email address was changed", "We have told the old address.");
        Assert.DoesNotContain("sian.new@nhs.net", _browser.Html, StringComparison.Ordinal);
        Assert.Equal(
            "sian.new@nhs.net",
            (await _host.InAsync(database => database.Set<Registration>().Select(r => r.Address).SingleAsync()))!.Value);
        await _browser.OpenAsync($"/backoffice/people/{_sian.Staff.Value}");
        AssertSays("Change of email address", "Email address was changed at the RA desk");
    }

    [Fact]
    public async Task What_was_typed_is_kept_when_something_is_missing()
    {
        await _browser.OpenAsync(_start);
        AssertSays("Codes now go to s•••@nhs.net.");
        await _browser.SubmitAsync(_start, ("seen", "badge 4711"), ("check", Check));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("Choose why they need another address.");
        Assert.Contains("value=\"badge 4711\"", _browser.Html, StringComparison.Ordinal);
        await _browser.SubmitAsync(_start, ("reason", "NoAccess"));
        AssertSays("Choose how you checked who the person is.");
    }

    [Fact]
    public async Task It_can_be_ended_and_a_colleague_sees_who_helps()
    {
        await StartAsync();
        using var mair = await _host.SignInAsync(await _host.UserAsync("mair", BackOfficeRoles.RaAdmin));
        await mair.OpenAsync($"/backoffice/people/{_sian.Staff.Value}");
        Assert.Contains($"href=\"{_browser.Path}\"", mair.Html, StringComparison.Ordinal);
        await mair.OpenAsync(_browser.Path);
        Assert.Contains("nia Example is helping this person.", mair.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"address\"", mair.Html, StringComparison.Ordinal);

        await mair.SubmitAsync(mair.Path + "/end");

        Assert.Contains("The email address was not changed.", mair.Text, StringComparison.Ordinal);
        await _browser.SubmitAsync(_browser.Path + "/send", ("address", "sian.new@nhs.net"));
        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("This change has already ended.");
    }

    [Fact]
    public async Task A_card_that_is_not_registered_is_offered_nothing()
    {
        var rhys = await _host.PersonAsync("Rhys Evans", "4712");
        await _browser.OpenAsync($"/backoffice/people/{rhys.Staff.Value}");
        Assert.DoesNotContain("/address\"", _browser.Html, StringComparison.Ordinal);

        await _browser.OpenAsync($"/backoffice/cards/{rhys.Card.Value}/address");

        AssertSays("This card is not registered");
        Assert.DoesNotContain("name=\"check\"", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var nobody = Guid.CreateVersion7();
        foreach (var path in new[] { $"/backoffice/cards/{nobody}/address", $"/backoffice/address-changes/{nobody}" })
        {
            await _browser.OpenAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
        }
    }

    private async Task StartAsync()
    {
        await _browser.OpenAsync(_start);
        await _browser.SubmitAsync(_start, ("reason", "NoAccess"), ("check", Check), ("seen", "badge 4711"));
        Assert.StartsWith("/backoffice/address-changes/", _browser.Path, StringComparison.Ordinal);
    }

    private async Task<string> CodeAsync()
    {
        await _host.SendMailsAsync();
        var mailbox = _host.Services.GetRequiredService<DevelopmentMailbox>();
        var patience = new Patience("the mail with the code");
        for (;;)
        {
            patience.Look("no code yet");
            if (mailbox.List().Select(m => Regex.Match(m.Text, @"^[0-9]{6}\r?$", RegexOptions.Multiline)).FirstOrDefault(m => m.Success)
                is { } code)
            {
                return code.Value.Trim();
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private void AssertSays(params string[] words) =>
        Assert.All(words, said => Assert.Contains(said, _browser.Text, StringComparison.Ordinal));
}
