using Smartcard.Cards.Piv;

namespace Smartcard.Tests.Cards.Piv;

/// <summary>Cards leave out much of a CHUID, and have things in it that nobody here needs.</summary>
public sealed class PivChuidTests
{
    private const string Guid = "00112233445566778899AABBCCDDEEFF";

    [Theory]
    [InlineData("", null, null)]
    [InlineData("3410" + Guid, Guid, null)]
    [InlineData("3410" + "00000000000000000000000000000000", null, null)] // never given one
    [InlineData("340F" + "00112233445566778899AABBCCDDEE", null, null)]
    [InlineData("3410" + Guid + "3508" + "3230333030323330", Guid, null)] // 30 February
    [InlineData("3410" + Guid + "3504" + "32303330", Guid, null)]
    [InlineData("3410" + Guid + "3508" + "3939393931323331", Guid, "9999-12-31")]
    [InlineData("EE02003B" + "3410" + Guid + "3610" + Guid + "3D00" + "3E03010203" + "FE00", Guid, null)] // length, holder, signature
    [InlineData("3410" + Guid + "3410" + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", Guid, null)]
    public void What_is_there_is_read_and_the_rest_is_null(string value, string? identifier, string? expiry)
    {
        var chuid = PivChuid.Read(Convert.FromHexString(value));

        Assert.Equal(identifier, chuid.CardGuid?.Value);
        Assert.Equal(expiry, chuid.Expiry?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(chuid.FascN);
    }

    [Theory]
    [InlineData("34")]
    [InlineData("3410")]
    [InlineData("3411" + Guid)]
    [InlineData("3480" + Guid)]
    [InlineData("3410" + Guid + "00")]
    public void What_is_no_sequence_of_objects_is_malformed(string value) =>
        Assert.Throws<FormatException>(() => PivChuid.Read(Convert.FromHexString(value)));

    [Theory]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", true)]
    [InlineData(" 00112233445566778899AABBCCDDEEFF ", true)]
    [InlineData("00000000000000000000000000000000", false)]
    [InlineData("0011223344556677", false)]
    [InlineData("0011223344556677889GAABBCCDDEEFF", false)]
    [InlineData(null, false)]
    public void A_guid_is_typed_as_people_write_it(string? text, bool isOne)
    {
        Assert.Equal(isOne, PivGuid.TryParse(text, out var read));
        Assert.Equal(isOne ? Guid : null, read?.Value);
    }
}
