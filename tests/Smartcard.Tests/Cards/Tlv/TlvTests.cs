using Smartcard.Cards.Tlv;

namespace Smartcard.Tests.Cards.Tlv;

public sealed class TlvTests
{
    [Theory]
    [InlineData("8100", 0x81, "")]
    [InlineData("7F49020102", 0x7F49, "0102")]
    [InlineData("5FC10201AA", 0x5FC102, "AA")]
    [InlineData("810101", 0x81, "01")]
    [InlineData("81820001FF", 0x81, "FF")] // longer than need be, but BER
    public void Reads_one_object(string hex, int tag, string value)
    {
        var reader = new TlvReader(Convert.FromHexString(hex));

        Assert.True(reader.TryRead(out var readTag, out var readValue));
        Assert.Equal((tag, value), (readTag, Convert.ToHexString(readValue)));
        Assert.False(reader.TryRead(out _, out _));
    }

    [Theory]
    [InlineData("81")]
    [InlineData("8101")]
    [InlineData("7F")]
    [InlineData("7F49")]
    [InlineData("5FC1")]
    [InlineData("5FC182")]
    [InlineData("5FC1820100")]
    [InlineData("7F80")]
    [InlineData("7F0100")]
    [InlineData("8180")]
    [InlineData("8181")]
    [InlineData("81820100")]
    [InlineData("8184FFFFFFFF")]
    [InlineData("8183FFFFFF00")]
    [InlineData("0000")]
    [InlineData("FFFF")]
    public void Refuses_what_is_no_complete_object(string hex) =>
        Assert.Throws<FormatException>(() => new TlvReader(Convert.FromHexString(hex)).TryRead(out _, out _));

    [Theory]
    [InlineData("8101AA8201BB", true)]
    [InlineData("8201BB", false)]
    [InlineData("8101AA8101AB", false)]
    public void Finds_a_tag_that_is_there_once(string hex, bool found)
    {
        var bytes = Convert.FromHexString(hex);

        if (found)
        {
            Assert.Equal(0xAA, TlvReader.Find(bytes, 0x81)[0]);
        }
        else
        {
            Assert.Throws<FormatException>(() => TlvReader.Find(bytes, 0x81).Length);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65535)]
    public void What_is_written_can_be_read(int length)
    {
        var value = new byte[length];

        foreach (var tag in new[] { 0x7C, 0x7F49, 0x5FC102 })
        {
            Assert.Equal(length, TlvReader.Find(TlvWriter.Write(tag, value.AsSpan()), tag).Length);
        }
    }

    [Fact]
    public void Random_bytes_are_read_within_their_bounds_or_refused()
    {
        var random = new XorShift(0x5EED);
        var complete = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = random.Bytes(random.Next(24));
            complete += CountObjects(bytes) >= 0 ? 1 : 0;
        }

        Assert.InRange(complete, 1, 199_999); // both ways were taken
    }

    [Fact]
    public void Every_cut_and_every_flipped_bit_of_a_good_answer_is_read_or_refused()
    {
        var good = TlvWriter.Write(0x7F49, TlvWriter.Write(0x81, new byte[256].AsSpan()), TlvWriter.Write(0x82, [1, 0, 1]));
        for (var length = 0; length < good.Length; length++)
        {
            Assert.Equal(length == 0 ? 0 : -1, CountObjects(good[..length]));
        }

        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var flipped = (byte[])good.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            CountObjects(flipped);
        }
    }

    /// <summary>-1 when the bytes are refused; fails on any exception but that.</summary>
    private static int CountObjects(byte[] bytes)
    {
        try
        {
            var reader = new TlvReader(bytes);
            var count = 0;
            var total = 0;
            while (reader.TryRead(out _, out var value))
            {
                count++;
                total += value.Length + 2;
            }

            Assert.True(total <= bytes.Length);
            return count;
        }
        catch (FormatException)
        {
            return -1;
        }
    }
}
