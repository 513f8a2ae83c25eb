using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth;

/// <summary>The pages of a reset in person: what is asked, what is said when it is refused, and who may do what.</summary>
public sealed class InPersonPageTests : IAsyncLifetime
{
    private const string Check = "Staff badge with photograph";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;
    private CardId _card;
    private string _start = "";

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _card = await _host.LockedCardAsync();
        _start = $"/backoffice/cards/{_card.Value}/reset-in-person";
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task Identity_is_asked_first_and_what_was_typed_is_kept_when_something_is_missing()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.Booth);
        await browser.OpenAsync(_start);
        await browser.SubmitAsync(_start, ("seen", "badge 4711"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Choose how you checked who the person is.", browser.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"badge 4711\"", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync(_start, ("check", Check), ("seen", "badge 4711"));
        Assert.StartsWith("/backoffice/in-person/", browser.Path, StringComparison.Ordinal);
        Assert.Contains("Connect your card reader", browser.Text, StringComparison.Ordinal);
        Assert.Contains("badge 4711", browser.Text, StringComparison.Ordinal);
        Assert.Matches("id=\"pairing-code\">[2-9A-Z]{4}-[2-9A-Z]{4}<", browser.Html);
    }

    [Fact]
    [OnPostgres]
    public async Task A_reset_under_way_is_in_the_booths_list_and_a_colleague_sees_no_code_and_may_only_end_it()
    {
        using var nia = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.Booth));
        using var tom = await _host.SignInAsync(await _host.UserAsync("tom", BackOfficeRoles.Booth));
        await StartAsync(nia);
        await tom.OpenAsync("/backoffice");
        Assert.Contains("Resets in person under way", tom.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{nia.Path}\"", tom.Html, StringComparison.Ordinal);

        await tom.OpenAsync(nia.Path);
        Assert.DoesNotContain("pairing-code", tom.Html, StringComparison.Ordinal);
        await tom.PostAsync(nia.Path + "/connect", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(tom.Html)));
        Assert.Equal(HttpStatusCode.Conflict, tom.Status);
        Assert.Contains("A colleague is helping this person.", tom.Text, StringComparison.Ordinal);
        await tom.OpenAsync(nia.Path);
        await tom.SubmitAsync(nia.Path + "/cancel");
        Assert.Contains("This reset was ended", tom.Text, StringComparison.Ordinal);
        var end = tom.Html.IndexOf("This reset was ended", StringComparison.Ordinal);
        Assert.DoesNotContain("<form", tom.Html[end..], StringComparison.Ordinal);
        Assert.True(await _host.IsStoppedAsync(_card));
    }

    [Fact]
    public async Task An_auditor_sees_it_and_changes_nothing()
    {
        using var nia = await _host.SignInAsync(BackOfficeRoles.Booth);
        await StartAsync(nia);
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);

        await auditor.OpenAsync(nia.Path);
        Assert.Contains(Check, auditor.Text, StringComparison.Ordinal);
        var acts = auditor.Html.Replace(nia.Path + "/now", "", StringComparison.Ordinal);
        Assert.DoesNotContain(nia.Path + "/", acts, StringComparison.Ordinal);
        await auditor.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(auditor.Html);
        foreach (var act in new[] { "confirm", "connect", "again", "elsewhere", "cancel" })
        {
            await auditor.PostAsync($"{nia.Path}/{act}", ("__RequestVerificationToken", token));
            Assert.Equal(HttpStatusCode.Forbidden, auditor.Status);
        }
    }

    [Fact]
    public async Task With_another_tool_self_service_opens_only_after_the_identity_was_checked()
    {
        using var nia = await _host.SignInAsync(BackOfficeRoles.Booth);
        await StartAsync(nia);
        Assert.True(await _host.IsStoppedAsync(_card));

        await nia.SubmitAsync(nia.Path + "/elsewhere");

        Assert.Contains("card has its new passcode", nia.Text, StringComparison.Ordinal);
        Assert.False(await _host.IsStoppedAsync(_card));
    }

    [Fact]
    [OnPostgres]
    public async Task Nobody_resets_their_own_card_once_an_administrator_has_said_which_it_is()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        var page = $"/backoffice/users/{user.Id}";
        await admin.OpenAsync(page);
        await admin.SubmitAsync(page + "/own-card", ("card", "nobody has this"));
        Assert.Contains("No card has that reference", admin.Text, StringComparison.Ordinal);
        await admin.SubmitAsync(page + "/own-card", ("card", References.Of(_card.Value)));
        Assert.Contains("They cannot reset this card at the booth.", admin.Text, StringComparison.Ordinal);

        using var nia = await _host.SignInAsync(user);
        await nia.OpenAsync(_start);
        await nia.SubmitAsync(_start, ("check", Check));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, nia.Status);
        Assert.Contains("This is your own card.", nia.Text, StringComparison.Ordinal);
        await admin.SubmitAsync(page + "/own-card", ("card", ""));
        await nia.SubmitAsync(_start, ("check", Check));
        Assert.StartsWith("/backoffice/in-person/", nia.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_why_a_reset_may_not_be_made_any_more()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var nia = await _host.SignInAsync(user);
        await StartAsync(nia);
        using var admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        var page = $"/backoffice/users/{user.Id}";
        await admin.OpenAsync(page);
        await admin.SubmitAsync(page + "/own-card", ("card", References.Of(_card.Value)));

        await nia.OpenAsync(nia.Path);

        Assert.Contains("This is your own card.", nia.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("20 minutes", nia.Text, StringComparison.Ordinal);
        await nia.SubmitAsync(nia.Path + "/cancel");
        Assert.Contains("This reset was ended", nia.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_does_not_take_their_own_card_off_their_own_account()
    {
        var user = await _host.UserAsync("ada", BackOfficeRoles.RaAdmin);
        using var ada = await _host.SignInAsync(user);
        var page = $"/backoffice/users/{user.Id}";
        await ada.OpenAsync(page);
        await ada.SubmitAsync(page + "/own-card", ("card", References.Of(_card.Value)));
        await ada.SubmitAsync(page + "/own-card", ("card", ""));

        Assert.Contains("Ask another RA administrator", ada.Text, StringComparison.Ordinal);
        Assert.Contains("They cannot reset this card at the booth.", ada.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Somebody_without_a_case_is_found_by_name()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var staff = await database.Set<Card>().Where(c => c.Id == _card).Select(c => c.StaffId).SingleAsync(_ct);
        var name = await database.Set<Staff>().Where(s => s.Id == staff).Select(s => s.DisplayName).SingleAsync(_ct);
        using var browser = await _host.SignInAsync(BackOfficeRoles.Booth);

        await browser.OpenAsync($"/backoffice/people?find={Uri.EscapeDataString(name[..4])}");

        Assert.Contains(name, browser.Text, StringComparison.Ordinal);
        Assert.Contains(_start, browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.Booth);
        foreach (var path in new[] { "cards/{0}/reset-in-person", "in-person/{0}" })
        {
            await browser.OpenAsync("/backoffice/" + path.Replace("{0}", $"{Guid.CreateVersion7()}", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
    }

    private async Task StartAsync(BackOfficeBrowser browser)
    {
        await browser.OpenAsync(_start);
        await browser.SubmitAsync(_start, ("check", Check));
    }
}
