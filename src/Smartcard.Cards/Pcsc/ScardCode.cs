namespace Smartcard.Cards.Pcsc;

/// <summary>A return code of PC/SC: only its low 32 bits mean something, whatever the platform's register holds.</summary>
internal readonly record struct ScardCode(uint Value)
{
    public static readonly ScardCode Success = new(0);
    public static readonly ScardCode Cancelled = new(0x80100002);
    public static readonly ScardCode InvalidHandle = new(0x80100003);
    public static readonly ScardCode UnknownReader = new(0x80100009);
    public static readonly ScardCode Timeout = new(0x8010000A);
    public static readonly ScardCode SharingViolation = new(0x8010000B);
    public static readonly ScardCode NoSmartcard = new(0x8010000C);
    public static readonly ScardCode CommError = new(0x80100013);
    public static readonly ScardCode NotTransacted = new(0x80100016);
    public static readonly ScardCode ReaderUnavailable = new(0x80100017);
    public static readonly ScardCode NoService = new(0x8010001D);
    public static readonly ScardCode ServiceStopped = new(0x8010001E);
    public static readonly ScardCode NoReadersAvailable = new(0x8010002E);
    public static readonly ScardCode UnresponsiveCard = new(0x80100066);
    public static readonly ScardCode UnpoweredCard = new(0x80100067);
    public static readonly ScardCode ResetCard = new(0x80100068);
    public static readonly ScardCode RemovedCard = new(0x80100069);
    public static readonly ScardCode SecurityViolation = new(0x8010006A);

    /// <summary>Whether the context that answered this is dead, so that only a new one can help; SCardIsValidContext does not tell.</summary>
    public bool EndsContext => this == CommError || this == NoService || this == ServiceStopped || this == InvalidHandle;

    /// <summary>Whether the card is gone, or not the card it was when the connection was made.</summary>
    public bool MeansCardGone => this == RemovedCard || this == ResetCard || this == NoSmartcard || this == NotTransacted || this == UnpoweredCard
        || this == ReaderUnavailable || this == UnknownReader || EndsContext;

    public override string ToString() => Name() is { } name ? $"{name}, {Value:X8}" : $"{Value:X8}";

    /// <summary>The exception that says what this code means for whoever asked for something.</summary>
    /// <param name="action">What was tried, e.g. "list the readers".</param>
    public CardFaultException ToException(string action) => this switch
    {
        _ when this == NoService || this == ServiceStopped || this == CommError || this == InvalidHandle =>
            Reader(ReaderProblem.NoService, $"Cannot {action}: the smart card service does not run"),
        // pcscd answers this to a program that polkit forbids, and now and then to any program while it stops.
        _ when this == SecurityViolation => Reader(ReaderProblem.NoService, $"Cannot {action}: the smart card service does not let this program in, or is stopping"),
        _ when this == UnknownReader || this == ReaderUnavailable || this == NoReadersAvailable =>
            Reader(ReaderProblem.NoReader, $"Cannot {action}: the reader is not there"),
        _ when this == SharingViolation => Reader(ReaderProblem.InUse, $"Cannot {action}: another program holds the card"),
        _ when this == UnresponsiveCard => Reader(ReaderProblem.UnresponsiveCard, $"Cannot {action}: the card does not answer, it may be the wrong way round"),
        _ when MeansCardGone => new CardRemovedException($"Cannot {action}: the card is not in the reader, or was reset ({this})."),
        _ => Reader(ReaderProblem.Other, $"Cannot {action}: the smart card service reports an error"),
    };

    private CardReaderException Reader(ReaderProblem problem, string text) => new(problem, $"{text} ({this}).");

    private string? Name() => Value switch
    {
        0x00000000 => "SCARD_S_SUCCESS",
        0x80100001 => "SCARD_F_INTERNAL_ERROR",
        0x80100002 => "SCARD_E_CANCELLED",
        0x80100003 => "SCARD_E_INVALID_HANDLE",
        0x80100004 => "SCARD_E_INVALID_PARAMETER",
        0x80100006 => "SCARD_E_NO_MEMORY",
        0x80100008 => "SCARD_E_INSUFFICIENT_BUFFER",
        0x80100009 => "SCARD_E_UNKNOWN_READER",
        0x8010000A => "SCARD_E_TIMEOUT",
        0x8010000B => "SCARD_E_SHARING_VIOLATION",
        0x8010000C => "SCARD_E_NO_SMARTCARD",
        0x8010000F => "SCARD_E_PROTO_MISMATCH",
        0x80100011 => "SCARD_E_INVALID_VALUE",
        0x80100013 => "SCARD_F_COMM_ERROR",
        0x80100016 => "SCARD_E_NOT_TRANSACTED",
        0x80100017 => "SCARD_E_READER_UNAVAILABLE",
        0x8010001D => "SCARD_E_NO_SERVICE",
        0x8010001E => "SCARD_E_SERVICE_STOPPED",
        0x8010002E => "SCARD_E_NO_READERS_AVAILABLE",
        0x80100066 => "SCARD_W_UNRESPONSIVE_CARD",
        0x80100067 => "SCARD_W_UNPOWERED_CARD",
        0x80100068 => "SCARD_W_RESET_CARD",
        0x80100069 => "SCARD_W_REMOVED_CARD",
        0x8010006A => "SCARD_W_SECURITY_VIOLATION",
        _ => null,
    };
}
