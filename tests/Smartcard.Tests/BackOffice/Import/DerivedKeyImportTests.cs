using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>Cards whose keys the vault derives: nobody sends a key.</summary>
public sealed class DerivedKeyImportTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private ImportBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ImportBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_card_is_imported_with_a_key_that_the_vault_derives_and_the_same_file_again_changes_nothing()
    {
        await MakeKeysAsync();
        var file = ImportFiles.OfDerived(ImportFiles.DerivedRow("101", "Amal Import", ImportFiles.CardOf(1), version: "2"));
        await _bench.PreviewAsync(file);

        await _bench.ImportAsync();

        var key = Assert.Single(await _bench.RowsAsync<CardKey>(_ => true));
        Assert.Equal((2, null, null), (key.Version, key.Wrapped, key.WrappingKeyId));
        Assert.Empty(await _bench.RowsAsync<WrappingKey>(_ => true));
        Assert.True(await _bench.HasKeyAsync(ImportFiles.CardOf(1)));
        await _bench.PreviewAsync(file);
        Assert.Contains("Rows that change nothing 1", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapped_key_becomes_a_derived_one_only_where_something_shows_that_the_card_has_it()
    {
        await MakeKeysAsync();
        var card = ImportFiles.CardOf(1);
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("101", "Amal Import", card)));
        await _bench.ImportAsync();

        await _bench.PreviewAsync(ImportFiles.OfDerived(ImportFiles.DerivedRow("101", "Amal Import", card)));
        Assert.Contains(
            "Line 2, column “key source”: the key of this card came another way until now", _bench.Words, StringComparison.Ordinal);

        await _bench.PreviewAsync(ImportFiles.OfDerived(ImportFiles.DerivedRow("101", "Amal Import", card, version: "2")));
        await _bench.ImportAsync();
        Assert.Null(Assert.Single(await _bench.RowsAsync<CardKey>(_ => true)).Wrapped);
    }

    [Fact]
    public async Task A_vault_without_a_master_key_derives_none()
    {
        await _bench.PreviewAsync(ImportFiles.OfDerived(ImportFiles.DerivedRow("101", "Amal Import", ImportFiles.CardOf(1))));

        Assert.Contains(
            "Line 2, column “key source”: the key vault has no master key, so it cannot derive the key of this card.",
            _bench.Words,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_value_of_another_master_key_is_told()
    {
        await MakeKeysAsync();
        var vault = _bench.Host.Services.GetRequiredService<ICardKeyVault>();
        var right = await vault.CheckDerivedAsync(new CardKeyHandle.Derived(ImportFiles.CardOf(1), 1), _ct);

        await _bench.PreviewAsync(ImportFiles.OfDerived(
            ImportFiles.DerivedRow("101", "Amal Import", ImportFiles.CardOf(1), checkValue: Convert.ToHexString(right.CheckValue!)),
            ImportFiles.DerivedRow("102", "Beca Import", ImportFiles.CardOf(2), checkValue: Convert.ToHexString(right.CheckValue!))));

        Assert.Contains("Rows that are wrong 1", _bench.Words, StringComparison.Ordinal);
        Assert.Contains(
            "Line 3, column “key check value”: the key does not have this check value.", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_wrapped_is_derived_from_now_on_and_no_older_version_comes_back()
    {
        await MakeKeysAsync();
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("101", "Amal Import", ImportFiles.CardOf(1))));
        await _bench.ImportAsync();

        await _bench.PreviewAsync(
            ImportFiles.OfDerived(ImportFiles.DerivedRow("101", "Amal Import", ImportFiles.CardOf(1), version: "2")));
        Assert.Contains("Cards that change 1", _bench.Words, StringComparison.Ordinal);
        await _bench.ImportAsync();

        Assert.Null(Assert.Single(await _bench.RowsAsync<CardKey>(_ => true)).Wrapped);
        Assert.Contains("card-key-changed", await _bench.Host.AuditAsync());
        await _bench.PreviewAsync(ImportFiles.Of(_bench.Files.Row("101", "Amal Import", ImportFiles.CardOf(1))));
        Assert.Contains("Rows that are wrong 1", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bureau_with_the_same_master_key_puts_the_key_on_the_card_that_the_vault_answers_with()
    {
        await MakeKeysAsync();
        await _bench.PreviewAsync(ImportFiles.OfDerived(ImportFiles.DerivedRow("101", "Amal Import", ImportFiles.CardOf(1))));
        await _bench.ImportAsync();
        var challenge = new byte[16]; // the same on both sides, so that the host's message is one that the card could have made

        await using var scope = _bench.Host.Services.CreateAsyncScope();
        var answer = await scope.ServiceProvider.GetRequiredService<VaultOutsideTurns>()
            .AnswerAsync(ImportFiles.CardOf(1), challenge, challenge, _ct);

        var vault = _bench.Host.Services.GetRequiredService<ICardKeyVault>();
        Assert.True(await vault.ConfirmsAsync(new CardKeyHandle.Derived(ImportFiles.CardOf(1), 1), challenge, challenge, answer, _ct));
    }

    private Task<IReadOnlyList<VaultKey>> MakeKeysAsync() =>
        _bench.Host.Services.GetRequiredService<IVaultKeys>().MakeMissingAsync(_ct);
}
