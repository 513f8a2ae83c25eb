using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Import;

/// <summary>A row of a file: a person, and one of their cards where it names one.</summary>
/// <param name="Line">In the file, from 1.</param>
/// <param name="Faults">Empty = it can be imported, as far as is known.</param>
public sealed record ImportRow(int Line, StaffFields Person, IReadOnlyList<ImportFault> Faults)
{
    /// <summary>Whether the file has a column for the site: without one, the site stays as it is.</summary>
    public bool SaysSite { get; init; }

    /// <summary>It is about a card alone: the person must be there, and stays as they are.</summary>
    public bool IsCardAlone { get; init; }

    /// <summary>Null = it stays as it is.</summary>
    public bool? HasLeft { get; init; }

    /// <summary>Null = the row is about the person alone.</summary>
    public ImportedCard? Card { get; init; }

    /// <summary>What importing it changes; see <see cref="ImportVerdict"/>.</summary>
    public ImportVerdict Verdict { get; init; }

    public ImportEffect OnPerson { get; init; }

    public ImportEffect OnCard { get; init; }

    /// <summary>Whether its key is not the one that is there: the vault has to say whether it can use it.</summary>
    public bool HasNewKey { get; init; }

    public bool IsWrong => Faults.Count > 0;

    public ImportRow WithFault(ImportFault fault) => this with
    {
        Faults = [.. Faults, fault],
        Verdict = ImportVerdict.Wrong,
        OnPerson = ImportEffect.None,
        OnCard = ImportEffect.None,
        HasNewKey = false,
    };
}

/// <param name="Identifier">32 upper-case hexadecimal digits.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo.</param>
/// <param name="Key">Null = the row has none: the vault has one already.</param>
/// <param name="NewHolder">Why it has another holder now; null where the row gives none.</param>
/// <param name="State">Null = it stays as it is.</param>
public sealed record ImportedCard(string Identifier, byte[] PublicKey, ImportedKey? Key, HolderChange? NewHolder, CardState? State)
{
    public CardType Type { get; init; } = CardType.Gids;

    /// <summary>SubjectPublicKeyInfo; null for a GIDS card.</summary>
    public byte[]? PresenceKey { get; init; }
}

/// <param name="WrappingKey">The number of the wrapping key among those of the file; null where the key is derived.</param>
/// <param name="Wrapped">By AES key wrap with padding; null = the vault derives the key from its master key.</param>
/// <param name="CheckValue">3 bytes; null where the file has none.</param>
public sealed record ImportedKey(int? WrappingKey, byte[]? Wrapped, byte[]? CheckValue, int Version);

/// <summary>What a row says, in one word.</summary>
public enum ImportVerdict
{
    NotJudged,
    New,
    Changed,
    Unchanged,
    Wrong,
}

public enum ImportEffect
{
    None,
    New,
    Changed,
}
