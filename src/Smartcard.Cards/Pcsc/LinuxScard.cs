using System.Runtime.InteropServices;

namespace Smartcard.Cards.Pcsc;

/// <summary>pcsc-lite on Linux: DWORD, LONG and handles have the size of a long; strings are UTF-8.</summary>
internal sealed unsafe partial class LinuxScard : IScard
{
    // The name without a version exists only where the development files are installed.
    private const string Library = "libpcsclite.so.1";

    public ScardCode EstablishContext(out nint context) => Code(SCardEstablishContext(Scard.ScopeSystem, 0, 0, out context));

    public ScardCode ReleaseContext(nint context) => Code(SCardReleaseContext(context));

    public ScardCode Cancel(nint context) => Code(SCardCancel(context));

    public ScardCode ListReaders(nint context, out IReadOnlyList<string> readers)
    {
        readers = [];
        nuint length = 0;
        var code = Code(SCardListReaders(context, null, null, ref length));
        if (code != ScardCode.Success)
        {
            return code;
        }

        var names = new byte[(int)length];
        fixed (byte* buffer = names)
        {
            code = Code(SCardListReaders(context, null, buffer, ref length));
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
        var name = Marshal.StringToCoTaskMemUTF8(reader);
        try
        {
            var state = new ReaderStateBlock { Reader = name, CurrentState = currentState };
            var code = Code(SCardGetStatusChange(context, timeoutMilliseconds, &state, 1));
            eventState = (uint)state.EventState;
            atr = new ReadOnlySpan<byte>(state.Atr, (int)Math.Min(state.AtrLength, ReaderStateBlock.MaxAtr)).ToArray();
            return code;
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    public ScardCode Connect(nint context, string reader, uint shareMode, uint protocols, out nint card, out uint protocol)
    {
        var code = Code(SCardConnect(context, reader, shareMode, protocols, out card, out var active));
        protocol = (uint)active;
        return code;
    }

    public ScardCode Disconnect(nint card, uint disposition) => Code(SCardDisconnect(card, disposition));

    public ScardCode BeginTransaction(nint card) => Code(SCardBeginTransaction(card));

    public ScardCode EndTransaction(nint card, uint disposition) => Code(SCardEndTransaction(card, disposition));

    public ScardCode Status(nint card)
    {
        nuint nameLength = 0, atrLength = 0;
        return Code(SCardStatus(card, null, ref nameLength, out _, out _, null, ref atrLength));
    }

    public ScardCode Transmit(nint card, uint protocol, ReadOnlySpan<byte> command, Span<byte> received, out int receivedLength)
    {
        var request = new IoRequest { Protocol = protocol, Length = (nuint)sizeof(IoRequest) };
        var length = (nuint)received.Length;
        fixed (byte* send = command, receive = received)
        {
            var code = Code(SCardTransmit(card, &request, send, (nuint)command.Length, null, receive, ref length));
            receivedLength = (int)length;
            return code;
        }
    }

    private static ScardCode Code(nint result) => ScardCode.From(result);

    /// <summary>SCARD_READERSTATE: 80 bytes on a 64-bit machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ReaderStateBlock
    {
        public const int MaxAtr = 33;

        public nint Reader;
        public nint UserData;
        public nuint CurrentState;
        public nuint EventState;
        public nuint AtrLength;
        public fixed byte Atr[MaxAtr];
    }

    /// <summary>SCARD_IO_REQUEST: 16 bytes on a 64-bit machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoRequest
    {
        public nuint Protocol;
        public nuint Length;
    }

    [LibraryImport(Library)]
    private static partial nint SCardEstablishContext(nuint scope, nint reserved1, nint reserved2, out nint context);

    [LibraryImport(Library)]
    private static partial nint SCardReleaseContext(nint context);

    [LibraryImport(Library)]
    private static partial nint SCardCancel(nint context);

    [LibraryImport(Library)]
    private static partial nint SCardListReaders(nint context, byte* groups, byte* readers, ref nuint length);

    [LibraryImport(Library)]
    private static partial nint SCardGetStatusChange(nint context, nuint timeout, ReaderStateBlock* states, nuint count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SCardConnect(
        nint context,
        string reader,
        nuint shareMode,
        nuint protocols,
        out nint card,
        out nuint protocol);

    [LibraryImport(Library)]
    private static partial nint SCardDisconnect(nint card, nuint disposition);

    [LibraryImport(Library)]
    private static partial nint SCardBeginTransaction(nint card);

    [LibraryImport(Library)]
    private static partial nint SCardEndTransaction(nint card, nuint disposition);

    [LibraryImport(Library)]
    private static partial nint SCardStatus(
        nint card, byte* name, ref nuint nameLength, out nuint state, out nuint protocol, byte* atr, ref nuint atrLength);

    [LibraryImport(Library)]
    private static partial nint SCardTransmit(
        nint card, IoRequest* sendRequest, byte* send, nuint sendLength, IoRequest* receiveRequest, byte* receive, ref nuint receiveLength);
}
