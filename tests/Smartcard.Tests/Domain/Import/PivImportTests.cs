using System.Security.Cryptography;
using System.Text;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Import;

namespace Smartcard.Tests.Domain.Import;

/// <summary>PIV cards in a file: both keys, their kinds, and the PUK.</summary>
public sealed class PivImportTests
{
    private const string Head =
        "staff number,name,organisation,card id,card type,public key,presence key,key source,wrapping key,wrapped key,key check value";

    private const string Card = "00112233445566778899AABBCCDDEEFF";

    private static readonly string Rsa2048 = KeyOf(RSA.Create(2048));
    private static readonly string Rsa3072 = KeyOf(RSA.Create(3072));
    private static readonly string P256 = KeyOf(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private static readonly string P384 = KeyOf(ECDsa.Create(ECCurve.NamedCurves.nistP384));
    private static readonly string P521 = KeyOf(ECDsa.Create(ECCurve.NamedCurves.nistP521));
    private static readonly string Wrapping = Convert.ToBase64String(new byte[256]);
    private static readonly string Puk = Convert.ToBase64String(new byte[16]);
    private static readonly string CardKey = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void A_PIV_card_has_both_keys_and_a_PUK_that_is_derived_or_wrapped()
    {
        foreach (var (key, presence) in new[] { (Rsa2048, P256), (P256, Rsa2048), (P384, P256) })
        {
            var derived = Assert.Single(Read($"1,Amal Begum,Coast,{Card},PIV,{key},{presence},derived,,,"));
            Assert.Empty(derived.Faults);
            Assert.Equal(CardType.Piv, derived.Card!.Type);
            Assert.Equal(key, Convert.ToBase64String(derived.Card.PublicKey));
            Assert.Equal(presence, Convert.ToBase64String(derived.Card.PresenceKey!));
        }

        var wrapped = Assert.Single(Read($"1,Amal Begum,Coast,{Card},piv,{P256},{P384},,{Wrapping},{Puk},"));
        Assert.Empty(wrapped.Faults);
        Assert.Equal(16, wrapped.Card!.Key!.Wrapped!.Length);
    }

    [Fact]
    public void Without_the_column_or_with_its_name_a_card_is_a_GIDS_card()
    {
        foreach (var type in new[] { "", "GIDS", "gids" })
        {
            var row = Assert.Single(Read($"1,Amal Begum,Coast,{Card},{type},{Rsa2048},,,{Wrapping},{CardKey},"));
            Assert.Empty(row.Faults);
            Assert.Equal((CardType.Gids, null), (row.Card!.Type, row.Card.PresenceKey));
        }
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { $"{Card},nfc,{Rsa2048},,derived,,,", "“card type”: write “GIDS” or “PIV”, or leave it empty." },
        { $"{Card},PIV,{P256},,derived,,,", "“presence key”: this is empty. Fill it in." },
        { $"{Card},PIV,,{P256},derived,,,", "“public key”: this is empty. Fill it in." },
        { $"{Card},GIDS,{Rsa2048},{P256},derived,,,", "“presence key”: only a PIV card has this key." },
        { $"{Card},GIDS,{P256},,derived,,,", "“public key”: the key is not an RSA key." },
        { $"{Card},PIV,{P521},{P256},derived,,,", "“public key”: a PIV card has an RSA key of 2048 bits, or" },
        { $"{Card},PIV,{P256},{Rsa3072},derived,,,", "“presence key”: a PIV card has an RSA key of 2048 bits, or" },
        { $"{Card},PIV,{P256},{P256},derived,,,", "“presence key”: this is the same key as in “public key”." },
        { $"{Card},PIV,{P256},AAAA,derived,,,", "“presence key”: this is not a public key." },
        { $"{Card},PIV,{P256},{P384},,{Wrapping},{CardKey},", "“wrapped key”: this has 32 bytes, which is not the right length." },
        { $"{Card},GIDS,{Rsa2048},,,{Wrapping},{Puk},", "“wrapped key”: this has 16 bytes, which is not the right length." },
        { $"{Card},PIV,{P256},{P384},derived,,,A1B2C3", "“key check value”: a PIV card has no key check value" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_with_a_card_is_told(string cells, string told)
    {
        var row = Assert.Single(Read("1,Amal Begum,Coast," + cells));

        Assert.Contains(row.Faults, fault => ImportWords.Of(row.Line, fault).Contains(told, StringComparison.Ordinal));
        Assert.Null(row.Card);
    }

    private static List<ImportRow> Read(string row)
    {
        var file = ImportFile.Open(Encoding.UTF8.GetBytes(Head + "\n" + row + "\n"), out _)!;
        var rows = new List<ImportRow>();
        while (file.Next() is { } next)
        {
            rows.Add(next);
        }

        return rows;
    }

    private static string KeyOf(AsymmetricAlgorithm key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
}
