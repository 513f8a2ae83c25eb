using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Keys;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Keys;

/// <summary>The commands that make the vault's own keys.</summary>
public sealed class VaultCommandTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;

    private string Target => Path.Combine(_host.Folder, "transport.pem");

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_transport_key_is_made_once_and_its_fingerprint_is_said()
    {
        var first = await ExportAsync();
        var second = await ExportAsync();

        Assert.Equal(first, second);
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Target, _ct));
        Assert.Equal(TransportKey.SizeInBits, key.KeySize);
        var spki = key.ExportSubjectPublicKeyInfo();
        Assert.Contains(new TransportKey(spki).Fingerprint, first, StringComparison.Ordinal);
        Assert.Contains("vault-key-made:transport", await _host.AuditAsync());
        Assert.Single(await _host.AuditAsync(), e => e == "vault-key-made:master");
    }

    [Theory]
    [InlineData("something else")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nof another installation")]
    public async Task A_file_with_something_else_in_it_is_left_alone(string content)
    {
        await File.WriteAllTextAsync(Target, content, _ct);

        var refused = await Assert.ThrowsAsync<SettingException>(ExportAsync);

        Assert.Contains("Name a file that is not there yet", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(Target, _ct));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_said_before_a_key_is_made()
    {
        var refused = await Assert.ThrowsAsync<SettingException>(() => DoAsync(
            (commands, output) => commands.ExportTransportKeyAsync(Path.Combine(_host.Folder, "none", "key.pem"), output, _ct)));

        Assert.Contains("Name a file in a folder that is there", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.AuditAsync(), e => e.StartsWith("vault-key-made", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Making_keys_twice_makes_them_once()
    {
        var first = await DoAsync((commands, output) => commands.MakeKeysAsync(output, _ct));
        var second = await DoAsync((commands, output) => commands.MakeKeysAsync(output, _ct));

        Assert.Equal(first.Replace("Made:", "Was there:", StringComparison.Ordinal), second);
        Assert.Contains("Made: master key, check value ", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transport_key_is_replaced_only_by_name()
    {
        var before = await ExportAsync();
        Assert.DoesNotContain(KeyKind.Transport, KeyKinds.Of(word: null));

        await using var scope = _host.Services.CreateAsyncScope();
        await using var output = new StringWriter();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().RunAsync(KeyKinds.Of("transport"), output, _ct);

        var current = await scope.ServiceProvider.GetRequiredService<IVaultKeys>().CurrentTransportKeyAsync(_ct);
        Assert.Contains(current.Fingerprint, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(current.Fingerprint, before, StringComparison.Ordinal);
        Assert.Contains("key-rotated:transport", await _host.AuditAsync());
    }

    private Task<string> ExportAsync() => DoAsync((commands, output) => commands.ExportTransportKeyAsync(Target, output, _ct));

    private async Task<string> DoAsync(Func<VaultCommands, TextWriter, Task> act)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await using var output = new StringWriter();
        await act(scope.ServiceProvider.GetRequiredService<VaultCommands>(), output);
        return output.ToString();
    }
}
