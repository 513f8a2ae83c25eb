namespace Smartcard.Cards.Software;

/// <summary>The file in which a software GIDS card lives; readable by its owner only, replaced whole at each change.</summary>
public sealed class SoftwareCardFile(string path)
{
    /// <summary>Where the file is, as it was given.</summary>
    public string Path => path;

    /// <summary>Whether there is a file.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Reads the card.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or holds no software card.</exception>
    public SoftwareCardState Load() => CardFileText.Load<SoftwareCardState>(path).Checked();

    /// <summary>
    /// Writes a new file beside the old one, then puts it in its place: a crash leaves the old or the new card, never
    /// half of one.
    /// </summary>
    public void Save(SoftwareCardState state) => CardFileText.Save(path, state);
}
