using System.Security.Cryptography;
using System.Text.Json;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>Keys of 32 bytes in a file that only the host's account may read. Hosts that share the folder get the same.</summary>
/// <remarks>
/// Shape: 32 bytes, one key; or, once it was replaced,
/// <c>{"keys":[{"from":"2026-11-26T07:00:00+00:00","bytes":"&lt;base64&gt;"}]}</c>, also those that something still
/// good was made with.
/// </remarks>
internal static class KeyFile
{
    private const int LengthBytes = 32;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <exception cref="SettingException">The file is there and holds something else, or another host does not let go of it.</exception>
    public static KeySet ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            using var alone = Lock(path + ".lock");
            if (!File.Exists(path))
            {
                SafeFile.Write(path, RandomNumberGenerator.GetBytes(LengthBytes), overwrite: false);
            }
        }

        return Read(path);
    }

    /// <summary>Puts a new key beside the one in force, whole or not at all.</summary>
    /// <param name="from">When it comes into force: late enough for every host to have read it.</param>
    /// <param name="lifetime">How long something is good that is made with a key of this file.</param>
    /// <exception cref="SettingException">As with <see cref="ReadOrMake"/>.</exception>
    public static void Renew(string path, DateTimeOffset from, DateTimeOffset now, TimeSpan lifetime)
    {
        ReadOrMake(path);
        using var alone = Lock(path + ".lock");
        var keys = Read(path).With(new DatedKey(from, RandomNumberGenerator.GetBytes(LengthBytes)), now, lifetime);
        SafeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Kept(keys.All), Json));
    }

    /// <exception cref="SettingException">The file holds something else.</exception>
    internal static KeySet Read(string path)
    {
        var content = File.ReadAllBytes(path);
        if (content.Length == LengthBytes)
        {
            return KeySet.Of(content);
        }

        try
        {
            if (JsonSerializer.Deserialize<Kept>(content, Json)?.Keys is { Count: > 0 } keys
                && keys.All(k => k.Bytes is { Length: LengthBytes }))
            {
                return new KeySet(keys);
            }
        }
        catch (JsonException)
        {
            // Said below, without a word of what is in it.
        }

        throw new SettingException(
            $"the key file {path} does not have {LengthBytes} bytes, or keys as --rotate-keys writes them. Restore it from a backup.");
    }

    private static IDisposable Lock(string path)
    {
        try
        {
            return FileLock.Take(path);
        }
        catch (IOException held)
        {
            throw new SettingException($"another program is using {path} ({held.Message}). End it, and start again.");
        }
    }

    private sealed record Kept(IReadOnlyList<DatedKey> Keys);
}
