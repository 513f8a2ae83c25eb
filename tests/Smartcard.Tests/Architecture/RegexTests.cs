using System.Text.RegularExpressions;

namespace Smartcard.Tests.Architecture;

/// <summary>No pattern of the host goes by the clock: on a busy machine one that has a timeout fails on the most honest text.</summary>
public sealed partial class RegexTests
{
    private static IEnumerable<string> Sources => new[] { "src", "bot" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    [Fact]
    public void No_pattern_has_a_match_timeout()
    {
        var timed = Sources
            .SelectMany(file => Timeouts(File.ReadAllText(file)).Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line}"))
            .ToArray();

        Assert.True(
            timed.Length == 0,
            $"These patterns have a match timeout, which a busy machine lets pass on honest text: {string.Join(", ", timed)}. "
                + "Write the pattern so that it is linear (what follows a loop begins with what the loop cannot "
                + "match) and leave the timeout out; "
                + "where a stranger's text meets a pattern that is not, use RegexOptions.NonBacktracking.");
    }

    [Theory]
    [InlineData("[GeneratedRegex(\"a\", RegexOptions.None, matchTimeoutMilliseconds: 200)]")]
    [InlineData("[GeneratedRegex(\n    \"a\",\n    RegexOptions.None,\n    200)]")]
    [InlineData("[GeneratedRegex(@\"a\"\"(b)\", RegexOptions.None, Limit)]")]
    [InlineData("new Regex(\"a\", RegexOptions.None, TimeSpan.FromSeconds(1))")]
    [InlineData("Regex.IsMatch(text, \"a\", RegexOptions.None, Limit)")]
    [InlineData("Regex.Replace(text, \"a\", \"b\", RegexOptions.None, Limit)")]
    [InlineData("private static readonly Regex Shape = new(\"a\", RegexOptions.None, Limit);")]
    [InlineData("[RegularExpression(\"a\")]")]
    [InlineData("AppContext.SetData(\"REGEX_DEFAULT_MATCH_TIMEOUT\", Limit)")]
    public void A_match_timeout_is_found(string source) => Assert.Equal([2], Timeouts("\n" + source));

    [Theory]
    [InlineData("[GeneratedRegex(\"a\", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]")]
    [InlineData("[GeneratedRegex(@\"a, \"\"(b), c\", RegexOptions.None)]")]
    [InlineData("new Regex(\"a,(b\")")]
    [InlineData("Regex.Replace(text, \"a\", \"b\")")]
    [InlineData("catch (RegexMatchTimeoutException) when (!budget.IsSpent)")]
    public void Other_uses_of_patterns_are_not(string source) => Assert.Empty(Timeouts(source));

    /// <returns>The lines in which a pattern with a timeout begins.</returns>
    private static IEnumerable<int> Timeouts(string source) =>
        Timeout().Matches(source).Select(match => 1 + source[..match.Index].Count(letter => letter == '\n')).Distinct();

    /// <summary>
    /// A timeout by its name, or whatever follows the options. The attribute of data annotations has one of two seconds
    /// by itself.
    /// </summary>
    [GeneratedRegex(
        """
        matchTimeout | MatchTimeoutIn | REGEX_DEFAULT_MATCH_TIMEOUT | \[RegularExpression\(
        | \b(GeneratedRegex|Regex\s*\w*\s*=\s*new|new\s+Regex|Regex\.\w+)\(
            (@?"([^"\\]|""|\\.)*"|[^"()])*?
            RegexOptions\.\w+(\s*\|\s*RegexOptions\.\w+)*\s*,
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Timeout();
}
