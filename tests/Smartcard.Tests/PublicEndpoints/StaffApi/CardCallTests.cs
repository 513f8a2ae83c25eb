using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Systems;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>What a card system does about one card, and what it cannot do.</summary>
public sealed class CardCallTests : IAsyncLifetime
{
    private static readonly string Card = ImportFiles.CardOf(1);
    private ApiBench _bench = null!;
    private HttpClient _cards = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await ApiBench.StartAsync();
        var hr = await _bench.SystemAsync(ApiScopes.Staff);
        foreach (var number in new[] { "1", "2" })
        {
            var nurse = new { name = "Nurse " + number, organisation = "Coast" };
            await ApiBench.PutAsync(hr, $"/api/v1/staff/{number}", nurse, HttpStatusCode.Created);
        }

        _cards = await _bench.SystemAsync(ApiScopes.Cards, "Card system");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_card_is_enrolled_with_its_wrapped_key_and_the_person_stays_as_they_are()
    {
        Assert.Equal("imported", await PutAsync("1", Card));

        var card = await ApiBench.GetAsync(_cards, $"/api/v1/cards/{Card.ToLowerInvariant()}");
        Assert.Equal((Card, "1", "in use"), ((string?)card["cardId"], (string?)card["staffNumber"], (string?)card["status"]));
        Assert.Equal(1, (int?)card["keyVersion"]);
        Assert.Equal("unchanged", await PutAsync("1", Card));
        Assert.Equal("Nurse 1", (await _bench.RowsAsync<Staff>(s => s.Number == "1")).Single().DisplayName);
    }

    [Fact]
    public async Task A_key_that_the_vault_derives_needs_no_key_in_the_call()
    {
        await _bench.Host.Services.GetRequiredService<IVaultKeys>().MakeMissingAsync(TestContext.Current.CancellationToken);
        var publicKey = (string)_bench.CardOf("1", Card)["publicKey"]!;
        var one = new { staffNumber = "1", publicKey, keySource = "derived", keyVersion = 2 };
        var other = new { staffNumber = "2", cardId = ImportFiles.CardOf(2), publicKey, keySource = "derived" };

        var taken = await ApiBench.PutAsync(_cards, $"/api/v1/cards/{Card}", one, HttpStatusCode.Accepted);
        Assert.Equal("imported", (string?)(await _bench.OverAsync(_cards, taken))["status"]);
        taken = await ApiBench.PostAsync(_cards, "/api/v1/imports", new { rows = new[] { other } }, HttpStatusCode.Accepted);
        Assert.Equal("imported", (string?)(await _bench.OverAsync(_cards, taken))["status"]);

        var keys = await _bench.RowsAsync<CardKey>(_ => true);
        Assert.Equal([1, 2], keys.Select(key => key.Version).Order());
        Assert.All(keys, key => Assert.Null(key.Wrapped));
    }

