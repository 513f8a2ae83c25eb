using Smartcard.Server.Setup;

namespace Smartcard.Tests.Host;

/// <summary>The key files of a data folder, which several hosts may share.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-keys-");

    private string File => Path.Combine(_folder.FullName, "code.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Hosts_that_make_it_at_the_same_moment_get_the_same_key_and_leave_no_draft()
    {
        using var together = new Barrier(8);
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return Convert.ToHexString(KeyFile.ReadOrMake(File));
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Single(keys.Distinct());
        Assert.Equal(["code.key", "code.key.lock"], _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_that_holds_something_else_is_refused_and_kept()
    {
        System.IO.File.WriteAllText(File, "not a key");

        var refusal = Assert.Throws<SettingException>(() => KeyFile.ReadOrMake(File));

        Assert.Contains("Restore it from a backup", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("not a key", System.IO.File.ReadAllText(File));
    }
}
