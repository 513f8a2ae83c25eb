using System.Security.Cryptography;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.Helper.Demo;

namespace Smartcard.Tests.Helper.Demo;

/// <summary>What the demonstration's card bureau sends about cards of both kinds.</summary>
public sealed class BureauFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_file_says_each_cards_kind_and_wraps_the_PUK_of_a_PIV_card()
    {
        using var installation = RSA.Create(2048);
        File.WriteAllText(Path.Combine(_folder.FullName, DemoStaff.TransportKeyFile), installation.ExportSubjectPublicKeyInfoPem());

        Assert.True(DemoStaff.Prepare(_folder.FullName));

        var rows = File.ReadAllLines(Path.Combine(_folder.FullName, DemoStaff.BureauFileName)).Select(line => line.Split(',')).ToList();
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        var card = new SoftwarePivCardFile(Path.Combine(_folder.FullName, "dilys.json")).Load();
        string Cell(string staffNumber, string head) => rows.Single(r => r[0] == staffNumber)[Array.IndexOf(rows[0], head)];
        using var wrapping = Aes.Create();
        wrapping.SetKey(installation.Decrypt(Convert.FromBase64String(Cell("1001", "wrapping key")), RSAEncryptionPadding.OaepSHA1));
        Assert.Equal(card.Puk, wrapping.DecryptKeyWrapPadded(Convert.FromBase64String(Cell("1003", "wrapped key"))));
        Assert.Equal(("Gids", "", "Piv"), (Cell("1001", "card type"), Cell("1001", "presence key"), Cell("1003", "card type")));
        Assert.Equal(card.Identity!.Value, Cell("1003", "card id"));
        Assert.Equal("", Cell("1003", "key check value"));
        Assert.Equal(
            (Text(PivKey.Authentication), Text(PivKey.CardAuthentication)),
            (Cell("1003", "public key"), Cell("1003", "presence key")));

        string Text(PivKey key) => Convert.ToBase64String(card.CertificateOf(key)!.PublicKey.Span);
    }

    [Fact]
    public async Task The_demonstrations_PIV_card_is_locked_and_put_in_as_the_others_are()
    {
        DemoStaff.Prepare(_folder.FullName);
        using var readers = new VirtualReaders();
        var demo = new DemoReader(readers, _folder.FullName);

        Assert.Null(await demo.ActAsync("insert", "dilys", TestContext.Current.CancellationToken));
        Assert.Null(await demo.ActAsync("lock", "dilys", TestContext.Current.CancellationToken));
        Assert.Null(await demo.ActAsync("lock", "amal", TestContext.Current.CancellationToken));

        var cards = demo.Cards();
        Assert.Contains(new DemoCard("dilys", "Dilys Morgan", IsInserted: true, AttemptsLeft: 0), cards);
        Assert.Equal(0, cards.Single(c => c.Name == "amal").AttemptsLeft);
        var state = (await readers.ListAsync(TestContext.Current.CancellationToken)).Single();
        Assert.Equal(SoftwarePivCard.Atr, state.Atr);
    }
}
