using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Domain;
using Smartcard.Domain.Codes;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Keys;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.Tests.Server.Keys;

/// <summary>
/// Keys replaced while two hosts run: what was made before is good for the rest of its life, on both, and what is new
/// is made with the new ones.
/// </summary>
[OnPostgres]
public sealed class KeyRotationTests : IAsyncLifetime
{
    private const string Card = "00112233445566778899AABBCCDDEEFF";
    private static readonly byte[] Key = [.. Enumerable.Range(1, 24).Select(i => (byte)(i * 7))];
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _one = null!;
    private HostBench _two = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await HostBench.StartAsync(services => services.AddSingleton(Options.Create(new KeyOptions { SettleTime = TimeSpan.Zero })));
        _two = await HostBench.StartBesideAsync(_one);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task A_code_mailed_before_is_accepted_after_and_a_new_one_is_made_with_the_new_key()
    {
        var before = CodeOf(_one, "483920");
        var old = KeyOf(_one);

        await RotateAsync(KeyKind.Codes);
        Pass(TimeSpan.FromSeconds(6));

        foreach (var host in new[] { _one, _two })
        {
            Assert.NotEqual(old, KeyOf(host));
            Assert.IsType<CodeCheck.Wrong>(Try(host, before, "111111"));
            Assert.IsType<CodeCheck.Valid>(Try(host, CodeOf(_one, "271828"), "271828"));
        }

        Assert.Equal(KeyOf(_one), KeyOf(_two));
        Assert.IsType<CodeCheck.Valid>(Try(_two, before, "483920"));
        Assert.Equal(2, GoodOn(_two));
        Pass(TimeSpan.FromMinutes(21));
        Assert.Equal(1, GoodOn(_two));
    }

    [Fact]
    public async Task A_chat_begun_before_goes_on_at_both_hosts_for_the_life_of_its_token()
    {
        var here = await _one.ChatAsync();

        await RotateAsync(KeyKind.Chat);
        Pass(TimeSpan.FromSeconds(6));

        using var said = await here.TypeAsync("help");
        using var saidThere = await here.On(_two).TypeAsync("help");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (said.StatusCode, saidThere.StatusCode));