    [Fact]
    [OnPostgres]
    public async Task A_card_is_suspended_and_revoked_with_a_reason_and_never_turned_back_on()
    {
        await PutAsync("1", Card);
        var path = $"/api/v1/cards/{Card}";

        var unsaid = await ApiBench.PostAsync(_cards, path + "/suspend", new { }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Say why: lost, stolen, damaged, other.", (string?)unsaid["errors"]![0]!["message"]);
        var suspended = await ApiBench.PostAsync(_cards, path + "/suspend", new { reason = "stolen" }, HttpStatusCode.OK);
        Assert.Equal(("suspended", "stolen"), ((string?)suspended["status"], (string?)suspended["reason"]));
        Assert.Equal(
            ["this card is suspended. Put it in use again on its own page, not with a file."],
            await RefusedAsync(new { rows = new[] { Row("1", Card, "in use") } }));
        await PutAsync("1", Card);
        Assert.Equal("suspended", (string?)(await ApiBench.GetAsync(_cards, path))["status"]);

        await ApiBench.PostAsync(_cards, path + "/revoke", new { reason = "replaced" }, HttpStatusCode.OK);
        await ApiBench.PostAsync(_cards, path + "/suspend", new { reason = "lost" }, HttpStatusCode.Conflict);
        var audit = await _bench.Host.AuditAsync();
        Assert.Contains("card-suspended:Stolen", audit);
        Assert.Contains("card-revoked:Replaced", audit);
        await ApiBench.PostAsync(_cards, "/api/v1/cards/nonsense/suspend", new { reason = "lost" }, HttpStatusCode.NotFound);
    }

    [Fact]
    [OnPostgres]
    public async Task A_card_gets_another_holder_only_with_a_reason_and_never_another_public_key()
    {
        await PutAsync("1", Card);

        Assert.Equal("refused", await PutAsync("2", Card));
        using var attacker = RSA.Create(2048);
        var other = _bench.CardOf("1", Card);
        other["publicKey"] = Convert.ToBase64String(attacker.ExportSubjectPublicKeyInfo());
        var taken = await ApiBench.PutAsync(_cards, $"/api/v1/cards/{Card}", other, HttpStatusCode.Accepted);
        var refused = await _bench.OverAsync(_cards, taken);
        Assert.Equal("publicKey", (string?)refused["errors"]![0]!["field"]);
        Assert.Equal("1", (string?)(await ApiBench.GetAsync(_cards, $"/api/v1/cards/{Card}"))["staffNumber"]);

        Assert.Equal("imported", await PutAsync("2", Card, "swapped"));
        Assert.Equal("2", (string?)(await ApiBench.GetAsync(_cards, $"/api/v1/cards/{Card}"))["staffNumber"]);
    }

    [Fact]
    public async Task A_card_of_nobody_a_key_in_clear_and_one_that_does_not_open_are_refused()
    {
        var unknown = await _bench.OverAsync(
            _cards, await ApiBench.PutAsync(_cards, $"/api/v1/cards/{Card}", _bench.CardOf("99", Card), HttpStatusCode.Accepted));
        Assert.Equal(
            ("refused", "staffNumber", "nobody has this staff number. Add the person first."),
            ((string?)unknown["status"], (string?)unknown["errors"]![0]!["field"], (string?)unknown["errors"]![0]!["message"]));

        var clear = _bench.CardOf("1", Card);
        clear["wrappedKey"] = "A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718";
        var problem = await ApiBench.PutAsync(_cards, $"/api/v1/cards/{Card}", clear, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("looks like a card’s key in clear", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains("import-refused:plain-key", await _bench.Host.AuditAsync());
        Assert.DoesNotContain((string)clear["wrappedKey"]!, await _bench.Host.StolenAsync(), StringComparison.OrdinalIgnoreCase);

        var damaged = _bench.CardOf("1", Card);
        damaged["wrappedKey"] = Convert.ToBase64String(new byte[32]);
        var refused = await _bench.OverAsync(
            _cards, await ApiBench.PutAsync(_cards, $"/api/v1/cards/{Card}", damaged, HttpStatusCode.Accepted));
        Assert.Equal("wrappedKey", (string?)refused["errors"]![0]!["field"]);
        Assert.Empty(await _bench.RowsAsync<Card>(c => c.ImportId != null));
    }

    [Fact]
    public async Task Nothing_that_is_read_has_a_key_an_address_or_anything_else_of_a_registration()
    {
        await PutAsync("1", Card);
        var reader = await _bench.SystemAsync(ApiScopes.Read, "Reader");

        var card = await ApiBench.GetAsync(reader, $"/api/v1/cards/{Card}");
        var person = await ApiBench.GetAsync(reader, "/api/v1/staff/1");

        Assert.Equal(
            ["cardId", "staffNumber", "status", "reason", "since", "enrolledAt", "keyVersion"], card.Select(member => member.Key));
        Assert.Equal(["staffNumber", "name", "organisation", "site", "status", "leftAt"], person.Select(member => member.Key));
    }

    private JsonObject Row(string number, string card, string status)
    {
        var row = _bench.CardOf(number, card);
        (row["cardId"], row["cardStatus"]) = (card, status);
        return row;
    }

    private async Task<string?> PutAsync(string number, string card, string? reason = null)
    {
        var body = _bench.CardOf(number, card, reason);
        var taken = await ApiBench.PutAsync(_cards, $"/api/v1/cards/{card}", body, HttpStatusCode.Accepted);
        return (string?)(await _bench.OverAsync(_cards, taken))["status"];
    }

    private async Task<IEnumerable<string?>> RefusedAsync(object body)
    {
        var report = await _bench.OverAsync(_cards, await ApiBench.PostAsync(_cards, "/api/v1/imports", body, HttpStatusCode.Accepted));
        Assert.Equal("refused", (string?)report["status"]);
        return report["errors"]!.AsArray().Select(e => (string?)e!["message"]);
    }
}
