namespace Smartcard.Cards.Pcsc;

/// <summary>Every return code that PC/SC, or a reader's driver through it, is known to give, and what it means here.</summary>
/// <remarks>
/// Sources. SCARD_: winscard.h (winerror.h), "Smart Card Return Values", the same numbers as [MS-RDPESC] 2.2.8,
/// pcsc-lite's pcsclite.h and macOS's PCSC.framework; pcsc-lite calls 8010001F SCARD_E_UNSUPPORTED_FEATURE. ERROR_ and
/// RPC_: winerror.h, "System Error Codes". On Windows a driver answers a NTSTATUS (IOCTL_SMARTCARD_TRANSMIT), which
/// SCardTransmit hands on as the system code of the same name: STATUS_INVALID_DEVICE_STATE as 22, STATUS_IO_TIMEOUT as
/// 121, STATUS_CANCELLED as 995, STATUS_NO_MEDIA as 1112, STATUS_DEVICE_NOT_CONNECTED as 1167.
/// </remarks>
internal static class ScardTable
{
    public static IReadOnlyList<ScardRow> Rows { get; } =
    [
        new(0x00000000, "SCARD_S_SUCCESS", ScardMeaning.Success),

        new(0x80100001, "SCARD_F_INTERNAL_ERROR", ScardMeaning.ReaderFault),
        new(0x80100002, "SCARD_E_CANCELLED", ScardMeaning.ReaderFault),
        new(0x80100003, "SCARD_E_INVALID_HANDLE", ScardMeaning.ServiceGone),
        new(0x80100004, "SCARD_E_INVALID_PARAMETER", ScardMeaning.Other),
        new(0x80100005, "SCARD_E_INVALID_TARGET", ScardMeaning.Other),
        new(0x80100006, "SCARD_E_NO_MEMORY", ScardMeaning.Other),
        new(0x80100007, "SCARD_F_WAITED_TOO_LONG", ScardMeaning.ReaderFault),
        new(0x80100008, "SCARD_E_INSUFFICIENT_BUFFER", ScardMeaning.Other),
        new(0x80100009, "SCARD_E_UNKNOWN_READER", ScardMeaning.ReaderGone),
        new(0x8010000A, "SCARD_E_TIMEOUT", ScardMeaning.ReaderFault),
        new(0x8010000B, "SCARD_E_SHARING_VIOLATION", ScardMeaning.Busy),
        new(0x8010000C, "SCARD_E_NO_SMARTCARD", ScardMeaning.CardGone),
        new(0x8010000D, "SCARD_E_UNKNOWN_CARD", ScardMeaning.Mute),
        new(0x8010000E, "SCARD_E_CANT_DISPOSE", ScardMeaning.ReaderFault),
        new(0x8010000F, "SCARD_E_PROTO_MISMATCH", ScardMeaning.Mute),
        new(0x80100010, "SCARD_E_NOT_READY", ScardMeaning.Busy),
        new(0x80100011, "SCARD_E_INVALID_VALUE", ScardMeaning.Other),
        new(0x80100012, "SCARD_E_SYSTEM_CANCELLED", ScardMeaning.ServiceGone),
        new(0x80100013, "SCARD_F_COMM_ERROR", ScardMeaning.ServiceGone),
        new(0x80100014, "SCARD_F_UNKNOWN_ERROR", ScardMeaning.ReaderFault),
        new(0x80100015, "SCARD_E_INVALID_ATR", ScardMeaning.Mute),
        new(0x80100016, "SCARD_E_NOT_TRANSACTED", ScardMeaning.CardGone),
        new(0x80100017, "SCARD_E_READER_UNAVAILABLE", ScardMeaning.ReaderGone),
        new(0x80100018, "SCARD_P_SHUTDOWN", ScardMeaning.ServiceGone),
        new(0x80100019, "SCARD_E_PCI_TOO_SMALL", ScardMeaning.Other),
        new(0x8010001A, "SCARD_E_READER_UNSUPPORTED", ScardMeaning.ReaderFault),
        new(0x8010001B, "SCARD_E_DUPLICATE_READER", ScardMeaning.ReaderFault),
        new(0x8010001C, "SCARD_E_CARD_UNSUPPORTED", ScardMeaning.Mute),
        new(0x8010001D, "SCARD_E_NO_SERVICE", ScardMeaning.ServiceGone),
        new(0x8010001E, "SCARD_E_SERVICE_STOPPED", ScardMeaning.ServiceGone),
        new(0x8010001F, "SCARD_E_UNEXPECTED", ScardMeaning.ReaderFault),
        new(0x80100022, "SCARD_E_UNSUPPORTED_FEATURE", ScardMeaning.Other),
        new(0x80100027, "SCARD_E_NO_ACCESS", ScardMeaning.Forbidden),
        new(0x8010002B, "SCARD_E_UNKNOWN_RES_MNG", ScardMeaning.ReaderFault),
        new(0x8010002E, "SCARD_E_NO_READERS_AVAILABLE", ScardMeaning.ReaderGone),
        new(0x8010002F, "SCARD_E_COMM_DATA_LOST", ScardMeaning.ReaderFault),
        new(0x80100031, "SCARD_E_SERVER_TOO_BUSY", ScardMeaning.Busy),
        new(0x80100065, "SCARD_W_UNSUPPORTED_CARD", ScardMeaning.Mute),
        new(0x80100066, "SCARD_W_UNRESPONSIVE_CARD", ScardMeaning.Mute),
        new(0x80100067, "SCARD_W_UNPOWERED_CARD", ScardMeaning.CardGone),
        new(0x80100068, "SCARD_W_RESET_CARD", ScardMeaning.CardGone),
        new(0x80100069, "SCARD_W_REMOVED_CARD", ScardMeaning.CardGone),

        // pcscd answers this to a program that polkit forbids, and now and then to any program while it stops.
        new(0x8010006A, "SCARD_W_SECURITY_VIOLATION", ScardMeaning.Forbidden),
        new(0x8010006E, "SCARD_W_CANCELLED_BY_USER", ScardMeaning.ReaderFault),

        new(2, "ERROR_FILE_NOT_FOUND", ScardMeaning.ReaderGone),
        new(5, "ERROR_ACCESS_DENIED", ScardMeaning.Forbidden),
        new(6, "ERROR_INVALID_HANDLE", ScardMeaning.ServiceGone),
        new(21, "ERROR_NOT_READY", ScardMeaning.ReaderFault),
        new(22, "ERROR_BAD_COMMAND", ScardMeaning.ReaderFault),
        new(23, "ERROR_CRC", ScardMeaning.ReaderFault),
        new(31, "ERROR_GEN_FAILURE", ScardMeaning.ReaderFault),
        new(32, "ERROR_SHARING_VIOLATION", ScardMeaning.Busy),
        new(55, "ERROR_DEV_NOT_EXIST", ScardMeaning.ReaderGone),
        new(87, "ERROR_INVALID_PARAMETER", ScardMeaning.Other),
        new(109, "ERROR_BROKEN_PIPE", ScardMeaning.ServiceGone),
        new(121, "ERROR_SEM_TIMEOUT", ScardMeaning.ReaderFault),
        new(170, "ERROR_BUSY", ScardMeaning.Busy),
        new(233, "ERROR_PIPE_NOT_CONNECTED", ScardMeaning.ServiceGone),
        new(433, "ERROR_NO_SUCH_DEVICE", ScardMeaning.ReaderGone),
        new(483, "ERROR_DEVICE_HARDWARE_ERROR", ScardMeaning.ReaderFault),
        new(995, "ERROR_OPERATION_ABORTED", ScardMeaning.ReaderFault),
        new(1062, "ERROR_SERVICE_NOT_ACTIVE", ScardMeaning.ServiceGone),
        new(1110, "ERROR_MEDIA_CHANGED", ScardMeaning.CardGone),
        new(1112, "ERROR_NO_MEDIA_IN_DRIVE", ScardMeaning.CardGone),
        new(1117, "ERROR_IO_DEVICE", ScardMeaning.ReaderFault),
        new(1167, "ERROR_DEVICE_NOT_CONNECTED", ScardMeaning.ReaderGone),
        new(1168, "ERROR_NOT_FOUND", ScardMeaning.ReaderFault),
        new(1235, "ERROR_REQUEST_ABORTED", ScardMeaning.ReaderFault),
        new(1460, "ERROR_TIMEOUT", ScardMeaning.ReaderFault),
        new(1617, "ERROR_DEVICE_REMOVED", ScardMeaning.ReaderGone),
        new(1722, "RPC_S_SERVER_UNAVAILABLE", ScardMeaning.ServiceGone),
        new(1726, "RPC_S_CALL_FAILED", ScardMeaning.ServiceGone),
        new(1785, "ERROR_UNRECOGNIZED_MEDIA", ScardMeaning.Mute),
        new(2404, "ERROR_DEVICE_IN_USE", ScardMeaning.Busy),
        new(4319, "ERROR_DEVICE_NOT_AVAILABLE", ScardMeaning.ReaderGone),
    ];

