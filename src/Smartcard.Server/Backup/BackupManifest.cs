using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Backup;

/// <summary>What a backup holds. Written last: a backup without it is not one.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    private const int NewestFormat = 1;
    private const string OurProduct = "Smartcard";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public string Product { get; init; } = OurProduct;

    public int Format { get; init; } = NewestFormat;

    /// <summary>Of the program that made it.</summary>
    public string Version { get; init; } =
        typeof(BackupManifest)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "";

    public required DateTimeOffset At { get; init; }

    public required BackedUpDatabase Database { get; init; }

    public required IReadOnlyList<BackedUpFile> Files { get; init; }

    public void Write(string folder) =>
        SafeFile.Write(
            Path.Combine(folder, FileName),
            JsonSerializer.SerializeToUtf8Bytes(this, Json),
            overwrite: false);

    /// <summary>Reads it, and looks at every file that it names.</summary>
    /// <exception cref="SettingException">It is not a backup, not a whole one, or one that was changed.</exception>
    public static BackupManifest ReadAndVerify(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new SettingException(
                $"{folder} is not a backup, or was not finished: it has no {FileName}. Name the folder of a complete backup.");
        }

        var manifest = Parse(path);
        foreach (var file in manifest.Files)
        {
            if (file.Path.Split('/') is var parts && (Path.IsPathRooted(file.Path) || parts.Contains("..") || parts.Contains("")))
            {
                throw new SettingException($"the backup {folder} names a file outside itself. This program did not make it.");
            }

            var at = Path.Combine(folder, Path.Combine(parts));
            if (!File.Exists(at) || new FileInfo(at).Length != file.LengthBytes || HashOf(at) != file.Sha256)
            {
                throw new SettingException(
                    $"the backup {folder} is not complete: {file.Path} is missing or was changed. Use another backup. "
                    + "Nothing was changed.");
            }
        }

        return manifest;
    }

    public static BackedUpFile Describe(string folder, string path)
    {
        var file = Path.Combine(folder, path);
        return new BackedUpFile(path.Replace(Path.DirectorySeparatorChar, '/'), new FileInfo(file).Length, HashOf(file));
    }

    private static BackupManifest Parse(string path)
    {
        BackupManifest? manifest = null;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException)
        {
            // Said below.
        }

        return manifest switch
        {
            { Product: OurProduct, Format: NewestFormat } => manifest,
            { Product: OurProduct } => throw new SettingException(
                $"{path} is from another version of this program ({manifest.Version}). Restore with that version, and "
                + "then bring it up to date."),
            _ => throw new SettingException(
                $"{path} was not written by a backup of this program. Name the folder of a backup."),
        };
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}

/// <param name="Path">Below the backup's folder, with slashes.</param>
/// <param name="Sha256">Hexadecimal.</param>
internal sealed record BackedUpFile(string Path, long LengthBytes, string Sha256);

internal enum BackedUpDatabase
{
    /// <summary>A copy of the SQLite file.</summary>
    Sqlite,

    /// <summary>What <c>pg_dump</c> writes in its custom format.</summary>
    PostgresDump,

    /// <summary>On PostgreSQL, and backed up by other means.</summary>
    Elsewhere,
}
