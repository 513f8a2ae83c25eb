using System.Net;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People;

/// <summary>RA administrators add people and change what is on record of them.</summary>
public sealed class RecordPageTests : IAsyncLifetime
{
    private const string Add = "/backoffice/people/add";

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

    [Fact]
    public async Task Somebody_is_added_from_the_page_of_people()
    {
        await _browser.OpenAsync("/backoffice/people");
        Assert.Contains($"href=\"{Add}\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync(Add);
        Assert.Contains(">Example Trust<", _browser.Html, StringComparison.Ordinal);

        await _browser.SubmitAsync(
            Add,
            ("name", " Mair  Pugh "),
            ("organisation", "Example Trust"),
            ("otherOrganisation", ""),
            ("site", "Annexe"),
            ("number", "17"));

        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        AssertSays("Mair Pugh", "Example Trust", "Annexe", "Staff number 17");
    }

    [Fact]
    public async Task An_organisation_that_nobody_works_for_yet_is_typed()
    {
        await _browser.OpenAsync(Add);
        await _browser.SubmitAsync(
            Add, ("name", "Mair Pugh"), ("organisation", ""), ("otherOrganisation", "New Hospital"), ("site", ""), ("number", ""));

        AssertSays("Mair Pugh", "New Hospital");
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_each_field_and_what_was_typed_is_kept()
    {
        await _browser.OpenAsync(Add);
        await _browser.SubmitAsync(
            Add,
            ("name", ""),
            ("organisation", ""),
            ("otherOrganisation", ""),
            ("site", "Ann\u200Bexe"),
            ("number", new string('7', 33)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays(
            "Type their name.",
            "Choose an organisation, or type one.",
            "The site has a character that cannot be seen.",
            "Type a staff number of 32 characters or fewer.");
        Assert.Contains($"value=\"{new string('7', 33)}\"", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"#organisation\"", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_somebody_has_is_said_at_its_field()
    {
        await _browser.OpenAsync(Add);
        await _browser.SubmitAsync(
            Add, ("name", "<b>Mair"), ("organisation", "Example Trust"), ("otherOrganisation", ""), ("site", ""), ("number", "4711"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("Somebody else has this staff number.");
        Assert.DoesNotContain("<b>Mair", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_changed_from_the_page_of_the_person()
    {
        await _browser.OpenAsync(Page + "/change");
        Assert.Contains("value=\"Siân Hughes\"", WebUtility.HtmlDecode(_browser.Html), StringComparison.Ordinal);

        await _browser.SubmitAsync(
            Page + "/change",
            ("name", "Siân Pugh"),
            ("organisation", "Example Trust"),
            ("otherOrganisation", ""),
            ("site", ""),
            ("number", "4711"));

        Assert.Equal(Page, _browser.Path);
        AssertSays("Siân Pugh");
        AssertSays("Person’s details were changed: name");
    }

    [Fact]
    [OnPostgres]
    public async Task What_a_colleague_changed_meanwhile_is_said()
    {
        await _browser.OpenAsync(Page + "/change");
        await _host.InAsync(database => database.Set<Staff>()
            .Where(s => s.Id == _sian.Staff)
            .ExecuteUpdateAsync(s => s.SetProperty(one => one.Number, "99"), TestContext.Current.CancellationToken));

        await _browser.SubmitAsync(
            Page + "/change",
            ("name", "Siân Pugh"),
            ("organisation", "Example Trust"),
            ("otherOrganisation", ""),
            ("site", ""),
            ("number", "4711"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("Somebody changed these details after you opened the page.");
    }

    [Fact]
    [OnPostgres]
    public async Task Who_has_left_is_still_found_and_may_come_back()
    {
        await _browser.OpenAsync(Page + "/leave");
        AssertSays("Cards in use, which will be suspended: 1");
        await _browser.SubmitAsync(Page + "/leave");
        Assert.Equal(Page, _browser.Path);
        AssertSays("Left on", "Suspended: the holder has left");
        Assert.DoesNotContain("reset-in-person", _browser.Html, StringComparison.Ordinal);

        await _browser.OpenAsync("/backoffice/people");
        await _browser.SubmitAsync("/backoffice/people", ("find", "hughes"));
        AssertSays("Siân Hughes", "Has left", "Suspended: the holder has left");

        await _browser.OpenAsync(Page);
        await _browser.SubmitAsync(Page + "/back");
        Assert.Equal(Page, _browser.Path);
        Assert.DoesNotContain("Left on", _browser.Text, StringComparison.Ordinal);
        AssertSays("Suspended: the holder has left");
    }

    [Fact]
    public async Task Nobody_changes_their_own_record()
    {
        var own = await _host.PersonAsync("Nia Example");

        await _browser.OpenAsync($"/backoffice/people/{own.Staff.Value}/change");
        await _browser.SubmitAsync(
            $"/backoffice/people/{own.Staff.Value}/change",
            ("name", "Somebody Else"),
            ("organisation", "Example Trust"),
            ("otherOrganisation", ""),
            ("site", ""),
            ("number", ""));

        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("This is your own record. Ask a colleague to change it.");
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.SiteLead)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Others_see_no_way_to_change_anybody_and_have_none(BackOfficeRoles role)
    {
        using var other = await _host.SignInAsync(await _host.UserAsync("other", role));
        await other.OpenAsync(Page);
        Assert.DoesNotContain("/change", other.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/suspend", other.Html, StringComparison.Ordinal);

        foreach (var path in new[] { Add, Page + "/change", Page + "/leave", $"/backoffice/cards/{_sian.Card.Value}/suspend" })
        {
            await other.OpenAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, other.Status);
        }
    }

    [Fact]
    public async Task Who_is_not_there_is_said_so()
    {
        await _browser.OpenAsync($"/backoffice/people/{Guid.CreateVersion7()}/change");

        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
        AssertSays("We cannot find this person.");
    }

    private void AssertSays(params string[] words) =>
        Assert.All(words, w => Assert.Contains(w, _browser.Text, StringComparison.Ordinal));
}
