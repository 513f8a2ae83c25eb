using System.Globalization;
using System.Text.RegularExpressions;

namespace Smartcard.Tests.Architecture;

/// <summary>
/// A log event's id names one event: alerts and searches go by it. Each lies in the block that docs/operations.md gives
/// to its area.
/// </summary>
public sealed partial class EventIdTests
{
    private static readonly Event[] Events =
    [
        .. new[] { "src", "bot" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin"))
            .SelectMany(file =>
                Declaration()
                    .Matches(File.ReadAllText(Path.Combine(Repository.Root, file)))
                    .Select(m => new Event(Number(m.Groups[1]), file))),
    ];

    private static readonly Block[] Blocks =
    [
        .. BlockRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")))
            .Select(m => new Block(Number(m.Groups[1]), Number(m.Groups[2]), m.Groups[3].Value)),
    ];

    [Fact]
    public void No_two_events_share_an_id()
    {
        var doubles = Events.GroupBy(e => e.Id).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key} in {string.Join(" and ", same.Select(e => e.File))}");

        Assert.Empty(doubles);
    }

    [Fact]
    public void Each_event_says_its_id()
    {
        var said = new[] { "src", "bot" }
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file =>
                !Path.GetRelativePath(Repository.Root, file)
                    .Split(Path.DirectorySeparatorChar)
                    .Any(part => part is "obj" or "bin"))
            .Sum(file => AnyDeclaration().Count(File.ReadAllText(file)));

        Assert.Equal(Events.Length, said);
    }

    [Fact]
    public void Each_id_lies_in_the_block_of_its_area()
    {
        Assert.NotEmpty(Blocks);

        Assert.All(
            Events,
            e =>
            {
                var block = Blocks
                    .Where(b => e.File.StartsWith(b.Folder + "/", StringComparison.Ordinal))
                    .MaxBy(b => b.Folder.Length);
                Assert.True(block is not null, $"docs/operations.md gives no block of ids to {e.File}.");
                Assert.True(
                    e.Id >= block.First && e.Id <= block.Last,
                    $"{e.File} has the id {e.Id}, and {block.Folder} has {block.First} to {block.Last}.");
            });
    }

    [Fact]
    public void Blocks_do_not_overlap()
    {
        var inOrder = Blocks.OrderBy(b => b.First).ToArray();

        Assert.All(
            inOrder.Zip(inOrder.Skip(1)),
            pair => Assert.True(pair.First.Last < pair.Second.First, $"{pair.First} and {pair.Second} overlap."));
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)\s*,")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\[LoggerMessage\b|LoggerMessage\.Define|new EventId\(")]
    private static partial Regex AnyDeclaration();

    [GeneratedRegex(@"^\| (\d+) to (\d+) \|[^|]*\| `([\w./]+)` \|", RegexOptions.Multiline)]
    private static partial Regex BlockRow();

    private sealed record Event(int Id, string File);

    private sealed record Block(int First, int Last, string Folder);
}
