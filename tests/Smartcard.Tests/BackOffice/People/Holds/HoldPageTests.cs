using System.Net;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Retention;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.Holds;

/// <summary>RA administrators put people on legal hold; auditors see it, and the booth does not.</summary>
public sealed class HoldPageTests : IAsyncLifetime
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

    [Fact]
    [OnPostgres]
    public async Task It_is_put_on_seen_and_taken_off_after_a_second_question()
    {
        await PlaceAsync("ICO-2026/114");
        Assert.Equal(Page, _browser.Path);
        AssertSays("Legal hold: ICO-2026/114", "put on by nia Example", "Legal hold was put on a person");
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await auditor.OpenAsync(Page);
        Assert.Contains("Legal hold: ICO-2026/114", auditor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/lift\"", auditor.Html, StringComparison.Ordinal);
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(Page);
        Assert.DoesNotContain("Legal hold", booth.Text, StringComparison.Ordinal);

        var lift = $"{Page}/holds/{(await HoldsAsync()).Single().Id.Value}/lift";
        await _browser.OpenAsync(lift);
        AssertSays("old records in the usual way again.");
        await _browser.SubmitAsync(lift);

        Assert.Equal(Page, _browser.Path);
        Assert.DoesNotContain("Legal hold: ICO", _browser.Text, StringComparison.Ordinal);
        Assert.Empty(await HoldsAsync());
        AssertSays("Legal hold was taken off a person");
        await _browser.OpenAsync(lift);
        Assert.Equal(Page, _browser.Path);
    }

    [Fact]
    public async Task The_audit_says_which_of_two_was_taken_off()
    {
        await PlaceAsync("A-1");
        await PlaceAsync("B-2");
        var second = (await HoldsAsync()).Single(h => h.Reference == "B-2").Id.Value;
        await _browser.OpenAsync($"{Page}/holds/{second}/lift");
        await _browser.SubmitAsync($"{Page}/holds/{second}/lift");

        var audit = await _host.AuditAsync();
        var lifted = Assert.Single(audit, e => e.StartsWith("legal-hold-lifted:", StringComparison.Ordinal));
        Assert.EndsWith("+" + References.Of(second), lifted, StringComparison.Ordinal);
        Assert.Equal(
            lifted.Replace("lifted", "placed", StringComparison.Ordinal),
            audit.Last(e => e.StartsWith("legal-hold-placed:", StringComparison.Ordinal)));
        AssertSays($"Legal hold was taken off a person (person, hold): {References.Of(_sian.Staff.Value)}, {References.Of(second)}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u202Eb")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task Without_a_good_reference_nothing_is_put_on(string reference)
    {
        await PlaceAsync(reference);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("Type a reference of 64 characters or fewer, on one line.");
        Assert.Empty(await HoldsAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Two_cases_are_two_holds_and_a_page_sent_twice_is_one()
    {
        await PlaceAsync("A-1");
        await PlaceAsync("A-1");
        await PlaceAsync("B-2");

        Assert.Equal(["A-1", "B-2"], (await HoldsAsync()).Select(h => h.Reference).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_does_it_for_their_own_record()
    {
        _sian = await _host.PersonAsync("Nia Example");

        await PlaceAsync("A-1");

        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        AssertSays("This is your own record.");
        Assert.Empty(await HoldsAsync());
    }

    [Fact]
    public async Task The_persons_file_says_it()
    {
        await PlaceAsync("A-1");
        await _browser.OpenAsync(Page + "/data");
        await _browser.SubmitAsync(Page + "/data");

        AssertSays("We must keep all your data for a legal reason, since");
        Assert.DoesNotContain("A-1", _browser.Text, StringComparison.Ordinal);
    }

    private async Task PlaceAsync(string reference)
    {
        await _browser.OpenAsync(Page + "/hold");
        await _browser.SubmitAsync(Page + "/hold", ("reference", reference));
    }

    private Task<List<LegalHold>> HoldsAsync() => _host.InAsync(database => database.Set<LegalHold>().AsNoTracking().ToListAsync());

    private void AssertSays(params string[] words) =>
        Assert.All(words, said => Assert.Contains(said, _browser.Text, StringComparison.Ordinal));
}
