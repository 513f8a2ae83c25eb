using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>Many people and cards, from another system.</summary>
public sealed class ImportCallTests : IAsyncLifetime
{
    private const string Path = "/api/v1/imports";

    private ApiBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task People_and_cards_are_imported_whole_and_the_same_again_changes_nothing()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff | ApiScopes.Cards);
        var body = Rows(Person("1", "Amal", ImportFiles.CardOf(1)), Person("2", "Beca"));

        var report = await _bench.OverAsync(system, await ApiBench.PostAsync(system, Path, body, HttpStatusCode.Accepted));

        Assert.Equal("imported", (string?)report["status"]);
        Assert.Equal(2, (int?)report["people"]!["new"]);
        Assert.Equal(1, (int?)report["cards"]!["new"]);
        Assert.Equal(2, (await _bench.RowsAsync<Staff>(s => s.ImportId != null)).Count);
        Assert.Contains("import-done:2:1", await _bench.Host.AuditAsync());

        var again = await _bench.OverAsync(system, await ApiBench.PostAsync(system, Path, body, HttpStatusCode.Accepted));
        Assert.Equal("unchanged", (string?)again["status"]);
        Assert.Equal(2, (int?)again["unchanged"]);
        Assert.Empty(await _bench.RowsAsync<ImportChunk>(_ => true));
    }

    [Fact]
    [OnPostgres]
    public async Task One_wrong_row_keeps_all_out_and_says_why()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff);

        var report = await _bench.OverAsync(
            system, await ApiBench.PostAsync(system, Path, Rows(Person("1", "Amal"), Person("2", "=Formula")), HttpStatusCode.Accepted));

        Assert.Equal("refused", (string?)report["status"]);
        Assert.Equal(1, (int?)report["wrong"]);
        var error = Assert.Single(report["errors"]!.AsArray())!;
        Assert.Equal(2, (int?)error["row"]);
        Assert.Equal("name", (string?)error["field"]);
        Assert.Equal("it begins like a formula. Write the text itself.", (string?)error["message"]);
        Assert.Empty(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
    }

    [Fact]
    [OnPostgres]
    public async Task A_dry_run_changes_nothing_and_nobody_can_import_it()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff);
        var taken = await ApiBench.PostAsync(system, Path + "?dryRun=true", Rows(Person("1", "Amal")), HttpStatusCode.Accepted);

        var report = await _bench.OverAsync(system, taken);

        Assert.Equal("checked", (string?)report["status"]);
        Assert.Equal(1, (int?)report["people"]!["new"]);
        Assert.Empty(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
        using var browser = await _bench.Host.SignInAsync(BackOfficeRoles.RaAdmin);
        var page = $"/backoffice/import/{taken["id"]}";
        await browser.OpenAsync(page);
        Assert.Contains("Another system asked what these rows would change. Nothing is imported.", browser.Text, StringComparison.Ordinal);
        Assert.Contains("HR system (API token)", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(page + "/import", browser.Html, StringComparison.Ordinal);
        await browser.PostAsync(page + "/import", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(browser.Html)));
        Assert.Empty(await _bench.RowsAsync<StaffImport>(i => i.State != ImportState.Ready));
    }

    [Fact]
    public async Task A_token_for_people_says_nothing_of_cards_and_one_for_cards_nothing_of_people()
    {
        var hr = await _bench.SystemAsync(ApiScopes.Staff);
        var cards = await _bench.SystemAsync(ApiScopes.Cards, "Cards");

        await ApiBench.PostAsync(hr, Path, Rows(Person("1", "Amal", ImportFiles.CardOf(1))), HttpStatusCode.Forbidden);
        await ApiBench.PostAsync(
            hr, Path, Rows(new JsonObject { ["staffNumber"] = "1", ["cardStatus"] = "revoked" }), HttpStatusCode.Forbidden);
        await ApiBench.PostAsync(
            cards, Path, Rows(new JsonObject { ["staffNumber"] = "1", ["status"] = "left" }), HttpStatusCode.Forbidden);
        using var file = Csv(ImportFiles.Of(ImportFiles.PersonRow("1", "Amal")));
        using var answer = await hr.PostAsync(Path, file, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(await _bench.RowsAsync<StaffImport>(_ => true));
    }

    [Fact]
    public async Task A_file_is_taken_as_it_is()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff | ApiScopes.Cards);
        using var file = Csv(ImportFiles.Of(_bench.Files.Row("1", "Amal", ImportFiles.CardOf(1)), ImportFiles.PersonRow("2", "Beca")));
        using var answer = await system.PostAsync(Path, file, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var taken = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject();
        Assert.Equal($"{Path}/{taken["id"]}", answer.Headers.Location?.ToString());

        Assert.Equal("imported", (string?)(await _bench.OverAsync(system, taken))["status"]);

        using var wrong = Csv("a,b\n"u8.ToArray());
        using var refused = await system.PostAsync(Path, wrong, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("We do not know these columns: a, b.", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_rows_are_refused_and_another_token_sees_nothing_of_an_import()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff);
        await ApiBench.PostAsync(system, Path, new { }, HttpStatusCode.UnprocessableEntity);
        await ApiBench.PostAsync(system, Path, new { rows = new object?[] { null } }, HttpStatusCode.Accepted);
        var taken = await ApiBench.PostAsync(system, Path, Rows(Person("1", "Amal")), HttpStatusCode.Accepted);

        var other = await _bench.SystemAsync(ApiScopes.Staff, "Other");
        await ApiBench.GetAsync(other, $"{Path}/{taken["id"]}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task More_rows_than_fit_into_memory_are_refused_before_any_is_made()
    {
        const string TooMany = "There are too many rows. At most 250,000 rows can be imported at once. Split them.";
        var system = await _bench.SystemAsync(ApiScopes.Staff | ApiScopes.Cards);
        var rows = Enumerable.Repeat("{}", StaffImport.MaxRows);

        using var json = Json($$"""{"rows":[{{string.Join(',', rows)}},null]}""");
        await RefusedAsync(json, TooMany);
        using var csv = Csv(Encoding.UTF8.GetBytes(
            "staff number,name,organisation\n" + string.Concat(Enumerable.Repeat("1,Amal,Coast\n", StaffImport.MaxRows + 1))));
        await RefusedAsync(csv, TooMany);
        using var large = Json(new string(' ', 16 * 1024 * 1024) + """{"rows":[]}""");
        await RefusedAsync(large, "The body has more than 16384 KB. Send less at once.");
        Assert.Empty(await _bench.RowsAsync<StaffImport>(_ => true));

        async Task RefusedAsync(HttpContent content, string detail)
        {
            using var answer = await system.PostAsync(Path, content, Ct);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Equal(detail, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["detail"]);
        }
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Csv(byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return content;
    }

    private static JsonObject Rows(params JsonNode[] rows) => new() { ["rows"] = new JsonArray([.. rows]) };

    private JsonObject Person(string number, string name, string? card = null)
    {
        var row = card is null ? new JsonObject { ["staffNumber"] = number } : _bench.CardOf(number, card);
        (row["name"], row["organisation"]) = (name, "Coast");
        if (card is not null)
        {
            row["cardId"] = card;
        }

        return row;
    }
}
