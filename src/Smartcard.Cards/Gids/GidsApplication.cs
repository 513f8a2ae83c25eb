namespace Smartcard.Cards.Gids;

/// <summary>Numbers of the Generic Identity Device Specification that more than one command uses.</summary>
/// <remarks>Source: GIDS 2.0; see docs/cards/README.md.</remarks>
internal static class GidsApplication
{
    /// <summary>The card's own PIN, in P2 of VERIFY and RESET RETRY COUNTER.</summary>
    public const byte PasscodeReference = 0x80;

    /// <summary>P2 of VERIFY that drops all rights.</summary>
    public const byte Deauthenticate = 0x82;

    /// <summary>The key that may set a new PIN, in MSE SET.</summary>
    public const byte AdminKeyReference = 0x80;

    /// <summary>Length of R1 and R2.</summary>
    public const int ChallengeLength = 16;

    /// <summary>Length of both encrypted messages of the mutual authentication.</summary>
    public const int MessageLength = 40;

    /// <summary>Dynamic authentication template, and in it challenge and response.</summary>
    public const int AuthenticationTemplate = 0x7C;
    public const int Challenge = 0x81;
    public const int Response = 0x82;

    /// <summary>P1-P2 of GET DATA for data of the application itself.</summary>
    public const ushort CurrentApplication = 0x3FFF;

    /// <summary>The AID without its version and application bytes, which differ from card to card.</summary>
    public static ReadOnlySpan<byte> Aid => [0xA0, 0x00, 0x00, 0x03, 0x97, 0x42, 0x54, 0x46, 0x59];
}
