namespace Smartcard.Cards.Pcsc;

/// <summary>The few PC/SC functions used here, with the same types on every platform; each returns the SCARD code.</summary>
/// <remarks>
/// DWORD, handles, structures and strings differ between pcsc-lite on Linux, winscard and macOS: one class for each.
/// See docs/cards/pcsc.md.
/// </remarks>
internal interface IScard
{
    ScardCode EstablishContext(out nint context);

    ScardCode ReleaseContext(nint context);

    /// <summary>Ends a <see cref="GetStatusChange"/> that waits on another thread.</summary>
    ScardCode Cancel(nint context);

    ScardCode ListReaders(nint context, out IReadOnlyList<string> readers);

    /// <summary>Waits until the reader's state differs from <paramref name="currentState"/>.</summary>
    ScardCode GetStatusChange(
        nint context,
        uint timeoutMilliseconds,
        string reader,
        uint currentState,
        out uint eventState,
        out byte[] atr);

    ScardCode Connect(nint context, string reader, uint shareMode, uint protocols, out nint card, out uint protocol);

    ScardCode Disconnect(nint card, uint disposition);

    /// <summary>Waits, for as long as it takes, until no other program has a transaction, and has the card for this one alone.</summary>
    ScardCode BeginTransaction(nint card);

    ScardCode EndTransaction(nint card, uint disposition);

    /// <summary>Asks how the card is; Windows ends a transaction in which nothing is asked for 5 seconds.</summary>
    ScardCode Status(nint card);

    /// <summary>Sends a command; <paramref name="received"/> has room for at least 258 bytes.</summary>
    ScardCode Transmit(nint card, uint protocol, ReadOnlySpan<byte> command, Span<byte> received, out int receivedLength);
}

/// <summary>Numbers of PC/SC that are the same on every platform.</summary>
/// <remarks>Source: PC/SC Workgroup specification, part 5; pcsclite.h, winscard.h.</remarks>
internal static class Scard
{
    public const uint ScopeSystem = 2;

    public const uint ShareShared = 2;

    public const uint ProtocolT0 = 1;
    public const uint ProtocolT1 = 2;

    public const uint LeaveCard = 0;
    public const uint ResetCard = 1;

    public const uint StateUnaware = 0x0000;
    public const uint StateChanged = 0x0002;
    public const uint StateUnknown = 0x0004;
    public const uint StateUnavailable = 0x0008;
    public const uint StatePresent = 0x0020;
    public const uint StateMute = 0x0200;

    /// <summary>The binding of the platform this runs on.</summary>
    public static IScard ForThisPlatform() =>
        OperatingSystem.IsWindows() ? new WindowsScard()
        : OperatingSystem.IsMacOS() ? new MacScard()
        : new LinuxScard();
}
