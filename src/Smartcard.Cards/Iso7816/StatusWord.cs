namespace Smartcard.Cards.Iso7816;

/// <summary>The two bytes that end every answer of a card, SW1 and SW2.</summary>
/// <remarks>Source: ISO/IEC 7816-4, 5.6.</remarks>
public readonly record struct StatusWord(ushort Value)
{
    /// <summary>9000: done.</summary>
    public static readonly StatusWord Success = new(0x9000);

    /// <summary>6700: Lc or Le does not fit the command.</summary>
    public static readonly StatusWord WrongLength = new(0x6700);

    /// <summary>6982: the passcode or key that this needs was not shown yet.</summary>
    public static readonly StatusWord SecurityStatusNotSatisfied = new(0x6982);

    /// <summary>6983: no attempt is left.</summary>
    public static readonly StatusWord AuthenticationBlocked = new(0x6983);

    /// <summary>6984: the passcode or key cannot be used.</summary>
    public static readonly StatusWord ReferenceDataUnusable = new(0x6984);

    /// <summary>6985: the command does not fit what came before it.</summary>
    public static readonly StatusWord ConditionsNotSatisfied = new(0x6985);

    /// <summary>6999: the application could not be selected.</summary>
    public static readonly StatusWord AppletSelectFailed = new(0x6999);

    /// <summary>6A80: the data is not what the command takes.</summary>
    public static readonly StatusWord WrongData = new(0x6A80);

    /// <summary>6A82: there is no such file or application.</summary>
    public static readonly StatusWord FileNotFound = new(0x6A82);

    /// <summary>6A86: P1 or P2 is not one that the command takes.</summary>
    public static readonly StatusWord WrongP1P2 = new(0x6A86);

    /// <summary>6A88: there is no such data object or key.</summary>
    public static readonly StatusWord ReferenceNotFound = new(0x6A88);

    /// <summary>6D00: the card does not know the instruction.</summary>
    public static readonly StatusWord InsNotSupported = new(0x6D00);

    /// <summary>6E00: the card does not know the class.</summary>
    public static readonly StatusWord ClaNotSupported = new(0x6E00);

    /// <summary>The x of 63Cx: how many attempts are left after a wrong secret; null for other status words.</summary>
    public int? AttemptsLeft => (Value & 0xFFF0) == 0x63C0 ? Value & 0x0F : null;

    /// <summary>The xx of 61xx: how many more bytes GET RESPONSE will bring, 1 to 256; null for other status words.</summary>
    public int? BytesAvailable => Value >> 8 == 0x61 ? Length(Value) : null;

    /// <summary>The xx of 6Cxx: the Ne to send the same command again with, 1 to 256; null for other status words.</summary>
    public int? CorrectNe => Value >> 8 == 0x6C ? Length(Value) : null;

    /// <summary>63Cx: the secret was wrong.</summary>
    /// <param name="attemptsLeft">0 to 15; others are taken as the nearest.</param>
    public static StatusWord Wrong(int attemptsLeft) => new((ushort)(0x63C0 | Math.Clamp(attemptsLeft, 0, 15)));

    /// <summary>Four hexadecimal digits, with their meaning where it is known, e.g. <c>6982 (security status not satisfied)</c>.</summary>
    public override string ToString() => Words() is { } words ? $"{Value:X4} ({words})" : $"{Value:X4}";

    private static int Length(ushort value) => (value & 0xFF) == 0 ? 256 : value & 0xFF;

    private string? Words() => Value switch
    {
        0x9000 => "success",
        0x6700 => "wrong length",
        0x6982 => "security status not satisfied",
        0x6983 => "authentication method blocked",
        0x6984 => "reference data not usable",
        0x6985 => "conditions of use not satisfied",
        0x6999 => "application could not be selected",
        0x6A80 => "wrong data",
        0x6A82 => "file or application not found",
        0x6A86 => "wrong P1 or P2",
        0x6A88 => "referenced data not found",
        0x6D00 => "instruction not supported",
        0x6E00 => "class not supported",
        0x6F00 => "internal error",
        _ when AttemptsLeft is { } left => $"wrong, {left} attempts left",
        _ => null,
    };
}
