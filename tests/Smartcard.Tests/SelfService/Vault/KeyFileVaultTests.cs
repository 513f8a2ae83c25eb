using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards.Gids;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>The development vault, and what its file has from older versions.</summary>
public sealed class KeyFileVaultTests : VaultTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-vault-");
    private readonly EphemeralDataProtectionProvider _sealing = new();
    private readonly KeyFileVault _vault;

    public KeyFileVaultTests()
    {
        var file = new SealedKeyFile(Path, _sealing);
        file.Change(keys => keys["master"] = file.Seal("master", Master));
        _vault = new KeyFileVault(Path, _sealing, new FakeTimeProvider());
        using var ours = TransportPairs.Ours();
        _vault.AddTransportKey(ours);
    }

    protected override ICardKeyVault Vault => _vault;

    protected override IVaultKeys Keys => _vault;

    private string Path => System.IO.Path.Combine(_folder.FullName, "vault.json");

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_key_under_a_transport_key_that_is_not_there_opens_nothing()
    {
        using var wrapping = await WrappingAsync();
        var wrapped = Wrapped(wrapping, GidsMutualAuthentication.NewAdminKey()) with { TransportKeyId = new string('A', 64) };

        Assert.False(await Vault.HasAsync(new CardKeyHandle.Wrapped(CardIdentifier, wrapped), Ct));
    }

    [Fact]
    public async Task A_key_that_an_older_version_kept_still_answers()
    {
        var key = GidsMutualAuthentication.NewAdminKey();
        var sealing = _sealing.CreateProtector("Smartcard.CardKeys.v1");
        var path = Path + ".old";
        await File.WriteAllTextAsync(path, $$"""{"{{CardIdentifier}}":"{{Convert.ToBase64String(sealing.Protect(key))}}"}""", Ct);
        using var old = new KeyFileVault(path, _sealing);

        Assert.NotNull(await old.AnswerAsync(new CardKeyHandle.Unrecorded(CardIdentifier), new byte[16], new byte[16], Ct));
        Assert.False(await old.HasAsync(new CardKeyHandle.Derived(CardIdentifier, 1), Ct)); // there is no master key
    }

    [Fact]
    public async Task Missing_keys_are_made_once_and_another_host_has_them()
    {
        using var one = new KeyFileVault(Path + ".new", _sealing);
        using var other = new KeyFileVault(Path + ".new", _sealing);

        Assert.All(await one.MakeMissingAsync(Ct), key => Assert.True(key.IsNew));

        Assert.All(await other.MakeMissingAsync(Ct), key => Assert.False(key.IsNew));
        Assert.True(await other.HasAsync(new CardKeyHandle.Derived(CardIdentifier, 1), Ct));
    }

    [Fact]
    public async Task Keys_that_are_sealed_again_answer_as_before_and_the_file_holds_none_in_clear()
    {
        using var wrapping = await WrappingAsync();
        var key = GidsMutualAuthentication.NewAdminKey();
        _vault.Add(CardIdentifier, key);
        var before = await File.ReadAllTextAsync(Path, Ct);

        Assert.Equal(1, _vault.SealAgain());

        Assert.NotEqual(before, await File.ReadAllTextAsync(Path, Ct));
        await AnswersAsync(new CardKeyHandle.Unrecorded(CardIdentifier), key);
        await AnswersAsync(new CardKeyHandle.Wrapped(CardIdentifier, Wrapped(wrapping, key)), key);
        var content = await File.ReadAllTextAsync(Path, Ct);
        Assert.All(
            new[] { Convert.ToBase64String(key), Convert.ToHexString(key), Convert.ToBase64String(Master), "PRIVATE KEY" },
            secret => Assert.DoesNotContain(secret, content, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_sealed_key_cannot_take_the_place_of_the_master_key()
    {
        var file = new SealedKeyFile(Path, _sealing);
        file.Change(keys => keys["master"] = keys.Single(k => k.Key.StartsWith("transport/", StringComparison.Ordinal)).Value);

        Assert.Throws<CryptographicException>(() => file.Use("master", _ => true));
    }

    /// <summary>A token opens it: it does not say how long a key is that it has unwrapped.</summary>
    [Fact]
    public async Task A_wrapping_key_that_is_shorter_than_it_should_be_opens_nothing() =>
        Assert.Equal(new KeyCheck(Unwraps: false, null, null), await _vault.CheckAsync(await WithShortWrappingKeyAsync(), Ct));

    private async Task<WrappedCardKey> WithShortWrappingKeyAsync()
    {
        using var transport = RSA.Create();
        transport.ImportSubjectPublicKeyInfo((await _vault.CurrentTransportKeyAsync(Ct)).PublicKey, out _);
        using var aes = Aes.Create();
        aes.SetKey(RandomNumberGenerator.GetBytes(16));
        return new WrappedCardKey(
            transport.Encrypt(aes.Key, RSAEncryptionPadding.OaepSHA1),
            aes.EncryptKeyWrapPadded(GidsMutualAuthentication.NewAdminKey()));
    }
}
