using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>PIV cards are imported, and the same file still fits after their PUKs have been used.</summary>
public sealed class PivImportPageTests : IAsyncLifetime
{
    private const string Head =
        "staff number,name,organisation,card id,card type,public key,presence key,key source,wrapping key,wrapped key,key version\n";

    private static readonly string Key = KeyOf(ECCurve.NamedCurves.nistP256);
    private static readonly string PresenceKey = KeyOf(ECCurve.NamedCurves.nistP384);
    private static readonly byte[] Puk = "31415926"u8.ToArray();

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private ImportBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ImportBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_card_with_a_wrapped_PUK_is_imported_and_the_vault_opens_it()
    {
        var file = await WrappedAsync();
        await _bench.PreviewAsync(file);
        await _bench.ImportAsync();

        var card = Assert.Single(await _bench.RowsAsync<Card>(c => c.Type == CardType.Piv));
        Assert.Equal(PresenceKey, Convert.ToBase64String(card.PresenceKey!));
        await using var scope = _bench.Host.Services.CreateAsyncScope();
        Assert.Equal(Puk, await scope.ServiceProvider.GetRequiredService<VaultOutsideTurns>().PukAsync(card.Identifier.Value, 1, _ct));
        await _bench.PreviewAsync(file);
        Assert.Contains("Rows that change nothing 1", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_its_PUK_was_used_the_same_file_changes_nothing_and_a_newer_PUK_replaces_all_that_was_known()
    {
        var file = await WrappedAsync();
        await _bench.PreviewAsync(file);
        await _bench.ImportAsync();
        await UseAsync();

        await _bench.PreviewAsync(file);
        Assert.Contains("Rows that change nothing 1", _bench.Words, StringComparison.Ordinal);
        await _bench.PreviewAsync(Derived("3"));
        Assert.Contains("the card has version 3 of its key already", _bench.Words, StringComparison.Ordinal);
        await _bench.PreviewAsync(Derived("4"));
        await _bench.ImportAsync();

        Assert.Equal(new PukCandidates(4), Assert.Single(await _bench.RowsAsync<CardKey>(_ => true)).Puk);
    }

    [Fact]
    public async Task A_card_keeps_its_type_and_both_of_its_keys()
    {
        var file = await WrappedAsync();
        await _bench.PreviewAsync(file);
        await _bench.ImportAsync();

        var otherKey = Encoding.UTF8.GetString(file).Replace(PresenceKey, KeyOf(ECCurve.NamedCurves.nistP256), StringComparison.Ordinal);
        await _bench.PreviewAsync(Encoding.UTF8.GetBytes(otherKey));
        Assert.Contains("column “presence key”: the card is known with another public key", _bench.Words, StringComparison.Ordinal);
        using var rsa = RSA.Create(2048);
        var gids = $"101,Amal Import,Coast,{ImportFiles.CardOf(1)},GIDS,{Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())},,,,,";
        await _bench.PreviewAsync(Encoding.UTF8.GetBytes(Head + gids));
        Assert.Contains("column “card type”: the card is known as another type of card", _bench.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_without_a_master_key_could_not_change_a_PUK_that_was_used_so_the_card_is_not_taken()
    {
        await _bench.PreviewAsync(await WrappedAsync(makesMaster: false));

        Assert.Contains("Line 2, column “card type”: the key vault has no master key", _bench.Words, StringComparison.Ordinal);
    }

    private async Task<byte[]> WrappedAsync(bool makesMaster = true)
    {
        if (makesMaster)
        {
            await _bench.Host.Services.GetRequiredService<IVaultKeys>().MakeMissingAsync(_ct);
        }

        var transport = (await _bench.Host.Services.GetRequiredService<ICardKeyVault>().TransportKeysAsync(_ct))[0];
        using var wrapping = new KeyWrapping(transport.PublicKey);
        return Row($",{Convert.ToBase64String(wrapping.WrappingKey)},{Convert.ToBase64String(wrapping.Wrap(Puk))},");
    }

    private static byte[] Derived(string version) => Row($"derived,,,{version}");

    private static byte[] Row(string key) =>
        Encoding.UTF8.GetBytes(Head + $"101,Amal Import,Coast,{ImportFiles.CardOf(1)},PIV,{Key},{PresenceKey},{key}\n");

    /// <summary>It was reset, and is just being given its third PUK.</summary>
    private async Task UseAsync()
    {
        await using var scope = _bench.Host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var key = await database.Set<CardKey>().SingleAsync(_ct);
        key.Note(key.Puk.Accepted(1).Changed().Accepted(2), _bench.Host.Time.GetUtcNow());
        await database.SaveChangesAsync(_ct);
    }

    private static string KeyOf(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
