using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Domain.Cards;

namespace Smartcard.SelfService.Vault;

/// <summary>Keys by name in one file, each sealed by data protection, readable by the host's account alone.</summary>
/// <remarks>Shape: <c>{"&lt;name&gt;": "&lt;sealed key, base64&gt;"}</c>.</remarks>
internal sealed class SealedKeyFile
{
    private readonly string _path;
    private readonly IDataProtector _protector;
    private readonly Lock _using = new();
    private Dictionary<string, string> _sealedKeys = [];
    private DateTime? _written;

    /// <exception cref="InvalidDataException">The file is there and holds no keys.</exception>
    public SealedKeyFile(string path, IDataProtectionProvider dataProtection)
    {
        _path = path;
        _protector = dataProtection.CreateProtector("Smartcard.CardKeys.v1");
        ReadWhereChanged();
    }

    public IReadOnlyList<string> Names => [.. Now().Keys];

    /// <returns>Nothing where there is no such key. It is wiped after its use.</returns>
    public TResult? Use<TResult>(string name, Func<byte[], TResult> use)
    {
        if (!Now().TryGetValue(name, out var sealedKey))
        {
            return default;
        }

        var key = Unseal(name, sealedKey);
        try
        {
            return use(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>One process at a time, on what the file holds now: nobody's keys are lost.</summary>
    /// <param name="change">Is given the sealed keys by name.</param>
    public void Change(Action<Dictionary<string, string>> change)
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

    public string Seal(string name, byte[] key) => Convert.ToBase64String(ProtectorOf(name).Protect(key));

    /// <summary>Seals every key again, under the current data protection key.</summary>
    public void SealAgain() => Change(keys =>
    {
        foreach (var (name, sealedKey) in keys.ToArray())
        {
            var key = Unseal(name, sealedKey);
            try
            {
                keys[name] = Seal(name, key);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
    });

    private byte[] Unseal(string name, string sealedKey) => ProtectorOf(name).Unprotect(Convert.FromBase64String(sealedKey));

    /// <summary>A card's key was always sealed without its name; no other key can be put in the place of one.</summary>
    private IDataProtector ProtectorOf(string name) =>
        CardIdentifier.TryParse(name, out _) ? _protector : _protector.CreateProtector(name);

    private Dictionary<string, string> Now()
    {
        lock (_using)
        {
            ReadWhereChanged();
            return _sealedKeys;
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
