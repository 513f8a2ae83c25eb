using System.Text;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>What every vault does. A class for each vault inherits it.</summary>
public abstract class VaultTests
{
    protected const string CardIdentifier = "00112233445566778899AABBCCDDEEFF";

    private readonly byte[] _key = GidsMutualAuthentication.NewAdminKey();
    private readonly byte[] _hostChallenge = GidsMutualAuthentication.NewHostChallenge();

    /// <summary>The first PUK of <see cref="CardIdentifier"/>, worked out by another program.</summary>
    private const string Known = "67193906";

    /// <summary>The vault's master key.</summary>
    protected static byte[] Master { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 5))];

    protected CancellationToken Ct { get; } = TestContext.Current.CancellationToken;

    /// <summary>Has <see cref="Master"/> and one transport key.</summary>
    protected abstract ICardKeyVault Vault { get; }

    protected abstract IVaultKeys Keys { get; }

    [Fact]
    public async Task A_card_is_answered_with_its_wrapped_key_and_confirmed()
    {
        using var wrapping = await WrappingAsync();

        await AnswersAsync(new CardKeyHandle.Wrapped(CardIdentifier, Wrapped(wrapping, _key)), _key);
    }

    [Fact]
    public async Task A_card_is_answered_with_its_derived_key_and_confirmed()
    {
        var handle = new CardKeyHandle.Derived(CardIdentifier, 1);

        await AnswersAsync(handle, CardKeyDerivation.Derive(Master, handle));
    }

    [Fact]
    public async Task A_derived_PUK_has_8_digits_and_is_another_for_each_card_and_version()
    {
        var handle = new CardKeyHandle.Derived(CardIdentifier, 1);

        var puk = await Vault.PukAsync(handle, Ct);

        Assert.Equal(Known, Encoding.ASCII.GetString(puk!));
        foreach (var other in new[] { handle with { Version = 2 }, handle with { CardIdentifier = new string('A', 32) } })
        {
            Assert.NotEqual(puk, await Vault.PukAsync(other, Ct));
        }
    }

    [Fact]
    public async Task A_wrapped_PUK_comes_out_as_it_was_and_answers_no_card()
    {
        using var wrapping = await WrappingAsync();
        var wrapped = Wrapped(wrapping, [1, 2, 3, 4, 0xFF, 6, 7, 8]);
        var handle = new CardKeyHandle.Wrapped(CardIdentifier, wrapped);

        Assert.True(wrapped.IsPuk);
        Assert.Equal([1, 2, 3, 4, 0xFF, 6, 7, 8], await Vault.PukAsync(handle, Ct));
        Assert.True(await Vault.HasAsync(handle, Ct));
        var check = await Vault.CheckAsync(wrapped, Ct);
        Assert.Equal((true, null), (check.Unwraps, check.CheckValue));
        Assert.NotNull(check.TransportKeyId);
        Assert.Null(await Vault.AnswerAsync(handle, _hostChallenge, new byte[16], Ct));
        Assert.False(await Vault.ConfirmsAsync(handle, _hostChallenge, new byte[16], new byte[40], Ct));
    }

    [Fact]
    public async Task No_key_of_a_card_comes_out_as_a_PUK_and_nothing_that_is_none()
    {
        using var wrapping = await WrappingAsync();
        var puk = Wrapped(wrapping, [1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Null(await Vault.PukAsync(new CardKeyHandle.Wrapped(CardIdentifier, Wrapped(wrapping, _key)), Ct));
        Assert.Null(await Vault.PukAsync(new CardKeyHandle.Unrecorded(CardIdentifier), Ct));
        foreach (var bad in new[] { puk with { Key = Changed(puk.Key) }, Wrapped(wrapping, [1, 2, 3, 4, 5, 6, 7]) })
        {
            Assert.True(bad.IsPuk);
            Assert.Null(await Vault.PukAsync(new CardKeyHandle.Wrapped(CardIdentifier, bad), Ct));
            Assert.False((await Vault.CheckAsync(bad, Ct)).Unwraps);
        }
    }

    [Fact]
    public async Task A_check_of_a_derived_key_gives_its_check_value()
    {
        var handle = new CardKeyHandle.Derived(CardIdentifier, 3);

        var check = await Vault.CheckDerivedAsync(handle, Ct);

        Assert.Equal((true, null), (check.Unwraps, check.TransportKeyId));
        Assert.Equal(GidsMutualAuthentication.CheckValue(CardKeyDerivation.Derive(Master, handle)), check.CheckValue);
    }

    [Fact]
    public async Task Another_card_and_another_version_have_another_derived_key()
    {
        var handle = new CardKeyHandle.Derived(CardIdentifier, 1);
        var key = CardKeyDerivation.Derive(Master, handle);

        foreach (var other in new[] { handle with { Version = 2 }, handle with { CardIdentifier = new string('A', 32) } })
        {
            Assert.False(await Vault.ConfirmsAsync(other, _hostChallenge, new byte[16], Proof(key, new byte[16]), Ct));
        }
    }

    [Fact]
    public async Task A_proof_with_another_key_or_for_another_challenge_is_not_the_cards()
    {
        using var wrapping = await WrappingAsync();
        var handle = new CardKeyHandle.Wrapped(CardIdentifier, Wrapped(wrapping, _key));
        var proof = Proof(_key, new byte[16]);

        Assert.True(await Vault.ConfirmsAsync(handle, _hostChallenge, new byte[16], proof, Ct));
        Assert.False(await Vault.ConfirmsAsync(handle, new byte[16], new byte[16], proof, Ct));
        Assert.False(await Vault.ConfirmsAsync(handle, _hostChallenge, _hostChallenge, proof, Ct));
        Assert.False(
            await Vault.ConfirmsAsync(
                handle, _hostChallenge, new byte[16], Proof(GidsMutualAuthentication.NewAdminKey(), new byte[16]), Ct));
        foreach (var length in new[] { 0, 8, 39, 41, 48 })
        {
            Assert.False(await Vault.ConfirmsAsync(handle, _hostChallenge, new byte[16], new byte[length], Ct));
        }
    }

    [Fact]
    public async Task A_check_says_which_transport_key_it_was_and_the_keys_check_value()
    {
        using var wrapping = await WrappingAsync();
        var current = Assert.Single(await Vault.TransportKeysAsync(Ct));

        var check = await Vault.CheckAsync(Wrapped(wrapping, _key), Ct);

        Assert.Equal((true, current.Id), (check.Unwraps, check.TransportKeyId));
        Assert.Equal(GidsMutualAuthentication.CheckValue(_key), check.CheckValue);
        var again = await Vault.CheckAsync(Wrapped(wrapping, _key) with { TransportKeyId = current.Id }, Ct);
        Assert.Equal(check.CheckValue, again.CheckValue);
    }

    [Theory]
    [InlineData("a wrapping key that was changed")]
    [InlineData("a wrapping key that is too short")]
    [InlineData("no wrapping key")]
    [InlineData("a wrapping key of a transport key that is not ours")]
    public async Task A_wrapping_key_that_does_not_open_opens_nothing(string bad)
    {
        using var ours = await WrappingAsync();
        using var foreign = TransportPairs.Theirs();
        using var theirs = new KeyWrapping(foreign.ExportSubjectPublicKeyInfo());
        var good = Wrapped(ours, _key);
        var wrapped = bad switch
        {
            "a wrapping key that was changed" => good with { WrappingKey = Changed(good.WrappingKey) },
            "a wrapping key that is too short" => good with { WrappingKey = good.WrappingKey[1..] },
            "no wrapping key" => good with { WrappingKey = [] },
            _ => Wrapped(theirs, _key),
        };

        Assert.Equal(new KeyCheck(Unwraps: false, TransportKeyId: null, CheckValue: null), await Vault.CheckAsync(wrapped, Ct));
        await HasNotAsync(wrapped);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("too short")]
    [InlineData("too long")]
    [InlineData("nothing")]
    [InlineData("of 16 bytes")]
    [InlineData("of 20 bytes")]
    [InlineData("of 32 bytes")]
    [InlineData("under another wrapping key")]
    public async Task A_cards_key_that_does_not_unwrap_is_said_to(string bad)
    {
        using var wrapping = await WrappingAsync();
        using var another = await WrappingAsync();
        var good = Wrapped(wrapping, _key);
        var wrapped = good with
        {
            Key = bad switch
            {
                "changed" => Changed(good.Key),
                "too short" => good.Key[..24],
                "too long" => [.. good.Key, .. good.Key],
                "nothing" => [],
                "of 16 bytes" => wrapping.Wrap(_key.AsSpan(0, 16)),
                "of 20 bytes" => wrapping.Wrap(_key.AsSpan(0, 20)),
                "of 32 bytes" => wrapping.Wrap([.. _key, .. _key.AsSpan(0, 8)]),
                _ => another.Wrap(_key),
            },
        };

        var check = await Vault.CheckAsync(wrapped, Ct);

        Assert.Equal((false, (await Vault.TransportKeysAsync(Ct))[0].Id), (check.Unwraps, check.TransportKeyId));
        Assert.Null(check.CheckValue);
        await HasNotAsync(wrapped);
        Assert.True((await Vault.CheckAsync(good, Ct)).Unwraps); // and the next is not held up by it
    }

    [Fact]
    public async Task A_new_transport_key_is_the_current_one_and_the_old_one_still_opens()
    {
        using var before = await WrappingAsync();
        var old = await Keys.CurrentTransportKeyAsync(Ct);

        var made = await Keys.NewTransportKeyAsync(Ct);

        Assert.Equal([made.Id, old.Id], (await Vault.TransportKeysAsync(Ct)).Select(k => k.Id));
        Assert.Equal(made.Id, (await Keys.CurrentTransportKeyAsync(Ct)).Id);
        using var after = await WrappingAsync();
        Assert.Equal(old.Id, (await Vault.CheckAsync(Wrapped(before, _key), Ct)).TransportKeyId);
        Assert.Equal(made.Id, (await Vault.CheckAsync(Wrapped(after, _key), Ct)).TransportKeyId);
    }

    [Fact]
    public async Task Keys_that_are_there_are_never_made_again()
    {
        var keys = await Keys.MakeMissingAsync(Ct);

        Assert.All(keys, key => Assert.False(key.IsNew));
        Assert.Equal(keys, await Keys.MakeMissingAsync(Ct));
        Assert.Equal((await Keys.CurrentTransportKeyAsync(Ct)).Fingerprint, keys[^1].CheckValue);
    }

    [Fact]
    public async Task Many_cards_at_once_each_get_their_own_answer()
    {
        using var one = await WrappingAsync();
        using var other = await WrappingAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var key = GidsMutualAuthentication.NewAdminKey();
            var wrapping = i % 2 == 0 ? one : other;
            byte[] wrapped;
            lock (wrapping)
            {
                wrapped = wrapping.Wrap(key);
            }

            await AnswersAsync(new CardKeyHandle.Wrapped(CardIdentifier, new WrappedCardKey(wrapping.WrappingKey, wrapped)), key);
        });
    }

    [Fact]
    public async Task A_card_without_a_record_and_without_a_kept_key_has_none()
    {
        var handle = new CardKeyHandle.Unrecorded(new string('B', 32));

        Assert.False(await Vault.HasAsync(handle, Ct));
        Assert.Null(await Vault.AnswerAsync(handle, new byte[16], new byte[16], Ct));
        Assert.False(await Vault.ConfirmsAsync(handle, new byte[16], new byte[16], new byte[40], Ct));
    }

    protected async Task<KeyWrapping> WrappingAsync() => new((await Keys.CurrentTransportKeyAsync(Ct)).PublicKey);

    protected static WrappedCardKey Wrapped(KeyWrapping wrapping, byte[] key) => new(wrapping.WrappingKey, wrapping.Wrap(key));

    /// <summary>A software card with this key takes the vault's answer, and the vault the card's.</summary>
    protected async Task AnswersAsync(CardKeyHandle handle, byte[] key)
    {
        Assert.True(await Vault.HasAsync(handle, Ct));
        var session = new GidsSession(new SoftwareGidsCard(TestCards.Create("Amal Hughes", "1234") with { AdminKey = key }));
        await session.SelectAsync(Ct);
        var cardChallenge = await session.BeginMutualAuthenticationAsync(_hostChallenge, Ct);
        var answer = await Vault.AnswerAsync(handle, _hostChallenge, cardChallenge, Ct);
        var proof = await session.CompleteMutualAuthenticationAsync(answer, Ct);
        Assert.True(await Vault.ConfirmsAsync(handle, _hostChallenge, cardChallenge, proof, Ct));
    }

    private async Task HasNotAsync(WrappedCardKey wrapped)
    {
        var handle = new CardKeyHandle.Wrapped(CardIdentifier, wrapped);
        Assert.False(await Vault.HasAsync(handle, Ct));
        Assert.Null(await Vault.AnswerAsync(handle, _hostChallenge, new byte[16], Ct));
        Assert.False(await Vault.ConfirmsAsync(handle, _hostChallenge, new byte[16], Proof(_key, new byte[16]), Ct));
    }

    private byte[] Proof(byte[] key, byte[] cardChallenge) =>
        GidsMutualAuthentication.Encrypt(key, GidsMutualAuthentication.Message(_hostChallenge, cardChallenge, new byte[7]));

    private static byte[] Changed(byte[] bytes)
    {
        var changed = bytes.ToArray();
        changed[bytes.Length / 2] ^= 1;
        return changed;
    }
}
