using System.Text.Json;

namespace Smartcard.Cards.Software;

/// <summary>The file in which a software card lives; readable by its owner only, replaced whole at each change.</summary>
public sealed class SoftwareCardFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where the file is, as it was given.</summary>
    public string Path => path;

    /// <summary>Whether there is a file.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Reads the card.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or holds no software card.</exception>
    public SoftwareCardState Load()
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<SoftwareCardState>(stream, Json)?.Checked()
                ?? throw new InvalidDataException($"{path} does not hold a software card.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            // A JSON error would quote the place, never the value, but the place is all a reader needs anyway.
            throw new InvalidDataException($"{path} cannot be read as a software card: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>
    /// Writes a new file beside the old one, then puts it in its place: a crash leaves the old or the new card, never
    /// half of one.
    /// </summary>
    public void Save(SoftwareCardState state)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var next = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(path)}.{Guid.CreateVersion7():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(next, options))
            {
                JsonSerializer.Serialize(stream, state, Json);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next); // there only when something above failed
        }
    }
}
