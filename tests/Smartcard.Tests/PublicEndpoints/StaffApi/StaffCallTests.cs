using System.Net;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>What an HR system does about one person.</summary>
public sealed class StaffCallTests : IAsyncLifetime
{
    private ApiBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_person_is_added_changed_leaves_and_comes_back_and_the_system_is_named_in_the_audit()
    {
        var hr = await _bench.SystemAsync(ApiScopes.Staff);
        var added = await ApiBench.PutAsync(
            hr, "/api/v1/staff/00123", new { name = "Siân  Hughes", organisation = "Coast", site = "East" }, HttpStatusCode.Created);
        Assert.Equal("Siân Hughes", (string?)added["name"]);

        var changed = await ApiBench.PutAsync(
            hr, "/api/v1/staff/00123", new { name = "Siân Hughes", organisation = "Hills" }, HttpStatusCode.OK);
        Assert.Equal(("Hills", "East"), ((string?)changed["organisation"], (string?)changed["site"]));
        var left = await ApiBench.PutAsync(
            hr, "/api/v1/staff/00123", new { name = "Siân Hughes", organisation = "Hills", site = "", status = "left" }, HttpStatusCode.OK);
        Assert.Equal("left", (string?)left["status"]);
        Assert.Null(left["site"]);
        Assert.NotNull(left["leftAt"]);
        await ApiBench.PutAsync(
            hr, "/api/v1/staff/00123", new { name = "Siân Hughes", organisation = "Hills", status = "working" }, HttpStatusCode.OK);

        var found = await ApiBench.GetAsync(hr, "/api/v1/staff?staffNumber=00123");
        Assert.Equal("working", (string?)found["staff"]![0]!["status"]);
        Assert.Equal("00123", (string?)(await ApiBench.GetAsync(hr, "/api/v1/staff/00123"))["staffNumber"]);
        var person = (await _bench.RowsAsync<Staff>(s => s.Number == "00123")).Single();
        var end = person.Id.Value.ToString("N")[^8..];
        Assert.Equal(
            [
                "api-token-made:Staff", $"staff-added:{end}", $"staff-changed:Organisation+{end}", $"staff-changed:Site+{end}",
                $"staff-left:{end}", $"staff-returned:{end}", $"person-seen:{end}",
            ],
            (await _bench.Host.AuditAsync()).Where(e => e.StartsWith("staff-", StringComparison.Ordinal)
                || e.StartsWith("person-", StringComparison.Ordinal) || e.StartsWith("api-", StringComparison.Ordinal)));

        using var browser = await _bench.Host.SignInAsync(BackOfficeRoles.RaAdmin);
        await browser.OpenAsync("/backoffice/audit?find=HR+system");
        Assert.Contains("HR system (API token)", browser.Text, StringComparison.Ordinal);
        Assert.Contains("Person has left", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Twice_the_same_changes_nothing_the_second_time()
    {
        var hr = await _bench.SystemAsync(ApiScopes.Staff);
        var body = new { name = "Amal", organisation = "Coast", status = "left" };
        await ApiBench.PutAsync(hr, "/api/v1/staff/1", body, HttpStatusCode.Created);
        var before = (await _bench.Host.AuditAsync()).Count;

        await ApiBench.PutAsync(hr, "/api/v1/staff/1", body, HttpStatusCode.OK);

        Assert.Equal(before, (await _bench.Host.AuditAsync()).Count);
        Assert.Single(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_is_changed()
    {
        var hr = await _bench.SystemAsync(ApiScopes.Staff);

        var faults = await ApiBench.PutAsync(
            hr, "/api/v1/staff/1", new { name = "", site = new string('x', 201) }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["name", "organisation", "site"], faults["errors"]!.AsArray().Select(e => (string?)e!["field"]));
        var status = await ApiBench.PutAsync(
            hr, "/api/v1/staff/1", new { name = "A", organisation = "B", status = "gone" }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Write “working” or “left”, or leave it out.", (string?)status["errors"]![0]!["message"]);
        await ApiBench.GetAsync(hr, "/api/v1/staff/1", HttpStatusCode.NotFound);
        await ApiBench.GetAsync(hr, "/api/v1/staff", HttpStatusCode.BadRequest);
        Assert.Empty(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
    }

    [Fact]
    public async Task Where_several_have_a_number_nobody_is_changed()
    {
        await _bench.InAsync(async database =>
        {
            foreach (var name in new[] { "One", "Other" })
            {
                database.Add(new Staff
                {
                    Id = Smartcard.Domain.StaffId.New(), DisplayName = name, Organisation = "Coast", Number = "7",
                });
            }

            return await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        var hr = await _bench.SystemAsync(ApiScopes.Staff);

        await ApiBench.PutAsync(hr, "/api/v1/staff/7", new { name = "A", organisation = "B" }, HttpStatusCode.Conflict);
        await ApiBench.GetAsync(hr, "/api/v1/staff/7", HttpStatusCode.NotFound);
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_leaves_has_their_cards_suspended_and_coming_back_turns_none_on()
    {
        var both = await _bench.SystemAsync(ApiScopes.Staff | ApiScopes.Cards);
        await ApiBench.PutAsync(both, "/api/v1/staff/1", new { name = "Carys", organisation = "Coast" }, HttpStatusCode.Created);
        var card = ImportFiles.CardOf(1);
        var taken = await ApiBench.PutAsync(both, $"/api/v1/cards/{card}", _bench.CardOf("1", card), HttpStatusCode.Accepted);
        Assert.Equal("imported", (string?)(await _bench.OverAsync(both, taken))["status"]);

        await ApiBench.PutAsync(
            both, "/api/v1/staff/1", new { name = "Carys", organisation = "Coast", status = "left" }, HttpStatusCode.OK);
        var suspended = await ApiBench.GetAsync(both, $"/api/v1/cards/{card}");
        Assert.Equal(("suspended", "holderLeft"), ((string?)suspended["status"], (string?)suspended["reason"]));
        await ApiBench.PutAsync(
            both, "/api/v1/staff/1", new { name = "Carys", organisation = "Coast", status = "working" }, HttpStatusCode.OK);
        Assert.Equal("suspended", (string?)(await ApiBench.GetAsync(both, $"/api/v1/cards/{card}"))["status"]);
    }
}
