using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Tests.Server.Setup;

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
                return Convert.ToHexString(KeyFile.ReadOrMake(File).All.Single().Bytes);
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

    [Fact]
    public async Task Renewed_at_the_same_moment_no_key_is_lost_and_the_file_stays_for_its_account_alone()
    {
        var now = new DateTimeOffset(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);
        var first = KeyFile.ReadOrMake(File).All.Single().Bytes;

        await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(i =>
                    Task.Run(
                        () => KeyFile.Renew(File, now.AddSeconds(i), now, TimeSpan.FromMinutes(15)),
                        TestContext.Current.CancellationToken)));

        var keys = KeyFile.ReadOrMake(File).All;
        Assert.Equal(9, keys.Count);
        Assert.Equal(9, keys.Select(k => Convert.ToHexString(k.Bytes)).Distinct().Count());
        Assert.Equal(first, keys[0].Bytes);
        Assert.Equal(["code.key", "code.key.lock"], _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void A_draft_that_a_killed_rotation_left_behind_changes_nothing()
    {
        var before = KeyFile.ReadOrMake(File).All.Single().Bytes;
        System.IO.File.WriteAllText(File + ".0193.new", "{\"keys\":[{\"from\":\"2026-11-2");

        Assert.Equal(before, KeyFile.ReadOrMake(File).All.Single().Bytes);
        KeyFile.Renew(File, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(15));
        Assert.Equal(2, KeyFile.ReadOrMake(File).All.Count);
    }

    [Theory]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"from\":\"2026-11-26T07:00:00+00:00\",\"bytes\":\"AAAA\"}]}")]
    [InlineData("{\"keys\":[{\"from\":\"soon\",\"bytes\":\"hunter2\"}]}")]
    public void Keys_that_are_none_are_refused_without_being_shown(string content)
    {
        System.IO.File.WriteAllText(File, content);

        var refusal = Assert.Throws<SettingException>(() => KeyFile.ReadOrMake(File));

        Assert.Contains("Restore it from a backup", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }
}
