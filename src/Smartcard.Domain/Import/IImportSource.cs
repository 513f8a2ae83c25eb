namespace Smartcard.Domain.Import;

/// <summary>Where the rows of an import come from: a file, or another system.</summary>
public interface IImportSource
{
    /// <summary>The wrapping keys that the rows so far have named, each once.</summary>
    IReadOnlyList<byte[]> WrappingKeys { get; }

    /// <summary>Why the rest cannot be read; null while it can.</summary>
    ImportFileFault? Fault { get; }

    /// <returns>Null at the end, or where <see cref="Fault"/> says why there is no more.</returns>
    ImportRow? Next();
}
