using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.Storage.Records;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>From the upload of a file to what is imported, as an RA administrator does it.</summary>
public sealed class ImportPageTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private ImportBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ImportBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_file_that_waits_for_somebody_stays_on_the_list_however_much_systems_send()
    {
        await _bench.PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Amal Import")));
        var now = _bench.Host.Time.GetUtcNow();
        await _bench.InAsync(database =>
        {
            for (var i = 1; i <= 120; i++)
            {
                var sent = new StaffImport
                {
                    Id = ImportId.New(),
                    FileName = "",
                    By = UserId.New(),
                    Manner = ImportManner.AtOnce,
                    At = now.AddMinutes(i),
                    StateAt = now,
                };
                sent.Turn(ImportState.Done, now);
                database.Add(sent);
            }

            return database.SaveChangesAsync(_ct);
        });

        await _bench.Browser.OpenAsync(ImportBench.Path);

        Assert.Contains("staff.csv", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task People_and_cards_are_imported_with_keys_that_the_vault_can_use_and_the_same_file_again_changes_nothing()
    {
        var file = ImportFiles.Of(
            _bench.Files.Row("101", "Amal Import", ImportFiles.CardOf(1)),
            _bench.Files.Row("101", "Amal Import", ImportFiles.CardOf(2)),
            ImportFiles.PersonRow("102", "Beca Import"));
        await _bench.PreviewAsync(file);
        Assert.Contains("New people 2", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("New cards 2", _bench.Words, StringComparison.Ordinal);

        await _bench.ImportAsync();

        Assert.Contains("People: 2 new, 0 changed. Cards: 2 new, 0 changed.", _bench.Words, StringComparison.Ordinal);
        var staff = await _bench.RowsAsync<Staff>(s => s.Number != null && s.Number.StartsWith("10"));
        Assert.Equal(["Amal Import", "Beca Import"], staff.Select(s => s.DisplayName).Order());
        Assert.All(staff, s => Assert.NotNull(s.ImportId));
        Assert.NotEmpty(await _bench.RowsAsync<StaffWord>(w => w.Word == "import"));
        Assert.Single(await _bench.RowsAsync<WrappingKey>(_ => true));
        Assert.True(await _bench.HasKeyAsync(ImportFiles.CardOf(2)));
        Assert.Empty(await _bench.RowsAsync<ImportChunk>(_ => true));
        Assert.Contains("import-done:2:2", await _bench.Host.AuditAsync());

        await _bench.PreviewAsync(file);
        Assert.Contains("Rows that change nothing 3", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("there is no row that changes something", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Wrong_rows_are_told_downloaded_without_keys_and_left_out_only_if_somebody_says_so()
    {
        var good = _bench.Files.Row("1", "Dilys Good", ImportFiles.CardOf(1));
        var damaged = _bench.Files.Row("2", "=Formula", ImportFiles.CardOf(2));
        using var transport = System.Security.Cryptography.RSA.Create(3072);
        using var wrapping = new Smartcard.Cards.Gids.KeyWrapping(transport.ExportSubjectPublicKeyInfo());
        var others = Convert.ToBase64String(wrapping.WrappingKey);
        var foreign = _bench.Files.Row("3", "Eira Foreign", ImportFiles.CardOf(3)).Replace(
            _bench.Files.WrappingKey, others, StringComparison.Ordinal);
        await _bench.PreviewAsync(ImportFiles.Of(good, damaged, foreign));

        Assert.Contains("Rows that are wrong 2", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("Line 3, column “name”: it begins like a formula.", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("Line 4, column “wrapped key”: we cannot open the wrapped key.", _bench.Words, StringComparison.Ordinal);

        var page = _bench.Browser.Path;
        await _bench.Browser.SubmitAsync(page + "/wrong-rows");
        var file = Encoding.UTF8.GetString(_bench.Browser.Body);
        Assert.Contains("'=Formula", file, StringComparison.Ordinal);
        Assert.DoesNotContain(others, file, StringComparison.Ordinal);

        await _bench.Browser.OpenAsync(page);
        await _bench.Browser.SubmitAsync(page + "/import");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _bench.Browser.Status);
        Assert.Contains("Some rows are wrong.", _bench.Words, StringComparison.Ordinal);

        await _bench.Browser.SubmitAsync(page + "/import", ("leave-out", "yes"));
        await _bench.ReachAsync(page, ImportState.Done);
        Assert.Equal(["Dilys Good"], (await _bench.RowsAsync<Staff>(s => s.ImportId != null)).Select(s => s.DisplayName));
    }

    [Fact]
    public async Task Without_a_file_or_with_one_that_is_none_the_page_says_so()
    {
        await _bench.UploadAsync([]);
        Assert.Contains("Choose a file.", _bench.Words, StringComparison.Ordinal);
        await _bench.UploadAsync("not,a,file\n"u8.ToArray());
        Assert.Contains("We do not know these columns: not, a, file.", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_large_gets_a_sentence()
    {
        await _bench.UploadAsync(new byte[70 * 1024 * 1024]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _bench.Browser.Status);
        Assert.Contains("The file is too large. At most 64 MB can be imported at once. Split it.", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_accepted_on_a_host_that_is_gone_is_imported_by_another()
    {
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("1", "Llyr Late", ImportFiles.CardOf(4))));
        var page = _bench.Browser.Path;
        await _bench.InAsync(database => database.Set<StaffImport>()
            .ExecuteUpdateAsync(import => import.SetProperty(i => i.State, ImportState.Accepted), _ct));

        await using var beside = await HostBench.StartBesideAsync(_bench.Host);
        await _bench.ReachAsync(page, ImportState.Done);

        Assert.Single(await _bench.RowsAsync<Card>(c => c.ImportId != null));
    }

    [Fact]
    public async Task A_file_can_be_put_aside()
    {
        await _bench.PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Jac Aside")));
        await _bench.Browser.SubmitAsync(_bench.Browser.Path + "/discard");
        await _bench.Browser.OpenAsync(ImportBench.Path);

        Assert.Contains("Not imported", _bench.Words, StringComparison.Ordinal);
        Assert.Empty(await _bench.RowsAsync<ImportChunk>(_ => true));
    }
}
