using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Cards.Gids;

namespace Smartcard.SelfService.Vault;

/// <summary>Card keys in one file, each sealed by data protection: for development and demonstrations, where there is no HSM.</summary>
/// <remarks>
/// Shape of the file: <c>{"&lt;card identifier&gt;": "&lt;sealed key, base64&gt;"}</c>, readable by the host's account
/// alone.
/// </remarks>
public sealed class KeyFileVault : ICardKeyVault
{
    private readonly string _path;
    private readonly IDataProtector _protector;
    private readonly Lock _using = new();
    private Dictionary<string, string> _sealedKeys = [];
    private DateTime? _written;

    /// <exception cref="InvalidDataException">The file is there and holds no card keys.</exception>
    public KeyFileVault(string path, IDataProtectionProvider dataProtection)
    {
        _path = path;
        _protector = dataProtection.CreateProtector("Smartcard.CardKeys.v1");
        ReadWhereChanged();
    }

    /// <summary>Takes a card's 24-byte key, replacing an older one, and writes the file anew.</summary>
    public void Add(string cardIdentifier, ReadOnlySpan<byte> adminKey)
    {
        var key = adminKey.ToArray();
        try
        {
            Change(keys => keys[cardIdentifier] = Seal(key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// Seals every key again, under the current data protection key. The file is the old one or the new one, whatever
    /// happens.
    /// </summary>
    /// <returns>How many there are.</returns>
    public int SealAgain()
    {
        var count = 0;
        Change(keys =>
        {
            foreach (var (card, sealedKey) in keys.ToArray())
            {
                var key = _protector.Unprotect(Convert.FromBase64String(sealedKey));
                try
                {
                    keys[card] = Seal(key);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(key);
                }
            }

            count = keys.Count;
        });
        return count;
    }

    public bool Has(string cardIdentifier) => Find(cardIdentifier) is not null;

    public ValueTask<bool> HasAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Has(cardIdentifier));

    public ValueTask<byte[]?> AnswerAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Use(cardIdentifier, key => GidsMutualAuthentication.Answer(key, hostChallenge.Span, cardChallenge.Span)));

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
        if (Find(cardIdentifier) is not { } sealedKey)
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

    private string Seal(byte[] key) => Convert.ToBase64String(_protector.Protect(key));

    private string? Find(string cardIdentifier)
    {
        lock (_using)
        {
            ReadWhereChanged();
            return _sealedKeys.GetValueOrDefault(cardIdentifier);
        }
    }

    /// <summary>Another host, or a command, may have written the file since.</summary>
    private void ReadWhereChanged()
    {
        if (File.Exists(_path) && File.GetLastWriteTimeUtc(_path) is var written && written != _written)
        {
            _sealedKeys = Read(_path);
            _written = written;
        }
    }

    /// <summary>One process at a time, on what the file holds now: nobody's keys are lost.</summary>
    private void Change(Action<Dictionary<string, string>> change)
    {
        lock (_using)
        {
            using var alone = FileLock.Take(_path + ".lock");
            ReadWhereChanged();
            var keys = new Dictionary<string, string>(_sealedKeys, StringComparer.Ordinal);
            change(keys);
            Write(keys);
            (_sealedKeys, _written) = (keys, File.GetLastWriteTimeUtc(_path));
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

    private void Write(Dictionary<string, string> keys)
    {
        var draft = _path + ".new";
        using (var file = new FileStream(draft, DraftOptions()))
        {
            JsonSerializer.Serialize(file, keys);
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
