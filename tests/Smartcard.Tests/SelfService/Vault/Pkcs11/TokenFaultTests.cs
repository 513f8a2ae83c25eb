using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Net.Pkcs11Interop.Common;
using Smartcard.Cards.Gids;
using Smartcard.SelfService.Vault;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.Tests.SelfService.Vault.Pkcs11;

/// <summary>Key modules that go away, come back, are slow, full, or refuse the PIN.</summary>
[Collection(SoftHsm.Tests)]
public sealed class TokenFaultTests
{
    private static readonly byte[] Master = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];
    private static readonly CardKeyHandle Card = new CardKeyHandle.Derived("00112233445566778899AABBCCDDEEFF", 1);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FaultyLibrary _module = new();
    private readonly FakeTimeProvider _time = new();
    private readonly string _one = SoftHsm.NewToken(Master);

    [Theory]
    [InlineData(CKR.CKR_DEVICE_REMOVED)]
    [InlineData(CKR.CKR_DEVICE_ERROR)]
    [InlineData(CKR.CKR_TOKEN_NOT_PRESENT)]
    [InlineData(CKR.CKR_SESSION_HANDLE_INVALID)]
    [InlineData(CKR.CKR_SESSION_CLOSED)]
    [InlineData(CKR.CKR_USER_NOT_LOGGED_IN)]
    [InlineData(CKR.CKR_CRYPTOKI_NOT_INITIALIZED)]
    [InlineData(CKR.CKR_OBJECT_HANDLE_INVALID)]
    [InlineData(CKR.CKR_GENERAL_ERROR)]
    public async Task A_token_that_comes_back_answers_the_same_question(CKR fault)
    {
        using var vault = Start(SoftHsm.OptionsFor(_one));
        await AnswersAsync(vault);
        foreach (var times in new[] { 1, 2 }) // a fresh session helps; then only the library loaded again does
        {
            _module.Fail(fault, "Encrypt", times);
            await AnswersAsync(vault);
        }

        _module.Fail(fault, "Encrypt");
        var away = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(vault));
        Assert.Contains($"The token {_one} ", away.Message, StringComparison.Ordinal);
        Assert.Contains(fault.ToString(), away.Message, StringComparison.Ordinal);

        _module.Before = (_, _) => { };
        await AnswersAsync(vault);
    }

    [Fact]
    public async Task The_library_is_loaded_again_where_it_was_ended()
    {
        using var vault = Start(SoftHsm.OptionsFor(_one));
        await AnswersAsync(vault);
        new TokenLibrary(SoftHsm.Library).Use(loaded =>
        {
            loaded.Dispose();
            return true;
        });

        await AnswersAsync(vault);
    }

    [Fact]
    public async Task A_token_that_lacks_a_key_accuses_no_card_and_another_that_has_it_answers()
    {
        var lacking = SoftHsm.NewToken(master: null);
        using (var alone = Start(SoftHsm.OptionsFor(lacking)))
        {
            var away = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(alone));
            Assert.Contains("It does not have the master key. Copy it from the other token.", away.Message, StringComparison.Ordinal);
        }

        using var vault = Start(SoftHsm.OptionsFor(lacking, _one));
        await AnswersAsync(vault);
    }

    [Fact]
    public async Task A_token_without_a_master_key_derives_none_and_is_not_away()
    {
        using var vault = Start(SoftHsm.OptionsFor(SoftHsm.NewToken(master: null)));

        var check = await vault.CheckDerivedAsync((CardKeyHandle.Derived)Card, _ct);

        Assert.Equal(new KeyCheck(Unwraps: false, TransportKeyId: null, CheckValue: null), check);
    }

    [Fact]
    public async Task A_host_that_ends_may_dispose_of_it_more_than_once()
    {
        var vault = Start(SoftHsm.OptionsFor(_one));
        await AnswersAsync(vault);

        vault.Dispose();
        vault.Dispose();

        using var next = Start(SoftHsm.OptionsFor(_one));
        await AnswersAsync(next);
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_its_end_too()
    {
        using var log = new CollectingLog();
        using var logging = new LoggerFactory([log]);
        using var vault = new Pkcs11Vault(SoftHsm.OptionsFor(_one), _time, logging.CreateLogger<Pkcs11Vault>(), _module.Library);
        await AnswersAsync(vault);
        Assert.Empty(log.Lines);

        _module.Fail(CKR.CKR_DEVICE_REMOVED, "DeriveKey");
        for (var asked = 0; asked < 3; asked++)
        {
            Assert.False(await TryAsync(vault));
        }

        var away = Assert.Single(log.Lines);
        Assert.StartsWith("Warning", away, StringComparison.Ordinal);
        Assert.Contains($"The token {_one} is not there", away, StringComparison.Ordinal);

        _module.Before = (_, _) => { };
        await AnswersAsync(vault);
        await AnswersAsync(vault);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains($"The token {_one} answers again", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_token_answers_where_the_preferred_one_is_away_and_the_preferred_one_when_it_is_back()
    {
        var other = SoftHsm.NewToken(Master);
        using var vault = Start(SoftHsm.OptionsFor(_one, other));
        var asked = new List<string>();
        void Note(string token, string method)
        {
            if (method == "DeriveKey")
            {
                asked.Add(token);
            }
        }

        _module.Before = (token, method) =>
        {
            Note(token, method);
            if (token == _one && method == "DeriveKey")
            {
                throw new Pkcs11Exception("C_DeriveKey", CKR.CKR_DEVICE_REMOVED);
            }
        };
        await AnswersAsync(vault);
        Assert.Equal(other, asked[^1]);

        asked.Clear();
        await AnswersAsync(vault);
        Assert.Equal([other], asked); // the one that has just failed is asked last

        _module.Before = Note;
        asked.Clear();
        _time.Advance(TimeSpan.FromSeconds(11));
        await AnswersAsync(vault);
        Assert.Equal([_one], asked);
    }

    [Fact]
    public async Task A_slow_token_is_bounded_and_another_answers()
    {
        var other = SoftHsm.NewToken(Master);
        var options = SoftHsm.OptionsFor(_one, other);
        options.TimeLimit = TimeSpan.FromSeconds(1);
        using var release = new ManualResetEventSlim();
        using var both = Start(options, TimeProvider.System);
        _module.Before = (token, method) => Hang(token == _one && method == "DeriveKey");

        await AnswersAsync(both);

        options = SoftHsm.OptionsFor(_one);
        (options.TimeLimit, options.Sessions) = (TimeSpan.FromMilliseconds(200), 1);
        using var alone = Start(options, TimeProvider.System);
        var slow = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(alone));
        Assert.Contains("has not answered within 0.2 seconds", slow.Message, StringComparison.Ordinal);
        var busy = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(alone));
        Assert.Contains("all of its 1 sessions are in use", busy.Message, StringComparison.Ordinal);

        release.Set();
        _module.Before = (_, _) => { };
        await Patience.UntilAsync("the token to answer again", async () => (await TryAsync(alone), null), _ct);

        void Hang(bool isHanging)
        {
            if (isHanging)
            {
                release.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task A_refused_pin_is_said_and_never_tried_again()
    {
        var options = SoftHsm.OptionsFor(_one);
        options.Pin = "9999";
        using var vault = Start(options);

        for (var i = 0; i < 3; i++)
        {
            var refused = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(vault));
            Assert.Contains("refused the PIN (CKR_PIN_INCORRECT)", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("9999", refused.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, _module.Calls("Login"));
    }

    [Fact]
    public async Task A_full_token_is_said()
    {
        using var vault = Start(SoftHsm.OptionsFor(_one));
        _module.Fail(CKR.CKR_DEVICE_MEMORY, "DeriveKey");

        var full = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(vault));

        Assert.Equal($"The token {_one} is full (CKR_DEVICE_MEMORY). Free some room in it.", full.Message);
    }

    [Fact]
    public async Task A_token_that_is_not_there_is_said()
    {
        using var vault = Start(SoftHsm.OptionsFor("somewhere else"));

        var away = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(vault));

        Assert.Equal("The token somewhere else is not there (CKR_TOKEN_NOT_PRESENT).", away.Message);
    }

    [Fact]
    public async Task A_pin_file_is_read_without_its_line_end_and_its_absence_is_said()
    {
        var file = Path.GetTempFileName();
        var options = SoftHsm.OptionsFor(_one);
        (options.Pin, options.PinFile) = (null, file);
        try
        {
            using var vault = Start(options);
            var empty = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(vault));
            Assert.Contains("is empty", empty.Message, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, SoftHsm.Pin + "\r\n", _ct);
            await AnswersAsync(vault);
            options.PinFile = file + ".none";
            using var another = Start(options);
            var unread = await Assert.ThrowsAsync<VaultAwayException>(() => AnswersAsync(another));
            Assert.Contains("cannot be read", unread.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Pkcs11Vault Start(Pkcs11Options options, TimeProvider? time = null) =>
        new(options, time ?? _time, NullLogger<Pkcs11Vault>.Instance, _module.Library);

    private async Task<bool> TryAsync(Pkcs11Vault vault)
    {
        try
        {
            await AnswersAsync(vault);
            return true;
        }
        catch (VaultAwayException)
        {
            return false;
        }
    }

    /// <summary>With the card's key, and for these challenges.</summary>
    private async Task AnswersAsync(Pkcs11Vault vault)
    {
        var answer = await vault.AnswerAsync(Card, new byte[16], new byte[16], _ct);
        Assert.True(
            GidsMutualAuthentication.Confirms(
                CardKeyDerivation.Derive(Master, (CardKeyHandle.Derived)Card), new byte[16], new byte[16], answer));
    }
}
