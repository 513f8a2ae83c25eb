using System.Text;
using Smartcard.Domain.Audit;
using Smartcard.SelfService.Audit;
using Smartcard.Server.Setup;

namespace Smartcard.Tests.Server.Setup;

/// <summary>What the command says of copies of the audit, and the code that it ends with.</summary>
public sealed class AuditCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-audit-");
    private readonly StringWriter _said = new();

    public void Dispose()
    {
        _said.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_good_copy_is_told_with_its_last_hash()
    {
        var entries = Entries();
        Assert.Equal(0, await RunAsync(Write("good.jsonl", entries)));
        Assert.Contains(
            "entries 1 to 3, from 2026-11-28 07:00:00 to 2026-11-28 07:00:02 UTC, are as they were written. "
            + $"The hash of the last is {entries[2].Hash}.",
            _said.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_one_ends_with_1_and_says_the_line_whatever_stands_beside_it()
    {
        var entries = Entries();
        var good = Write("good.jsonl", entries);
        var cut = Write("cut.jsonl", [entries[0], entries[2]]);
        var empty = Write("empty.jsonl", []);

        Assert.Equal(1, await RunAsync(cut, good, empty));
        var said = _said.ToString();
        Assert.Contains(
            "line 2 is wrong. Entry 3 does not follow the entry before it. One between them is missing, or one was changed. "
            + "The entries up to 1 are as they were written.",
            said,
            StringComparison.Ordinal);
        Assert.Contains("empty.jsonl: there is no entry in it.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_that_can_be_read_it_ends_with_2()
    {
        Assert.Equal(2, await RunAsync());
        Assert.Equal(2, await RunAsync(Path.Combine(_folder.FullName, "gone.jsonl")));
        Assert.Contains("gone.jsonl cannot be read", _said.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] files) => AuditCheck.RunAsync(files, _said, TestContext.Current.CancellationToken);

    private static AuditEntry[] Entries()
    {
        var at = new DateTimeOffset(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);
        var first = AuditEntry.After(null, "tried", null, null, at);
        var second = AuditEntry.After(first, "tried", null, null, at.AddSeconds(1));
        return [first, second, AuditEntry.After(second, "tried", null, null, at.AddSeconds(2))];
    }

    private string Write(string name, AuditEntry[] entries)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, entries.Select(e => Encoding.UTF8.GetString(AuditFileLine.Of(e, "Tried", null, null, null).ToBytes())));
        return path;
    }
}
