using Microsoft.Extensions.Logging.Abstractions;
using Net.Pkcs11Interop.Common;
using Smartcard.Cards.Gids;
using Smartcard.SelfService.Vault;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.Tests.SelfService.Vault.Pkcs11;

/// <summary>Keys in a token, which never leave it.</summary>
[Collection(SoftHsm.Tests)]
public sealed class Pkcs11VaultTests : VaultTests, IDisposable
{
    private readonly string _token = SoftHsm.NewToken(Master);
    private readonly Pkcs11Vault _vault;

    public Pkcs11VaultTests() => _vault = Start(_token);

    protected override ICardKeyVault Vault => _vault;

    protected override IVaultKeys Keys => _vault;

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task Keys_are_made_in_an_empty_token_and_cannot_be_read_or_leave_it()
    {
        var token = SoftHsm.NewToken(master: null);
        using var vault = Start(token);

        var made = await vault.MakeMissingAsync(Ct);

        Assert.All(made, key => Assert.True(key.IsNew));
        Assert.Matches("^[0-9A-F]{6}$", made[0].CheckValue);
        Assert.All(await vault.MakeMissingAsync(Ct), key => Assert.False(key.IsNew));
        Assert.True(await vault.HasAsync(new CardKeyHandle.Derived(CardIdentifier, 1), Ct));
        Assert.Equal([(true, false)], Objects(token, CKO.CKO_SECRET_KEY, CKA.CKA_VALUE));
        Assert.Equal([(true, false)], Objects(token, CKO.CKO_PRIVATE_KEY, CKA.CKA_PRIVATE_EXPONENT));
    }

    [Fact]
    public async Task No_key_of_a_card_stays_in_the_token()
    {
        using var wrapping = await WrappingAsync();
        var wrapped = Wrapped(wrapping, GidsMutualAuthentication.NewAdminKey());
        await Vault.TransportKeysAsync(Ct);
        var before = Objects(_token, CKO.CKO_SECRET_KEY, CKA.CKA_VALUE).Count;

        await Vault.AnswerAsync(new CardKeyHandle.Wrapped(CardIdentifier, wrapped), new byte[16], new byte[16], Ct);
        await Vault.AnswerAsync(new CardKeyHandle.Derived(CardIdentifier, 1), new byte[16], new byte[16], Ct);
        await Vault.ConfirmsAsync(new CardKeyHandle.Derived(CardIdentifier, 1), new byte[16], new byte[16], new byte[40], Ct);
        Assert.False(await Vault.HasAsync(new CardKeyHandle.Wrapped(CardIdentifier, wrapped with { Key = new byte[32] }), Ct));

        Assert.Equal(1, before); // the master key
        Assert.Equal(before, Objects(_token, CKO.CKO_SECRET_KEY, CKA.CKA_VALUE).Count);
    }

    [Fact]
    public async Task A_transport_key_that_a_command_made_is_known_to_a_host_that_runs()
    {
        await Vault.TransportKeysAsync(Ct);
        using var command = Start(_token);
        await command.NewTransportKeyAsync(Ct);

        using var wrapping = await WrappingAsync();

        Assert.True((await Vault.CheckAsync(Wrapped(wrapping, GidsMutualAuthentication.NewAdminKey()), Ct)).Unwraps);
    }

    [Fact]
    public async Task A_key_under_a_transport_key_that_the_token_lacks_accuses_no_card()
    {
        using var wrapping = await WrappingAsync();
        var wrapped = Wrapped(wrapping, GidsMutualAuthentication.NewAdminKey()) with { TransportKeyId = new string('A', 64) };

        var away = await Assert.ThrowsAsync<VaultAwayException>(async () =>
            await Vault.ConfirmsAsync(new CardKeyHandle.Wrapped(CardIdentifier, wrapped), new byte[16], new byte[16], new byte[40], Ct));

        Assert.Contains("It does not have the transport key AAAAAAAA.", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_token_without_the_same_keys_is_said_to_be_copied()
    {
        var other = SoftHsm.NewToken([.. Master.Reverse()]);
        using var vault = Start(_token, other);

        var refused = await Assert.ThrowsAsync<VaultAwayException>(() => vault.MakeMissingAsync(Ct));

        Assert.Contains($"{other} has not the same ones", refused.Message, StringComparison.Ordinal);
    }

    private static Pkcs11Vault Start(params string[] tokens) =>
        new(SoftHsm.OptionsFor(tokens), TimeProvider.System, NullLogger<Pkcs11Vault>.Instance);

    /// <summary>Of each key in a session's sight: whether its secret is hidden, and whether it may leave the token.</summary>
    private static List<(bool IsHidden, bool IsExtractable)> Objects(string token, CKO kind, CKA secret)
    {
        var factories = TokenLibrary.Factories;
        var loaded = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, SoftHsm.Library, AppType.MultiThreaded);
        var slot = loaded.GetSlotList(SlotsType.WithTokenPresent).Single(s => s.GetTokenInfo().Label.Trim() == token);
        using var session = slot.OpenSession(SessionType.ReadOnly); // the program is logged in
        return
        [
            .. session.FindAllObjects([factories.ObjectAttributeFactory.Create(CKA.CKA_CLASS, kind)])
                .Select(key => session.GetAttributeValue(key, [secret, CKA.CKA_EXTRACTABLE]))
                .Select(values => (values[0].CannotBeRead, values[1].GetValueAsBool())),
        ];
    }
}
