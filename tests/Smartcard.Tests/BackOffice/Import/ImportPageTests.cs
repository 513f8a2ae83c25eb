using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Storage.Records;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>From the upload of a file to what is imported, as an RA administrator does it.</summary>
public sealed class ImportPageTests : IAsyncLifetime
{
    private const string Path = "/backoffice/import";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private ImportFiles _files = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        _files = await ImportFiles.ForAsync(_host);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task People_and_cards_are_imported_with_keys_that_the_vault_can_use_and_the_same_file_again_changes_nothing()
    {
        var file = ImportFiles.Of(
            _files.Row("101", "Amal Import", ImportFiles.CardOf(1)),
            _files.Row("101", "Amal Import", ImportFiles.CardOf(2)),
            ImportFiles.PersonRow("102", "Beca Import"));
        await PreviewAsync(file);
        Assert.Contains("New people 2", Words, StringComparison.Ordinal);
        Assert.Contains("New cards 2", Words, StringComparison.Ordinal);

        await ImportAsync();

        Assert.Contains("People: 2 new, 0 changed. Cards: 2 new, 0 changed.", Words, StringComparison.Ordinal);
        var staff = await RowsAsync<Staff>(s => s.Number != null && s.Number.StartsWith("10"));
        Assert.Equal(["Amal Import", "Beca Import"], staff.Select(s => s.DisplayName).Order());
        Assert.All(staff, s => Assert.NotNull(s.ImportId));
        Assert.NotEmpty(await RowsAsync<StaffWord>(w => w.Word == "import"));
        Assert.Single(await RowsAsync<WrappingKey>(_ => true));
        Assert.True(await HasKeyAsync(ImportFiles.CardOf(2)));
        Assert.Empty(await RowsAsync<ImportChunk>(_ => true));
        Assert.Contains("import-done:2:2", await _host.AuditAsync());

        await PreviewAsync(file);
        Assert.Contains("Rows that change nothing 3", Words, StringComparison.Ordinal);
        Assert.Contains("there is no row that changes something", Words, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_card_gets_another_holder_only_with_a_reason_and_leaves_its_registration_behind()
    {
        var card = ImportFiles.CardOf(7);
        await PreviewAsync(ImportFiles.Of(_files.Row("1", "Old Holder", card)));
        await ImportAsync();
        var kept = (await RowsAsync<Card>(c => c.Identifier == CardIdentifier.Parse(card))).Single();
        await InAsync(async database =>
        {
            var registration = new Registration
            {
                Id = Smartcard.Domain.RegistrationId.New(),
                CardId = kept.Id,
                StaffId = kept.StaffId,
                JourneyId = Smartcard.Domain.JourneyId.New(),
                Answers = [],
                CreatedAt = _host.Time.GetUtcNow(),
            };
            registration.Complete(_host.Time.GetUtcNow());
            database.Add(registration);
            return await database.SaveChangesAsync(_ct);
        });

        await PreviewAsync(ImportFiles.Of(_files.Row("2", "New Holder", card)));
        Assert.Contains(
            "Line 2, column “holder changed”: this card belongs to somebody else. If it has a new holder, write the reason here.",
            Words,
            StringComparison.Ordinal);

        await PreviewAsync(ImportFiles.Of(_files.Row("2", "New Holder", card, reason: "swapped by mistake")));
        await ImportAsync();

        var holder = (await RowsAsync<Staff>(s => s.Number == "2")).Single();
        Assert.Equal(holder.Id, (await RowsAsync<Card>(c => c.Id == kept.Id)).Single().StaffId);
        Assert.Equal(RegistrationState.Superseded, (await RowsAsync<Registration>(r => r.CardId == kept.Id)).Single().State);
        Assert.Contains("card-holder-changed", await _host.AuditAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_has_left_is_changed_and_their_card_is_suspended()
    {
        await PreviewAsync(ImportFiles.Of(_files.Row("1", "Carys Leaver", ImportFiles.CardOf(9))));
        await ImportAsync();

        await PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Carys Leaver", "Hills", "left")));
        Assert.Contains("People whose details change 1", Words, StringComparison.Ordinal);
        await ImportAsync();

        var person = (await RowsAsync<Staff>(s => s.Number == "1")).Single();
        Assert.NotNull(person.LeftAt);
        Assert.Equal("Hills", person.Organisation);
        Assert.Equal(CardStateReason.HolderLeft, (await RowsAsync<Card>(c => c.StaffId == person.Id)).Single().StateReason);
        Assert.All(await RowsAsync<StaffWord>(w => w.StaffId == person.Id), w => Assert.Equal("Hills", w.Organisation));
    }

    [Fact]
    [OnPostgres]
    public async Task A_card_that_somebody_gets_who_has_left_is_suspended()
    {
        await PreviewAsync(ImportFiles.Of(
            _files.Row("1", "First Holder", ImportFiles.CardOf(9)), _files.Row("2", "Second", ImportFiles.CardOf(8))));
        await ImportAsync();
        await PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("3", "Gone Before", "Coast", "left")));
        await ImportAsync();

        await PreviewAsync(ImportFiles.Of(
            _files.Row("3", "Gone Before", ImportFiles.CardOf(9), reason: "swapped"),
            _files.Row("4", "New And Gone", ImportFiles.CardOf(8), reason: "swapped")
                .Replace(",Coast,,,", ",Coast,,left,", StringComparison.Ordinal)));
        await ImportAsync();

        var cards = await RowsAsync<Card>(_ => true);
        Assert.Equal(2, cards.Count);
        Assert.All(cards, card => Assert.Equal(CardStateReason.HolderLeft, card.StateReason));
    }

    [Fact]
    public async Task No_card_gets_another_public_key()
    {
        await PreviewAsync(ImportFiles.Of(_files.Row("2", "Other", ImportFiles.CardOf(8))));
        await ImportAsync();

        using var attacker = System.Security.Cryptography.RSA.Create(2048);
        var row = _files.Row("2", "Other", ImportFiles.CardOf(8)).Split(',');
        row[6] = Convert.ToBase64String(attacker.ExportSubjectPublicKeyInfo());
        await PreviewAsync(ImportFiles.Of(string.Join(',', row)));

        Assert.Contains("the card is known with another public key", Words, StringComparison.Ordinal);
        Assert.Contains("Rows that are wrong 1", Words, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Wrong_rows_are_told_downloaded_without_keys_and_left_out_only_if_somebody_says_so()
    {
        var good = _files.Row("1", "Dilys Good", ImportFiles.CardOf(1));
        var damaged = _files.Row("2", "=Formula", ImportFiles.CardOf(2));
        using var transport = System.Security.Cryptography.RSA.Create(3072);
        using var wrapping = new Smartcard.Cards.Gids.KeyWrapping(transport.ExportSubjectPublicKeyInfo());
        var others = Convert.ToBase64String(wrapping.WrappingKey);
        var foreign = _files.Row("3", "Eira Foreign", ImportFiles.CardOf(3)).Replace(
            _files.WrappingKey, others, StringComparison.Ordinal);
        await PreviewAsync(ImportFiles.Of(good, damaged, foreign));

        Assert.Contains("Rows that are wrong 2", Words, StringComparison.Ordinal);
        Assert.Contains("Line 3, column “name”: it begins like a formula.", Words, StringComparison.Ordinal);
        Assert.Contains("Line 4, column “wrapped key”: we cannot open the wrapped key.", Words, StringComparison.Ordinal);

        var page = _browser.Path;
        await _browser.SubmitAsync(page + "/wrong-rows");
        var file = Encoding.UTF8.GetString(_browser.Body);
        Assert.Contains("'=Formula", file, StringComparison.Ordinal);
        Assert.DoesNotContain(others, file, StringComparison.Ordinal);

        await _browser.OpenAsync(page);
        await _browser.SubmitAsync(page + "/import");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Some rows are wrong.", Words, StringComparison.Ordinal);

        await _browser.SubmitAsync(page + "/import", ("leave-out", "yes"));
        await ReachAsync(page, ImportState.Done);
        Assert.Equal(["Dilys Good"], (await RowsAsync<Staff>(s => s.ImportId != null)).Select(s => s.DisplayName));
    }

    [Fact]
    [OnPostgres]
    public async Task What_changed_after_the_preview_stops_the_import_whole()
    {
        await PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Ffion First"), ImportFiles.PersonRow("2", "Gwen Second")));
        var page = _browser.Path;
        await InAsync(async database =>
        {
            database.Add(new Staff
            {
                Id = Smartcard.Domain.StaffId.New(), DisplayName = "Somebody", Organisation = "Coast", Number = "2",
            });
            return await database.SaveChangesAsync(_ct);
        });

        await _browser.SubmitAsync(page + "/import");
        await ReachAsync(page, ImportState.Ready);

        Assert.Contains("Nothing was imported: something changed after you looked at the rows.", Words, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync<Staff>(s => s.Number == "1"));
        Assert.Contains("People whose details change 1", Words, StringComparison.Ordinal);
        Assert.Contains("import-overtaken", await _host.AuditAsync());
    }

    [Fact]
    public async Task A_key_in_clear_is_refused_and_kept_nowhere()
    {
        var key = "A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718";
        await UploadAsync(ImportFiles.Of($"1,Hari,Coast,,,{ImportFiles.CardOf(1)},,,{key},,"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Line 2, column 9: this looks like a card’s key in clear.", Words, StringComparison.Ordinal);
        Assert.DoesNotContain(key, _browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(key, await _host.StolenAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await RowsAsync<StaffImport>(_ => true));
        Assert.Contains("import-refused:plain-key", await _host.AuditAsync());
    }

    [Fact]
    public async Task While_it_waits_a_file_is_sealed_and_after_a_day_it_is_removed()
    {
        await PreviewAsync(ImportFiles.Of(_files.Row("31415926", "Iolo Waiting", ImportFiles.CardOf(3))));
        var page = _browser.Path;
        var stolen = await _host.StolenAsync();
        Assert.DoesNotContain("Iolo", stolen, StringComparison.Ordinal);
        Assert.DoesNotContain("31415926", stolen, StringComparison.Ordinal);

        _host.Time.Advance(TimeSpan.FromDays(2));
        await ReachAsync(page, ImportState.Discarded, visits: false);

        Assert.Empty(await RowsAsync<ImportChunk>(_ => true));
        Assert.Contains("import-discarded", await _host.AuditAsync());
    }

    [Fact]
    public async Task Without_a_file_or_with_one_that_is_none_the_page_says_so()
    {
        await UploadAsync([]);
        Assert.Contains("Choose a file.", Words, StringComparison.Ordinal);
        await UploadAsync("not,a,file\n"u8.ToArray());
        Assert.Contains("We do not know these columns: not, a, file.", Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_large_gets_a_sentence()
    {
        await UploadAsync(new byte[70 * 1024 * 1024]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("The file is too large. At most 64 MB can be imported at once. Split it.", Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_accepted_on_a_host_that_is_gone_is_imported_by_another()
    {
        await PreviewAsync(ImportFiles.Of(_files.Row("1", "Llyr Late", ImportFiles.CardOf(4))));
        var page = _browser.Path;
        await InAsync(database => database.Set<StaffImport>()
            .ExecuteUpdateAsync(import => import.SetProperty(i => i.State, ImportState.Accepted), _ct));

        await using var beside = await HostBench.StartBesideAsync(_host);
        await ReachAsync(page, ImportState.Done);

        Assert.Single(await RowsAsync<Card>(c => c.ImportId != null));
    }

    [Fact]
    public async Task A_file_can_be_put_aside()
    {
        await PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Jac Aside")));
        await _browser.SubmitAsync(_browser.Path + "/discard");
        await _browser.OpenAsync(Path);

        Assert.Contains("Not imported", Words, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync<ImportChunk>(_ => true));
    }

    private string Words => string.Join(' ', _browser.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task UploadAsync(byte[] file)
    {
        await _browser.OpenAsync(Path);
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(BackOfficeBrowser.FormTokenOf(_browser.Html)), "__RequestVerificationToken" },
            { content, "file", "staff.csv" },
        };
        await _browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri("http://localhost" + Path)) { Content = form });
    }

    private async Task PreviewAsync(byte[] file)
    {
        await UploadAsync(file);
        Assert.StartsWith(Path + "/", _browser.Path, StringComparison.Ordinal);
        await ReachAsync(_browser.Path, ImportState.Ready);
    }

    private async Task ImportAsync()
    {
        var page = _browser.Path;
        await _browser.SubmitAsync(page + "/import");
        await ReachAsync(page, ImportState.Done);
    }

    /// <summary>The service of the host may be at it; where it is not, this is.</summary>
    private async Task ReachAsync(string page, ImportState state, bool visits = true)
    {
        var id = new Smartcard.Domain.ImportId(Guid.Parse(page.Split('/')[^1]));
        StaffImport? last = null;
        for (var tries = 0; tries < 300; tries++)
        {
            await using (var scope = _host.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<ImportRuns>().RunAsync(_ct);
            }

            last = (await RowsAsync<StaffImport>(i => i.Id == id)).Single();
            if (last.State == state)
            {
                if (visits)
                {
                    await _browser.OpenAsync(page);
                }

                return;
            }

            await Task.Delay(50, _ct);
        }

        Assert.Fail($"The import is {last?.State}, and not {state}.");
    }

    private Task<List<TRow>> RowsAsync<TRow>(System.Linq.Expressions.Expression<Func<TRow, bool>> which)
        where TRow : class => InAsync(database => database.Set<TRow>().AsNoTracking().Where(which).ToListAsync(_ct));

    private async Task<bool> HasKeyAsync(string card)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VaultOutsideTurns>().HasAsync(card, _ct);
    }

    private async Task<TResult> InAsync<TResult>(Func<SmartcardDbContext, Task<TResult>> act)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }
}
