using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Smartcard.Cards;
using Smartcard.Cards.Pcsc;

namespace Smartcard.Tests.Cards.Pcsc;

/// <summary>Sizes and offsets of PC/SC's structures on 64-bit machines, as the platforms' own headers have them.</summary>
public sealed class PlatformLayoutTests
{
    [Fact]
    public void Linux() =>
        Assert.Equal(
            (80, 16, 32, 40, 16),
            (
                Unsafe.SizeOf<LinuxScard.ReaderStateBlock>(),
                Current<LinuxScard.ReaderStateBlock>(),
                Offset<LinuxScard.ReaderStateBlock>("AtrLength"),
                Offset<LinuxScard.ReaderStateBlock>("Atr"),
                Unsafe.SizeOf<LinuxScard.IoRequest>()));

    [Fact]
    public void Windows() =>
        Assert.Equal(
            (64, 16, 24, 28, 8),
            (
                Unsafe.SizeOf<WindowsScard.ReaderStateBlock>(),
                Current<WindowsScard.ReaderStateBlock>(),
                Offset<WindowsScard.ReaderStateBlock>("AtrLength"),
                Offset<WindowsScard.ReaderStateBlock>("Atr"),
                Unsafe.SizeOf<WindowsScard.IoRequest>()));

    [Fact]
    public void Mac() =>
        Assert.Equal(
            (61, 16, 24, 28, 8),
            (
                Unsafe.SizeOf<MacScard.ReaderStateBlock>(),
                Current<MacScard.ReaderStateBlock>(),
                Offset<MacScard.ReaderStateBlock>("AtrLength"),
                Offset<MacScard.ReaderStateBlock>("Atr"),
                Unsafe.SizeOf<MacScard.IoRequest>()));

    [Fact]
    public void Reader_names_are_split_at_their_zeros() =>
        Assert.Equal(["Reader A", "Lesegerät B"], MultiString.Split("Reader A\0Lesegerät B\0\0"u8.ToArray()));

    [Theory]
    [InlineData(0x8010001D, ReaderProblem.NoService, "SCARD_E_NO_SERVICE")]
    [InlineData(0x8010001E, ReaderProblem.NoService, "SCARD_E_SERVICE_STOPPED")]
    [InlineData(0x8010006A, ReaderProblem.NoService, "SCARD_W_SECURITY_VIOLATION")]
    [InlineData(0x80100009, ReaderProblem.NoReader, "SCARD_E_UNKNOWN_READER")]
    [InlineData(0x8010000B, ReaderProblem.InUse, "SCARD_E_SHARING_VIOLATION")]
    [InlineData(0x80100066, ReaderProblem.UnresponsiveCard, "SCARD_W_UNRESPONSIVE_CARD")]
    [InlineData(0x80100001, ReaderProblem.Faulty, "SCARD_F_INTERNAL_ERROR")]
    [InlineData(0x80100004, ReaderProblem.Other, "SCARD_E_INVALID_PARAMETER")]
    public void A_code_becomes_a_problem_with_its_name(uint code, ReaderProblem problem, string name)
    {
        var fault = Assert.IsType<CardReaderException>(new ScardCode(code).ToException("list the readers"));

        Assert.Equal(problem, fault.Problem);
        Assert.Contains($"({name}, {code:X8})", fault.Message, StringComparison.Ordinal);
    }

    private static int Current<T>() => Offset<T>("CurrentState");

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
