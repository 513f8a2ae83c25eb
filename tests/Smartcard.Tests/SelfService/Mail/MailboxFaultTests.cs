using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>A mailbox folder that cannot be written to loses no mail.</summary>
public sealed class MailboxFaultTests(OneBench one) : IClassFixture<OneBench>, IDisposable
{
    private readonly JourneyBench _bench = one.Bench;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-mailbox-");

    private string Mailbox => Path.Combine(_folder.FullName, "mailbox");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task One_that_is_no_folder_is_an_error_that_says_what_to_do()
    {
        await File.WriteAllTextAsync(Mailbox, "in the way", TestContext.Current.CancellationToken);

        await ArrivesOnceAsync(() => File.Delete(Mailbox));
    }

    [Fact]
    public async Task A_mail_that_outlives_its_installation_brings_no_folder_back()
    {
        var gone = Path.Combine(_folder.FullName, "gone");

        await Assert.ThrowsAsync<MailSetupException>(() =>
            new DevelopmentMailbox(Path.Combine(gone, "mailbox"), _bench.Time).SendAsync(
                new FinishedMail(
                    Guid.CreateVersion7(),
                    "amal.hughes@trust.nhs.uk",
                    "Your unlock code",
                    "482913",
                    "<p>482913</p>"),
                TestContext.Current.CancellationToken));

        Assert.False(Directory.Exists(gone));
    }

    [Fact]
    public async Task A_full_disk_is_an_error_that_says_what_to_do_and_leaves_no_half_a_mail()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A full disk is played by /dev/full, which Linux alone has.");
        Directory.CreateDirectory(Mailbox);

        await ArrivesOnceAsync(
            () => Assert.Empty(Directory.GetFiles(Mailbox)),
            id => File.CreateSymbolicLink(Path.Combine(Mailbox, $"{id.Value:N}.json.new"), "/dev/full"));
    }

    private async Task ArrivesOnceAsync(Action putRight, Action<MailId>? breakFor = null)
    {
        var mailbox = new DevelopmentMailbox(Mailbox, _bench.Time);
        _bench.Mails.Through = mailbox;
        var id = await _bench.AddCodeAsync();
        breakFor?.Invoke(id);

        await _bench.SendMailsAsync();

        var waiting = await _bench.MailAsync(id);
        Assert.Equal((MailState.Waiting, 1), (waiting.State, waiting.Attempts));
        Assert.NotNull(waiting.SealedCode);
        Assert.Empty(mailbox.List());
        Assert.Contains(
            _bench.Log.Lines,
            line =>
                line.StartsWith("Error", StringComparison.Ordinal)
                && line.Contains(Mailbox, StringComparison.Ordinal)
                && line.Contains("Make room on its disk", StringComparison.Ordinal));
        putRight();
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.SendMailsAsync();
        Assert.Equal(MailState.Sent, (await _bench.MailAsync(id)).State);
        Assert.Contains(LooseMails.Code, Assert.Single(mailbox.List()).Text, StringComparison.Ordinal);
        _bench.SaysNothingInTheLog();
    }
}
