using System.Collections.Concurrent;
using Smartcard.Cards.Pcsc;

namespace Smartcard.Tests.Cards.Pcsc;

/// <summary>A PC/SC service with one reader that answers what a test has laid ready.</summary>
internal sealed class ScriptedScard : IScard
{
    public const string Reader = "Reader A";

    public ScardCode OnConnect { get; set; }

    public ScardCode OnTransmit { get; set; }

    /// <summary>Called as a transaction begins; it may block, as it does while another program has the card.</summary>
    public Func<ScardCode>? Beginning { get; set; }

    public ScardCode OnEnd { get; set; }

    /// <summary>What was done to the card at the end, and to keep it, in this order.</summary>
    public ConcurrentQueue<string> Done { get; } = new();

    /// <summary>What a look at the reader answers; success = by <see cref="HasCard"/> and <see cref="Events"/>.</summary>
    public ScardCode OnLook { get; set; }

    /// <summary>Called as a command is sent, e.g. to pull the card out.</summary>
    public Action? Sending { get; set; }

    public bool HasCard { get; set; } = true;

    public uint Events { get; set; } = 1;

    /// <summary>Other flags of the reader, e.g. that a program holds the card.</summary>
    public uint Flags { get; set; }

    public ScardCode EstablishContext(out nint context)
    {
        context = 1;
        return ScardCode.Success;
    }

    public ScardCode ReleaseContext(nint context) => ScardCode.Success;

    public ScardCode Cancel(nint context) => ScardCode.Success;

    public ScardCode ListReaders(nint context, out IReadOnlyList<string> readers)
    {
        readers = [Reader];
        return ScardCode.Success;
    }

    public ScardCode GetStatusChange(
        nint context,
        uint timeoutMilliseconds,
        string reader,
        uint currentState,
        out uint eventState,
        out byte[] atr)
    {
        atr = [];
        eventState = (Events << 16) | (HasCard ? Scard.StatePresent : 0x10) | Flags;
        return OnLook != ScardCode.Success ? OnLook : eventState == currentState ? ScardCode.Timeout : ScardCode.Success;
    }

    public ScardCode Connect(nint context, string reader, uint shareMode, uint protocols, out nint card, out uint protocol)
    {
        (card, protocol) = (1, Scard.ProtocolT1);
        return OnConnect;
    }

    public ScardCode Disconnect(nint card, uint disposition)
    {
        Done.Enqueue($"disconnect {disposition}");
        return ScardCode.Success;
    }

    public ScardCode BeginTransaction(nint card) => Beginning?.Invoke() ?? ScardCode.Success;

    public ScardCode EndTransaction(nint card, uint disposition)
    {
        Done.Enqueue($"end {disposition}");
        return OnEnd;
    }

    public ScardCode Status(nint card)
    {
        Done.Enqueue("status");
        return ScardCode.Success;
    }

    public ScardCode Transmit(nint card, uint protocol, ReadOnlySpan<byte> command, Span<byte> received, out int receivedLength)
    {
        Sending?.Invoke();
        receivedLength = 0;
        return OnTransmit;
    }
}