        var later = await _two.ChatAsync();
        using var saidHere = await later.On(_one).TypeAsync("help");
        Assert.Equal(HttpStatusCode.OK, saidHere.StatusCode);
        Pass(TimeSpan.FromMinutes(51)); // the old key's tokens have all run out, and the key with them
        Assert.IsType<TokenCheck.Bad>(await _two.Services.GetRequiredService<DirectLineTokens>().CheckChatAsync(here.Token));
        Assert.IsType<TokenCheck.Expired>(await _two.Services.GetRequiredService<DirectLineTokens>().CheckChatAsync(later.Token));
    }

    [Fact]
    public async Task What_was_sealed_is_opened_and_both_seal_with_the_new_key_once_both_know_it()
    {
        var (sealedHere, sealedThere) = (Seal(_one), Seal(_two));
        var old = KeyIdOf(sealedHere);
        Assert.Equal(old, KeyIdOf(sealedThere));

        await RotateAsync(KeyKind.DataProtection);

        var keys = _one.Services.GetRequiredService<IKeyManager>().GetAllKeys();
        var newest = keys.OrderByDescending(k => k.ActivationDate).First().KeyId;
        Assert.Equal(2, keys.Count);
        await JobBench.UntilAsync(
            () =>
            {
                Pass(TimeSpan.FromSeconds(5));
                return Task.FromResult(KeyIdOf(Seal(_one)) == newest && KeyIdOf(Seal(_two)) == newest);
            },
            "both seal with the new key");
        foreach (var host in new[] { _one, _two })
        {
            Assert.All(
                new[] { sealedHere, sealedThere, Seal(_one), Seal(_two) },
                made => Assert.Equal([1, 2, 3], Protector(host).Unprotect(made)));
        }
    }

    /// <summary>On a busy machine the first look may come after the keys were read, and after they were replaced.</summary>
    [Fact]
    public void Whoever_read_the_keys_before_the_first_look_reads_them_again()
    {
        using var ring = ActivatorUtilities.CreateInstance<SharedKeyRing>(_one.Services);
        var read = ring.GetCacheExpirationToken();

        ring.Look();

        Assert.True(read.IsCancellationRequested);
        Assert.False(ring.GetCacheExpirationToken().IsCancellationRequested);
    }

    [Fact]
    public async Task The_vault_is_sealed_again_and_answers_at_both_hosts()
    {
        _one.Services.GetRequiredService<KeyFileVault>().Add(Card, Key);
        await AnswerAsync(_two);
        var file = Path.Combine(_one.Folder, "vault.json");
        var before = await File.ReadAllTextAsync(file, _ct);

        var said = await RotateAsync([.. KeyKinds.All]);

        Assert.Contains("the keys of 1 card(s)", said, StringComparison.Ordinal);
        Assert.NotEqual(before, await File.ReadAllTextAsync(file, _ct));
        await JobBench.UntilAsync(
            async () =>
            {
                Pass(TimeSpan.FromSeconds(5));
                try
                {
                    return await AnswerAsync(_one) is { Length: 40 } && await AnswerAsync(_two) is { Length: 40 };
                }
                catch (System.Security.Cryptography.CryptographicException)
                {
                    return false; // without time to settle, the other host may not know the key yet
                }
            },
            "the vault answers at both");
        Assert.Equal(
            ["key-rotated:chat", "key-rotated:codes", "key-rotated:data-protection", "key-rotated:vault"],
            (await _one.AuditAsync()).Where(e => e.StartsWith("key-rotated:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_of_another_host_are_kept_when_a_card_is_added()
    {
        _one.Services.GetRequiredService<KeyFileVault>().Add(Card, Key);
        _two.Services.GetRequiredService<KeyFileVault>().Add(new string('A', 32), Key);

        Assert.True(_one.Services.GetRequiredService<KeyFileVault>().Has(new string('A', 32)));
        Assert.True(_two.Services.GetRequiredService<KeyFileVault>().Has(Card));
    }

    [Fact]
    public async Task A_key_file_that_was_spoiled_under_a_running_host_stops_nobody()
    {
        var old = KeyOf(_two);
        await File.WriteAllTextAsync(Path.Combine(_one.Folder, "keys", "code.key"), """{"keys":[]}""", _ct);
        Pass(TimeSpan.FromSeconds(6));

        Assert.Equal(old, KeyOf(_two));
        Assert.Contains("The host uses the keys it has", _two.Log.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Restore it from a backup",
            (await Assert.ThrowsAsync<SettingException>(() => RotateAsync(KeyKind.Codes))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_keys_are_used_only_when_every_host_had_the_time_to_read_them()
    {
        await using var host = await HostBench.StartAsync("--Keys:SettleTime=00:02:00");
        var old = KeyOf(host);
        await using var scope = host.Services.CreateAsyncScope();
        await using var output = new StringWriter();
        var rotating = scope.ServiceProvider.GetRequiredService<KeyRotation>().RunAsync([KeyKind.Codes], output, _ct);
        await JobBench.UntilAsync(
            () => Task.FromResult(output.ToString().Contains("The new keys are written", StringComparison.Ordinal)),
            "the keys are written");

        host.Time.Advance(TimeSpan.FromSeconds(115));
        Assert.Equal(old, KeyOf(host));
        Assert.Equal(2, GoodOn(host));
        Assert.False(rotating.IsCompleted);

        host.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotEqual(old, KeyOf(host));
        await rotating;
    }

    private async Task<string> RotateAsync(params KeyKind[] kinds)
    {
        await using var scope = _one.Services.CreateAsyncScope();
        await using var output = new StringWriter();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().RunAsync(kinds, output, _ct);
        return output.ToString();
    }

    private void Pass(TimeSpan span)
    {
        _one.Time.Advance(span);
        _two.Time.Advance(span);
    }

    private static EmailCode CodeOf(HostBench host, string digits)
    {
        var (id, now) = (CodeId.New(), host.Time.GetUtcNow());
        using var code = new Secret(digits);
        return new EmailCode
        {
            Id = id,
            JourneyId = JourneyId.New(),
            CardId = CardId.New(),
            Address = "amal@nhs.net",
            CreatedAt = now,
            ExpiresAt = now + EmailCode.Lifetime,
            KeyedHash = EmailCode.Hash(id, code, host.Services.GetRequiredService<CodeKey>().MakingAt(now)),
        };
    }

    private static CodeCheck Try(HostBench host, EmailCode code, string typed)
    {
        using var secret = new Secret(typed);
        var now = host.Time.GetUtcNow();
        return code.Try(secret, host.Services.GetRequiredService<CodeKey>().GoodAt(now), now);
    }

    private static string KeyOf(HostBench host) =>
        Convert.ToHexString(host.Services.GetRequiredService<CodeKey>().MakingAt(host.Time.GetUtcNow()));

    private static int GoodOn(HostBench host) => host.Services.GetRequiredService<CodeKey>().GoodAt(host.Time.GetUtcNow()).Count;

    private static IDataProtector Protector(HostBench host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static byte[] Seal(HostBench host) => Protector(host).Protect([1, 2, 3]);

    /// <summary>Behind four bytes of header.</summary>
    private static Guid KeyIdOf(byte[] made) => new(made.AsSpan(4, 16));

    private async Task<byte[]?> AnswerAsync(HostBench host) =>
        await host.Services.GetRequiredService<KeyFileVault>()
            .AnswerAsync(new CardKeyHandle.Unrecorded(Card), new byte[16], new byte[16], _ct);
}
