using System.Text.RegularExpressions;

namespace Smartcard.Tests.Architecture;

/// <summary>A line of at most 140 characters can be read beside its neighbour in a review. Aim for 120.</summary>
public sealed partial class LineWidthTests
{
    private const int Widest = 140;

    private static readonly string[] Kinds = [".cs", ".razor", ".mjs", ".md"];

    /// <summary>Made by machines, or fetched.</summary>
    private static readonly string[] NotWritten =
    [
        "bin",
        "obj",
        "vendor",
        "node_modules",
        "artifacts",
        "data",
        "Migrations",
        "Recorded",
        ".git",
        "THIRD-PARTY-NOTICES.md",
    ];

    [Fact]
    public void No_line_is_wider_than_140_characters()
    {
        var found = WideLines().Select(line => $"{line.File}:{line.Number} has {line.Width}");

        Assert.Empty(found);
    }

    private static IEnumerable<(string File, int Number, int Width)> WideLines() =>
        from file in Files(new DirectoryInfo(Repository.Root))
        from line in File.ReadLines(file.FullName).Select((text, index) => (Text: text, Number: index + 1))
        let name = Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/')
        where line.Text.Length > Widest && !CannotBeWrapped(name, line.Text)
        select (name, line.Number, line.Text.Length);

    /// <summary>
    /// In Markdown a row of a table, a picture and a command are one line each. A workflow, script or template that a test plays is data,
    /// in quotes: it is not wrapped either.
    /// </summary>
    private static bool CannotBeWrapped(string file, string line) =>
        file.EndsWith(".md", StringComparison.Ordinal)
            ? line.TrimStart().StartsWith('|') || line.StartsWith('<') || line.StartsWith("    ", StringComparison.Ordinal)
            : file.StartsWith("tests/", StringComparison.Ordinal)
                && (line.Contains("\"\"\"", StringComparison.Ordinal) || Quoted().IsMatch(line));

    /// <summary>A long literal, or a line of a raw one that is JSON or Liquid.</summary>
    [GeneratedRegex(@"""[^""]{80,}""|^\s*[{\[""][^;]*"":|\{%")]
    private static partial Regex Quoted();

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => Kinds.Contains(file.Extension) && !NotWritten.Contains(file.Name))
            .Concat(folder.EnumerateDirectories().Where(inner => !NotWritten.Contains(inner.Name)).SelectMany(Files));
}
