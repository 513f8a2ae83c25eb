using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

public sealed class SoftwarePivCardFileTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(PivAlgorithm.EccP256)]
    [InlineData(PivAlgorithm.EccP384)]
    [InlineData(PivAlgorithm.Rsa2048)]
    public async Task A_card_keeps_what_it_was_given_from_one_process_to_the_next_and_signs_with_the_same_key(PivAlgorithm algorithm)
    {
        var file = NewFile(algorithm);
        var session = await SelectedAsync(new SoftwarePivCard(file));
        await session.VerifyAsync("000000"u8.ToArray(), _ct);
        Assert.Equal(2, file.Load().PinAttemptsLeft);
        await session.ResetRetryCounterAsync("12345678"u8.ToArray(), "654321"u8.ToArray(), _ct);
        await session.ChangePukAsync("12345678"u8.ToArray(), "87654321"u8.ToArray(), _ct);

        var next = Assert.IsType<SoftwarePivCard>(SoftwareCards.Open(file.Path));
        var again = await SelectedAsync(next);

        Assert.IsType<SecretCheck.Accepted>(await again.VerifyAsync("654321"u8.ToArray(), _ct));
        Assert.Equal("87654321"u8, next.State.Puk);
        Assert.Equal((3, 3), (next.State.PinAttemptsLeft, next.State.PukAttemptsLeft));
        Assert.Equal(file.Load().Identity, next.State.Identity);
        var signature = await again.SignAsync(PivKey.Authentication, algorithm, new byte[32], _ct);
        Assert.True(next.State.CertificateOf(PivKey.Authentication)!.Verifies(new byte[32], signature));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_file_is_opened_as_the_kind_of_card_that_is_in_it()
    {
        var gids = new SoftwareCardFile(Path.Combine(_folder.FullName, "gids.json"));
        gids.Save(TestCards.Create("Amal", "1234"));

        Assert.Equal(("Amal", 3), (SoftwareCards.Open(gids.Path).Label, SoftwareCards.Open(gids.Path).AttemptsLeft));
        Assert.IsType<SoftwareGidsCard>(SoftwareCards.Open(gids.Path));
        Assert.IsType<SoftwarePivCard>(SoftwareCards.Open(NewFile().Path));
    }

    [Fact]
    public void The_file_says_what_it_is_and_is_its_owners_alone()
    {
        var file = NewFile();

        Assert.Contains("A software card for tests and demonstrations", File.ReadAllText(file.Path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void A_broken_file_is_named(string content)
    {
        var file = NewFile();
        File.WriteAllText(file.Path, content);

        Assert.Contains(
            file.Path, Assert.Throws<InvalidDataException>(() => new SoftwarePivCard(file)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => SoftwareCards.Open(file.Path));
    }

    [Fact]
    public void A_key_that_is_none_is_refused()
    {
        var file = NewFile();
        var text = File.ReadAllText(file.Path);
        var at = text.IndexOf("\"pkcs8\": \"", StringComparison.Ordinal) + "\"pkcs8\": \"".Length;
        File.WriteAllText(file.Path, text[..at] + "AAAA" + text[text.IndexOf('"', at)..]);

        Assert.Throws<InvalidDataException>(file.Load);
    }

    [Fact]
    public async Task A_card_whose_file_cannot_be_written_fails_as_a_real_card_does_and_keeps_what_it_had()
    {
        var card = new SoftwarePivCard(NewFile());
        var session = await SelectedAsync(card);
        _folder.Delete(recursive: true);
        await File.WriteAllTextAsync(_folder.FullName, "a file in the folder's place", _ct);

        var fault = await Assert.ThrowsAsync<CardReaderException>(() => session.VerifyAsync("000000"u8.ToArray(), _ct));

        Assert.Equal((ReaderProblem.Faulty, 3), (fault.Problem, card.State.PinAttemptsLeft));
        File.Delete(_folder.FullName);
        _folder.Create();
    }

    private SoftwarePivCardFile NewFile(PivAlgorithm algorithm = PivAlgorithm.EccP256)
    {
        var file = new SoftwarePivCardFile(Path.Combine(_folder.FullName, "card.json"));
        file.Save(SoftwarePivCardState.Create("test", "123456", "12345678", algorithm));
        return file;
    }

    private async Task<PivSession> SelectedAsync(SoftwarePivCard card)
    {
        var session = new PivSession(card);
        await session.SelectAsync(_ct);
        return session;
    }
}
