using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

public sealed class SoftwareCardFileTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_card_keeps_its_attempts_and_passcode_from_one_process_to_the_next()
    {
        var file = NewFile();
        await WrongAsync(new SoftwareGidsCard(file));

        var next = new SoftwareGidsCard(file);

        Assert.Equal(2, next.State.AttemptsLeft);
        Assert.Single(_folder.GetFiles()); // nothing half-written stays behind
    }

    [Fact]
    public async Task A_card_changed_in_its_file_is_so_after_the_next_insertion()
    {
        var file = NewFile();
        var card = new SoftwareGidsCard(file);
        using var readers = new VirtualReaders();
        readers.Insert(card);

        file.Save(card.State with { AttemptsLeft = 0 });
        await using var connection = await readers.ConnectAsync(VirtualReaders.DefaultName, _ct);

        Assert.Equal(0, card.State.AttemptsLeft);
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
    [InlineData("{ \"label\": \"x\", \"cardId\": \"AA\", \"passcode\": \"MTIzNA==\", \"signingKey\": \"\", \"adminKey\": \"\" }")]
    public void A_broken_file_is_named(string content)
    {
        var file = NewFile();
        File.WriteAllText(file.Path, content);

        var refusal = Assert.Throws<InvalidDataException>(() => new SoftwareGidsCard(file));

        Assert.Contains(
            content.Contains("label", StringComparison.Ordinal) ? "card identifier 'AA'" : file.Path,
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_whose_file_broke_does_not_answer_a_connect()
    {
        var file = NewFile();
        using var readers = new VirtualReaders();
        readers.Insert(new SoftwareGidsCard(file));
        File.WriteAllText(file.Path, "half a fi");

        var fault = await Assert.ThrowsAsync<CardReaderException>(() => readers.ConnectAsync(VirtualReaders.DefaultName, _ct));

        Assert.Equal(ReaderProblem.UnresponsiveCard, fault.Problem);
    }

    [Fact]
    public async Task A_card_whose_file_cannot_be_written_fails_as_a_real_card_does_and_keeps_what_it_had()
    {
        var card = new SoftwareGidsCard(NewFile());
        var session = new GidsSession(card);
        await session.SelectAsync(_ct);
        _folder.Delete(recursive: true);
        await File.WriteAllTextAsync(_folder.FullName, "a file in the folder's place", _ct);

        var fault = await Assert.ThrowsAsync<CardReaderException>(() => session.VerifyAsync("0000"u8.ToArray(), _ct));

        Assert.Equal(ReaderProblem.Faulty, fault.Problem);
        Assert.Equal(3, card.State.AttemptsLeft);
        File.Delete(_folder.FullName);
        _folder.Create();
        await WrongAsync(card);
        Assert.Equal(2, card.State.AttemptsLeft);
    }

    private SoftwareCardFile NewFile()
    {
        var file = new SoftwareCardFile(Path.Combine(_folder.FullName, "card.json"));
        file.Save(SoftwareCardState.Create("test", "1234"));
        return file;
    }

    private async Task WrongAsync(SoftwareGidsCard card)
    {
        var session = new GidsSession(card);
        await session.SelectAsync(_ct);
        await session.VerifyAsync("0000"u8.ToArray(), _ct);
    }
}
