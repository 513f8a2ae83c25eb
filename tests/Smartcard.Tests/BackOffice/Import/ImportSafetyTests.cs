using System.Net;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.Storage.Records;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>What no file can do: give a card away unseen, change what is one’s own, or bring in a key in clear.</summary>
public sealed class ImportSafetyTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private ImportBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ImportBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_card_gets_another_holder_only_with_a_reason_and_leaves_its_registration_behind()
    {
        var card = ImportFiles.CardOf(7);
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("1", "Old Holder", card)));
        await _bench.ImportAsync();
        var kept = (await _bench.RowsAsync<Card>(c => c.Identifier == CardIdentifier.Parse(card))).Single();
        await _bench.InAsync(async database =>
        {
            var registration = new Registration
            {
                Id = Smartcard.Domain.RegistrationId.New(),
                CardId = kept.Id,
                StaffId = kept.StaffId,
                JourneyId = Smartcard.Domain.JourneyId.New(),
                Answers = [],
                CreatedAt = _bench.Host.Time.GetUtcNow(),
            };
            registration.Complete(_bench.Host.Time.GetUtcNow());
            database.Add(registration);
            return await database.SaveChangesAsync(_ct);
        });

        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("2", "New Holder", card)));
        Assert.Contains(
            "Line 2, column “holder changed”: this card belongs to somebody else. If it has a new holder, write “reissued”, “swapped” or "
            + "“corrected” here.",
            _bench.Words,
            StringComparison.Ordinal);

        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("2", "New Holder", card, reason: "swapped")));
        await _bench.ImportAsync();

        var holder = (await _bench.RowsAsync<Staff>(s => s.Number == "2")).Single();
        Assert.Equal(holder.Id, (await _bench.RowsAsync<Card>(c => c.Id == kept.Id)).Single().StaffId);
        Assert.Equal(RegistrationState.Superseded, (await _bench.RowsAsync<Registration>(r => r.CardId == kept.Id)).Single().State);
        var old = (await _bench.RowsAsync<Staff>(s => s.Number == "1")).Single();
        Assert.Contains($"card-holder-changed:Swapped+{End(old.Id)}+{End(holder.Id)}", await _bench.Host.AuditAsync());

        static string End(Smartcard.Domain.StaffId id) => id.Value.ToString("N")[^8..];
    }

    [Fact]
    [OnPostgres]
    public async Task A_wrapped_key_is_of_one_card_for_good()
    {
        var (hers, mine, third) = (ImportFiles.CardOf(21), ImportFiles.CardOf(22), ImportFiles.CardOf(23));
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("1", "Her Card", hers), _bench.Files.Row("2", "My Card", mine)));
        await _bench.ImportAsync();
        var stolen = _bench.Files.RowWithKeyOf(hers, "2", "My Card", mine);
        const string fault = "this wrapped key belongs to another card, or once did.";

        await _bench.PreviewAsync(ImportFiles.Of(stolen));
        Assert.Contains($"Line 2, column “wrapped key”: {fault}", _bench.Words, StringComparison.Ordinal);

        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.RowWithNewKey("1", "Her Card", hers)));
        await _bench.ImportAsync();
        await _bench.PreviewAsync(ImportFiles.Of(stolen));
        Assert.Contains(fault, _bench.Words, StringComparison.Ordinal); // also after her card has another key

        var first = _bench.Files.RowWithNewKey("2", "My Card", mine);
        await _bench.PreviewAsync(ImportFiles.Of(first, _bench.Files.RowWithKeyOf(mine, "3", "Third Card", third)));
        Assert.Contains($"Line 3, column “wrapped key”: {fault}", _bench.Words, StringComparison.Ordinal); // in one file, too
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_has_left_is_changed_and_their_card_is_suspended()
    {
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("1", "Carys Leaver", ImportFiles.CardOf(9))));
        await _bench.ImportAsync();

        await _bench.PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Carys Leaver", "Hills", "left")));
        Assert.Contains("People whose details change 1", _bench.Words, StringComparison.Ordinal);
        await _bench.ImportAsync();

        var person = (await _bench.RowsAsync<Staff>(s => s.Number == "1")).Single();
        Assert.NotNull(person.LeftAt);
        Assert.Equal("Hills", person.Organisation);
        Assert.Equal(CardStateReason.HolderLeft, (await _bench.RowsAsync<Card>(c => c.StaffId == person.Id)).Single().StateReason);
        var audit = await _bench.Host.AuditAsync();
        Assert.Contains("staff-changed:Organisation", audit);
        Assert.Contains(audit, e => e.StartsWith("staff-left:", StringComparison.Ordinal));
        Assert.All(await _bench.RowsAsync<StaffWord>(w => w.StaffId == person.Id), w => Assert.Equal("Hills", w.Organisation));
    }

    [Fact]
    [OnPostgres]
    public async Task A_card_that_somebody_gets_who_has_left_is_suspended()
    {
        await _bench.PreviewAsync(ImportFiles.Of(
            _bench.Files.Row("1", "First Holder", ImportFiles.CardOf(9)), _bench.Files.Row("2", "Second", ImportFiles.CardOf(8))));
        await _bench.ImportAsync();
        await _bench.PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("3", "Gone Before", "Coast", "left")));
        await _bench.ImportAsync();

        await _bench.PreviewAsync(ImportFiles.Of(
            _bench.Files.Row("3", "Gone Before", ImportFiles.CardOf(9), reason: "swapped"),
            _bench.Files.Row("4", "New And Gone", ImportFiles.CardOf(8), reason: "swapped")
                .Replace(",Coast,,,", ",Coast,,left,", StringComparison.Ordinal)));
        await _bench.ImportAsync();

        var cards = await _bench.RowsAsync<Card>(_ => true);
        Assert.Equal(2, cards.Count);
        Assert.All(cards, card => Assert.Equal(CardStateReason.HolderLeft, card.StateReason));
    }

    [Fact]
    [OnPostgres]
    public async Task Nobody_changes_their_own_record_or_card_by_a_file_and_no_card_gets_another_public_key()
    {
        var me = await _bench.InAsync(database => database.Users.Where(u => u.Roles == BackOfficeRoles.RaAdmin && u.PasswordHash != null)
            .OrderByDescending(u => u.Id).Select(u => u.DisplayName).FirstAsync(_ct));
        await _bench.PreviewAsync(ImportFiles.Of(
            _bench.Files.Row("1", me, ImportFiles.CardOf(9)), _bench.Files.Row("2", "Other", ImportFiles.CardOf(8))));
        await _bench.ImportAsync();

        using var attacker = System.Security.Cryptography.RSA.Create(2048);
        var other = _bench.Files.Row("2", "Other", ImportFiles.CardOf(8)).Split(',');
        other[6] = Convert.ToBase64String(attacker.ExportSubjectPublicKeyInfo());
        await _bench.PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", me, "Hills"), string.Join(',', other)));

        Assert.Contains("it would change your own record or card", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("the card is known with another public key", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("Rows that are wrong 2", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task What_changed_after_the_preview_stops_the_import_whole()
    {
        await _bench.PreviewAsync(ImportFiles.Of(ImportFiles.PersonRow("1", "Ffion First"), ImportFiles.PersonRow("2", "Gwen Second")));
        var page = _bench.Browser.Path;
        await _bench.InAsync(async database =>
        {
            database.Add(new Staff
            {
                Id = Smartcard.Domain.StaffId.New(), DisplayName = "Somebody", Organisation = "Coast", Number = "2",
            });
            return await database.SaveChangesAsync(_ct);
        });

        await _bench.Browser.SubmitAsync(page + "/import");
        await _bench.ReachAsync(page, ImportState.Ready);

        Assert.Contains("Nothing was imported: something changed after you looked at the rows.", _bench.Words, StringComparison.Ordinal);
        Assert.Empty(await _bench.RowsAsync<Staff>(s => s.Number == "1"));
        Assert.Contains("People whose details change 1", _bench.Words, StringComparison.Ordinal);
        Assert.Contains("import-overtaken", await _bench.Host.AuditAsync());
    }

    [Fact]
    public async Task A_key_in_clear_is_refused_and_kept_nowhere()
    {
        var key = "A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718";
        await _bench.UploadAsync(ImportFiles.Of($"1,Hari,Coast,,,{ImportFiles.CardOf(1)},,,{key},,"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _bench.Browser.Status);
        Assert.Contains("Line 2, column 9: this looks like a card’s key in clear.", _bench.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(key, _bench.Browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(key, await _bench.Host.StolenAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await _bench.RowsAsync<StaffImport>(_ => true));
        Assert.Contains("import-refused:plain-key", await _bench.Host.AuditAsync());
    }

    [Fact]
    public async Task While_it_waits_a_file_is_sealed_and_after_a_day_it_is_removed()
    {
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("31415926", "Iolo Waiting", ImportFiles.CardOf(3))));
        var page = _bench.Browser.Path;
        var stolen = await _bench.Host.StolenAsync();
        Assert.DoesNotContain("Iolo", stolen, StringComparison.Ordinal);
        Assert.DoesNotContain("31415926", stolen, StringComparison.Ordinal);

        _bench.Host.Time.Advance(TimeSpan.FromDays(2));
        await _bench.ReachAsync(page, ImportState.Discarded, visits: false);

        Assert.Empty(await _bench.RowsAsync<ImportChunk>(_ => true));
        Assert.Contains("import-discarded", await _bench.Host.AuditAsync());
    }
}
