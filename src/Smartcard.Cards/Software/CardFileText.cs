using System.Text.Json;

namespace Smartcard.Cards.Software;

/// <summary>How software cards are kept in files: as JSON, readable by the owner only, replaced whole at each change.</summary>
internal static class CardFileText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="InvalidDataException">The file is missing, or holds no such card.</exception>
    public static TState Load<TState>(string path)
        where TState : class
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<TState>(stream, Json)
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
    public static void Save<TState>(string path, TState state)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var next = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.CreateVersion7():N}");
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

    /// <summary>What a card does whose change could not be kept.</summary>
    public static bool IsRefused(Exception failed) => failed is IOException or UnauthorizedAccessException;

    public static CardReaderException Unwritable(Exception refused) =>
        new(ReaderProblem.Faulty, $"The virtual card's file cannot be written: {refused.Message}", refused);

    public static CardReaderException Unreadable(InvalidDataException unreadable) =>
        new(ReaderProblem.UnresponsiveCard, unreadable.Message, unreadable);
}
