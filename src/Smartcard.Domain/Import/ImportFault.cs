namespace Smartcard.Domain.Import;

/// <summary>Why a row cannot be imported.</summary>
/// <param name="Column">Null = the whole row.</param>
/// <param name="Number">What the sentence counts: cells, characters, or another line; null where it counts nothing.</param>
public sealed record ImportFault(ImportFaultKind Kind, ImportColumn? Column = null, int? Number = null)
{
    /// <summary>It does not lie in the file alone: what is there already, or the vault, says so, and may say otherwise later.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsJudged => Kind >= ImportFaultKind.NumberOfSeveral;
}

/// <remarks>Those from <see cref="NumberOfSeveral"/> on are found when a row is compared with what is there.</remarks>
public enum ImportFaultKind
{
    TooFewCells,
    TooManyCells,
    Missing,

    /// <summary>Longer than <see cref="ImportFault.Number"/> characters.</summary>
    TooLong,

    /// <summary>Something in it cannot be seen.</summary>
    Hidden,
    WithoutLetters,

    /// <summary>A spreadsheet would run it.</summary>
    Formula,

    /// <summary>A spreadsheet has rounded it, as <c>1.23E+05</c>.</summary>
    Rounded,
    StatusUnknown,
    CardStatusUnknown,
    HolderChangeUnknown,
    CardIdWrong,
    CardTypeUnknown,
    PublicKeyWrong,
    PublicKeyNotRsa,
    PublicKeyTooSmall,

    /// <summary>A PIV card has RSA of 2048 bits, P-256 or P-384.</summary>
    PublicKeyNotPiv,

    /// <summary>A GIDS card has no such key, or check value.</summary>
    OfPivAlone,

    /// <summary>A PIV card has no such thing: its PUK would follow from it.</summary>
    OfGidsAlone,

    /// <summary>The two keys of a PIV card are one.</summary>
    SameKeyTwice,
    CertificateWrong,
    CertificateOfOtherKey,
    NotBase64,
    WrongLength,
    CheckValueWrong,
    KeyVersionWrong,
    WrappingKeyMissing,
    KeySourceUnknown,

    /// <summary>The key is said to be derived, and a wrapped one is there too.</summary>
    KeySourceTwice,

    /// <summary>The key is said to be wrapped, and there is none.</summary>
    WrappedKeyMissing,

    /// <summary>The line <see cref="ImportFault.Number"/> has the same card.</summary>
    CardTwice,

    /// <summary>The line <see cref="ImportFault.Number"/> says something else about the person.</summary>
    OtherPerson,

    /// <summary>Several people have the staff number already.</summary>
    NumberOfSeveral,

    /// <summary>The card is somebody else's, and no reason is given.</summary>
    OtherHolder,

    /// <summary>The card is revoked, and stays so.</summary>
    Revoked,

    /// <summary>A suspended card is put in use again on its own page alone.</summary>
    Suspended,

    /// <summary>The card has version <see cref="ImportFault.Number"/> of its key already.</summary>
    OlderKey,

    /// <summary>The card is known as one of another kind.</summary>
    OtherCardType,

    /// <summary>The card is known with another public key: whoever has that key is believed to have the card.</summary>
    OtherPublicKey,

    /// <summary>It would change the record or the card of whoever imports it.</summary>
    OwnRecord,

    /// <summary>Somebody is in a chat with the card at this moment.</summary>
    InUseNow,
    DoesNotUnwrap,
    CheckValueDiffers,

    /// <summary>There is no key in the row, and the vault has none.</summary>
    KeyMissing,

    /// <summary>The key is to be derived, and the vault has no master key.</summary>
    MasterKeyMissing,

    /// <summary>The row is about a card alone, and nobody has the staff number.</summary>
    PersonUnknown,

    /// <summary>This wrapped key is, or once was, that of another card.</summary>
    KeyOfAnotherCard,

    /// <summary>The key comes another way than before, and nothing shows that it is the one on the card.</summary>
    OtherKeySource,
}

/// <summary>Why a file is not read at all.</summary>
/// <param name="Line">Null = the whole file.</param>
/// <param name="Column">Number of the column, from 1; null = the whole line.</param>
/// <param name="Names">Of columns; empty where none are meant.</param>
public sealed record ImportFileFault(ImportFileFaultKind Kind, int? Line = null, int? Column = null, IReadOnlyList<string>? Names = null);

public enum ImportFileFaultKind
{
    TooLarge,

    /// <summary>See <see cref="StaffImport.MaxRows"/>.</summary>
    TooManyRows,
    Empty,

    /// <summary>The line is not UTF-8.</summary>
    Encoding,
    ColumnUnknown,
    ColumnTwice,
    ColumnMissing,

    /// <summary>A cell goes on and on: a quotation mark is missing.</summary>
    CellTooLong,

    /// <summary>A quotation mark opens a cell, and nothing closes it.</summary>
    QuoteOpen,

    /// <summary>What stands there looks like a card's key in clear.</summary>
    PlainKey,
}
