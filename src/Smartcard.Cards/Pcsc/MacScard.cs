using System.Runtime.InteropServices;

namespace Smartcard.Cards.Pcsc;

/// <summary>The PCSC framework of macOS: DWORD, LONG and handles have 4 bytes, structures are packed; strings are UTF-8.</summary>
internal sealed unsafe partial class MacScard : IScard
{
    private const string Library = "/System/Library/Frameworks/PCSC.framework/PCSC";

    public ScardCode EstablishContext(out nint context)
    {
        var code = Code(SCardEstablishContext(Scard.ScopeSystem, 0, 0, out var handle));
        context = handle;
        return code;
    }

    public ScardCode ReleaseContext(nint context) => Code(SCardReleaseContext((int)context));

    public ScardCode Cancel(nint context) => Code(SCardCancel((int)context));

    public ScardCode ListReaders(nint context, out IReadOnlyList<string> readers)
    {
        readers = [];
        uint length = 0;
        var code = Code(SCardListReaders((int)context, null, null, ref length));
        if (code != ScardCode.Success)
        {
            return code;
        }

        var names = new byte[length];
        fixed (byte* buffer = names)
        {
            code = Code(SCardListReaders((int)context, null, buffer, ref length));
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
            var code = Code(SCardGetStatusChange((int)context, timeoutMilliseconds, &state, 1));
            eventState = state.EventState;
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
        var code = Code(SCardConnect((int)context, reader, shareMode, protocols, out var handle, out protocol));
        card = handle;
        return code;
    }

    public ScardCode Disconnect(nint card, uint disposition) => Code(SCardDisconnect((int)card, disposition));

    public ScardCode BeginTransaction(nint card) => Code(SCardBeginTransaction((int)card));

    public ScardCode EndTransaction(nint card, uint disposition) => Code(SCardEndTransaction((int)card, disposition));

    public ScardCode Status(nint card)
    {
        uint nameLength = 0, atrLength = 0;
        return Code(SCardStatus((int)card, null, ref nameLength, out _, out _, null, ref atrLength));
    }

    public ScardCode Transmit(nint card, uint protocol, ReadOnlySpan<byte> command, Span<byte> received, out int receivedLength)
    {
        var request = new IoRequest { Protocol = protocol, Length = (uint)sizeof(IoRequest) };
        var length = (uint)received.Length;
        fixed (byte* send = command, receive = received)
        {
            var code = Code(SCardTransmit((int)card, &request, send, (uint)command.Length, null, receive, ref length));
            receivedLength = (int)length;
            return code;
        }
    }

    private static ScardCode Code(int result) => new((uint)result);

    /// <summary>SCARD_READERSTATE: 61 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct ReaderStateBlock
    {
        public const int MaxAtr = 33;

        public nint Reader;
        public nint UserData;
        public uint CurrentState;
        public uint EventState;
        public uint AtrLength;
        public fixed byte Atr[MaxAtr];
    }

    /// <summary>SCARD_IO_REQUEST: 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct IoRequest
    {
        public uint Protocol;
        public uint Length;
    }

    [LibraryImport(Library)]
    private static partial int SCardEstablishContext(uint scope, nint reserved1, nint reserved2, out int context);

    [LibraryImport(Library)]
    private static partial int SCardReleaseContext(int context);

    [LibraryImport(Library)]
    private static partial int SCardCancel(int context);

    [LibraryImport(Library)]
    private static partial int SCardListReaders(int context, byte* groups, byte* readers, ref uint length);

    [LibraryImport(Library)]
    private static partial int SCardGetStatusChange(int context, uint timeout, ReaderStateBlock* states, uint count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SCardConnect(int context, string reader, uint shareMode, uint protocols, out int card, out uint protocol);

    [LibraryImport(Library)]
    private static partial int SCardDisconnect(int card, uint disposition);

    [LibraryImport(Library)]
    private static partial int SCardBeginTransaction(int card);

    [LibraryImport(Library)]
    private static partial int SCardEndTransaction(int card, uint disposition);

    [LibraryImport(Library)]
    private static partial int SCardStatus(
        int card, byte* name, ref uint nameLength, out uint state, out uint protocol, byte* atr, ref uint atrLength);

    [LibraryImport(Library)]
    private static partial int SCardTransmit(
        int card, IoRequest* sendRequest, byte* send, uint sendLength, IoRequest* receiveRequest, byte* receive, ref uint receiveLength);
}
