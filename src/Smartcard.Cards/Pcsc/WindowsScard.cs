using System.Runtime.InteropServices;

namespace Smartcard.Cards.Pcsc;

/// <summary>winscard on Windows: DWORD and LONG have 4 bytes, handles the size of a pointer; strings are UTF-16.</summary>
internal sealed unsafe partial class WindowsScard : IScard
{
    private const string Library = "winscard.dll";

    public ScardCode EstablishContext(out nint context) => Code(SCardEstablishContext(Scard.ScopeSystem, 0, 0, out context));

    public ScardCode ReleaseContext(nint context) => Code(SCardReleaseContext(context));

    public ScardCode Cancel(nint context) => Code(SCardCancel(context));

    public ScardCode ListReaders(nint context, out IReadOnlyList<string> readers)
    {
        readers = [];
        uint length = 0;
        var code = Code(SCardListReadersW(context, null, null, ref length));
        if (code != ScardCode.Success)
        {
            return code;
        }

        var names = new char[length];
        fixed (char* buffer = names)
        {
            code = Code(SCardListReadersW(context, null, buffer, ref length));
        }

        readers = code == ScardCode.Success ? MultiString.Split(names) : [];
        return code;
    }

    public ScardCode GetStatusChange(
        nint context,
        uint timeoutMilliseconds,
        string reader,
        uint currentState,
        out uint eventState,
        out byte[] atr)
    {
        fixed (char* name = reader)
        {
            var state = new ReaderStateBlock { Reader = (nint)name, CurrentState = currentState };
            var code = Code(SCardGetStatusChangeW(context, timeoutMilliseconds, &state, 1));
            eventState = state.EventState;
            atr = new ReadOnlySpan<byte>(state.Atr, (int)Math.Min(state.AtrLength, ReaderStateBlock.MaxAtr)).ToArray();
            return code;
        }
    }

    public ScardCode Connect(nint context, string reader, uint shareMode, uint protocols, out nint card, out uint protocol) =>
        Code(SCardConnectW(context, reader, shareMode, protocols, out card, out protocol));

    public ScardCode Disconnect(nint card, uint disposition) => Code(SCardDisconnect(card, disposition));

    public ScardCode BeginTransaction(nint card) => Code(SCardBeginTransaction(card));

    public ScardCode EndTransaction(nint card, uint disposition) => Code(SCardEndTransaction(card, disposition));

    public ScardCode Status(nint card)
    {
        uint nameLength = 0, atrLength = 0;
        return Code(SCardStatusW(card, null, ref nameLength, out _, out _, null, ref atrLength));
    }

    public ScardCode Transmit(nint card, uint protocol, ReadOnlySpan<byte> command, Span<byte> received, out int receivedLength)
    {
        var request = new IoRequest { Protocol = protocol, Length = (uint)sizeof(IoRequest) };
        var length = (uint)received.Length;
        fixed (byte* send = command, receive = received)
        {
            var code = Code(SCardTransmit(card, &request, send, (uint)command.Length, null, receive, ref length));
            receivedLength = (int)length;
            return code;
        }
    }

    private static ScardCode Code(int result) => new((uint)result);

    /// <summary>SCARD_READERSTATEW: 64 bytes on a 64-bit machine, room for 36 bytes of ATR.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ReaderStateBlock
    {
        public const int MaxAtr = 36;

        public nint Reader;
        public nint UserData;
        public uint CurrentState;
        public uint EventState;
        public uint AtrLength;
        public fixed byte Atr[MaxAtr];
    }

    /// <summary>SCARD_IO_REQUEST: 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoRequest
    {
        public uint Protocol;
        public uint Length;
    }

    [LibraryImport(Library)]
    private static partial int SCardEstablishContext(uint scope, nint reserved1, nint reserved2, out nint context);

    [LibraryImport(Library)]
    private static partial int SCardReleaseContext(nint context);

    [LibraryImport(Library)]
    private static partial int SCardCancel(nint context);

    [LibraryImport(Library)]
    private static partial int SCardListReadersW(nint context, char* groups, char* readers, ref uint length);

    [LibraryImport(Library)]
    private static partial int SCardGetStatusChangeW(nint context, uint timeout, ReaderStateBlock* states, uint count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    private static partial int SCardConnectW(nint context, string reader, uint shareMode, uint protocols, out nint card, out uint protocol);

    [LibraryImport(Library)]
    private static partial int SCardDisconnect(nint card, uint disposition);

    [LibraryImport(Library)]
    private static partial int SCardBeginTransaction(nint card);

    [LibraryImport(Library)]
    private static partial int SCardEndTransaction(nint card, uint disposition);

    [LibraryImport(Library)]
    private static partial int SCardStatusW(
        nint card, char* name, ref uint nameLength, out uint state, out uint protocol, byte* atr, ref uint atrLength);

    [LibraryImport(Library)]
    private static partial int SCardTransmit(
        nint card, IoRequest* sendRequest, byte* send, uint sendLength, IoRequest* receiveRequest, byte* receive, ref uint receiveLength);
}
