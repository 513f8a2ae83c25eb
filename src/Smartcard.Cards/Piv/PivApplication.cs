namespace Smartcard.Cards.Piv;

/// <summary>Numbers of the PIV card application that more than one command uses.</summary>
/// <remarks>Source: NIST SP 800-73-4, Part 1 and Part 2; see docs/cards/piv.md.</remarks>
internal static class PivApplication
{
    /// <summary>The card application's PIN, in P2.</summary>
    public const byte PinReference = 0x80;

    /// <summary>The PIN unblocking key, in P2.</summary>
    public const byte PukReference = 0x81;

    /// <summary>The card management key, in P2 of GENERAL AUTHENTICATE.</summary>
    public const byte ManagementKeyReference = 0x9B;

    /// <summary>P1-P2 of GET DATA and PUT DATA.</summary>
    public const ushort CurrentApplication = 0x3FFF;

    /// <summary>Tag list: which object is meant.</summary>
    public const int TagList = 0x5C;

    /// <summary>What a data object's value comes in.</summary>
    public const int Data = 0x53;

    /// <summary>Dynamic authentication template, and in it witness, challenge and response.</summary>
    public const int AuthenticationTemplate = 0x7C;
    public const int Witness = 0x80;
    public const int Challenge = 0x81;
    public const int Response = 0x82;

    /// <summary>The AID without its version bytes, which differ from card to card.</summary>
    public static ReadOnlySpan<byte> Aid => [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00];

    /// <summary>The registered application provider: NIST.</summary>
    public static ReadOnlySpan<byte> Provider => Aid[..5];

    /// <summary>The application's own part of the AID, before its version.</summary>
    public static ReadOnlySpan<byte> Application => Aid[5..];
}
