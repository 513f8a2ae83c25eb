using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Cards.Gids;

namespace Smartcard.SelfService.Vault;

/// <summary>Card keys in one file, each sealed by data protection: for development and demonstrations, where there is no HSM.</summary>
/// <remarks>Shape of the file: <c>{"&lt;card identifier&gt;": "&lt;sealed key, base64&gt;"}</c>, readable by the host's account alone.</remarks>
public sealed class KeyFileVault : ICardKeyVault
{
    private readonly string _path;
    private readonly IDataProtector _protector;
    private readonly ConcurrentDictionary<string, string> _sealedKeys;
    private readonly Lock _writing = new();

    /// <exception cref="InvalidDataException">The file is there and holds no card keys.</exception>
    public KeyFileVault(string path, IDataProtectionProvider dataProtection)
    {
        _path = path;
        _protector = dataProtection.CreateProtector("Smartcard.CardKeys.v1");
        _sealedKeys = new(File.Exists(path) ? Read(path) : [], StringComparer.Ordinal);
    }

    /// <summary>Takes a card's 24-byte key, replacing an older one, and writes the file anew.</summary>
    public void Add(string cardIdentifier, ReadOnlySpan<byte> adminKey)
    {
        var key = adminKey.ToArray();
        try
        {
            lock (_writing)
            {
                _sealedKeys[cardIdentifier] = Convert.ToBase64String(_protector.Protect(key));
                Write();
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public bool Has(string cardIdentifier) => _sealedKeys.ContainsKey(cardIdentifier);

    public ValueTask<byte[]?> AnswerAsync(
        string cardIdentifier, ReadOnlyMemory<byte> hostChallenge, ReadOnlyMemory<byte> cardChallenge, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Use(cardIdentifier, key => GidsMutualAuthentication.Answer(key, hostChallenge.Span, cardChallenge.Span)));

    public ValueTask<bool> ConfirmsAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Use(cardIdentifier, key => GidsMutualAuthentication.Confirms(key, hostChallenge.Span, cardChallenge.Span, cardResponse.Span)));

    private TResult? Use<TResult>(string cardIdentifier, Func<byte[], TResult> use)
    {
        if (!_sealedKeys.TryGetValue(cardIdentifier, out var sealedKey))
        {
            return default;
        }

        var key = _protector.Unprotect(Convert.FromBase64String(sealedKey));
        try
        {
            return use(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"the file of card keys {path} cannot be read. Restore it from a backup.");
        }
    }

    private void Write()
    {
        var draft = _path + ".new";
        using (var file = new FileStream(draft, DraftOptions()))
        {
            JsonSerializer.Serialize(file, _sealedKeys);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, _path, overwrite: true);
    }

    private static FileStreamOptions DraftOptions()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