    private static readonly Dictionary<uint, ScardRow> ByValue = Rows.ToDictionary(row => row.Value);

    /// <returns>Null for a code that is not in the lists.</returns>
    public static ScardRow? Find(uint value) => ByValue.GetValueOrDefault(value);
}

/// <param name="Value">A SCARD code, or a system code of Windows as it is, without the HRESULT around it.</param>
/// <param name="Name">As the header spells it.</param>
internal sealed record ScardRow(uint Value, string Name, ScardMeaning Meaning);

internal enum ScardMeaning
{
    Success,

    /// <summary>The card was taken out, or reset, which ends what was won by a passcode or a key just the same.</summary>
    CardGone,

    /// <summary>The reader was unplugged, and the card with it.</summary>
    ReaderGone,

    /// <summary>The service stopped, or this context with it: only a new context can help.</summary>
    ServiceGone,

    /// <summary>The service does not let this program in.</summary>
    Forbidden,

    /// <summary>Another program has the card or the reader; it helps to wait.</summary>
    Busy,

    /// <summary>There is a card with which the reader cannot speak.</summary>
    Mute,

    /// <summary>
    /// The reader or its driver failed: often because the card was just pulled out, so the reader is asked whether it
    /// still has it.
    /// </summary>
    ReaderFault,

    /// <summary>A fault that a person at a reader cannot fix, for example one of this program.</summary>
    Other,
}
