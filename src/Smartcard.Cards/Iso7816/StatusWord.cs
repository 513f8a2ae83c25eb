namespace Smartcard.Cards.Iso7816;

/// <summary>The two bytes that end every answer of a card, SW1 and SW2.</summary>
/// <remarks>Source: ISO/IEC 7816-4, 5.6.</remarks>
public readonly record struct StatusWord(ushort Value)
{
    public static readonly StatusWord Success = new(0x9000);
    public static readonly StatusWord WrongLength = new(0x6700);
    public static readonly StatusWord SecurityStatusNotSatisfied = new(0x6982);
    public static readonly StatusWord AuthenticationBlocked = new(0x6983);
    public static readonly StatusWord ReferenceDataUnusable = new(0x6984);
    public static readonly StatusWord ConditionsNotSatisfied = new(0x6985);
    public static readonly StatusWord AppletSelectFailed = new(0x6999);
    public static readonly StatusWord WrongData = new(0x6A80);
    public static readonly StatusWord FileNotFound = new(0x6A82);
    public static readonly StatusWord WrongP1P2 = new(0x6A86);
    public static readonly StatusWord ReferenceNotFound = new(0x6A88);
    public static readonly StatusWord InsNotSupported = new(0x6D00);
    public static readonly StatusWord ClaNotSupported = new(0x6E00);

    /// <summary>The x of 63Cx: how many attempts are left after a wrong secret; null for other status words.</summary>
    public int? AttemptsLeft => (Value & 0xFFF0) == 0x63C0 ? Value & 0x0F : null;

    /// <summary>The xx of 61xx: how many more bytes GET RESPONSE will bring, 1 to 256; null for other status words.</summary>
    public int? BytesAvailable => Value >> 8 == 0x61 ? Length(Value) : null;

    /// <summary>The xx of 6Cxx: the Ne to send the same command again with, 1 to 256; null for other status words.</summary>
    public int? CorrectNe => Value >> 8 == 0x6C ? Length(Value) : null;

    public static StatusWord Wrong(int attemptsLeft) => new((ushort)(0x63C0 | Math.Clamp(attemptsLeft, 0, 15)));

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
