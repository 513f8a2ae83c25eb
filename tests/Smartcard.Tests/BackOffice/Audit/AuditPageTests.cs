using Smartcard.Tests.Host;
using Smartcard.Domain.Users;

namespace Smartcard.Tests.BackOffice.Audit;

/// <summary>The audit for people: each event in words, with its code below, and found by either.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private const string Audit = "/backoffice/audit";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        await _browser.OpenAsync("/backoffice/workflows/unlock/dry-run");
        await _browser.SubmitAsync("/backoffice/workflows/unlock/dry-run?do=start&version=1");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_event_is_shown_in_words_with_its_code_below()
    {
        await _browser.OpenAsync(Audit);

        Assert.Contains("Signed in: password, code from the authenticator app", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("<small>signed-in:password&#x2B;code</small>", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("Dry run of a workflow was started", _browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnPostgres]
    [InlineData("signed-in")]
    [InlineData("signed-in:password+code")]
    [InlineData("SIGNED in")]
    public async Task An_event_is_found_by_its_code_and_by_words(string find)
    {
        await _browser.OpenAsync($"{Audit}?find={Uri.EscapeDataString(find)}");

        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("workflow-dry-run", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_typed_is_found_and_an_email_address_stands_in_no_address()
    {
        await _browser.OpenAsync(Audit);
        await _browser.SubmitAsync(Audit, ("find", "signed-in"));
        Assert.Equal($"{Audit}?find=signed-in", _browser.Path);
        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);

        await _browser.SubmitAsync(Audit, ("find", "amal.hughes@nhs.net"));
        Assert.Equal(Audit, _browser.Path);
        Assert.Contains("Only what matches “amal.hughes@nhs.net” is shown.", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Audit}?find=amal.hughes%40nhs.net");
        Assert.Equal(Audit, _browser.Path);
        Assert.DoesNotContain("amal.hughes", _browser.Html, StringComparison.Ordinal);
    }
}
