using System.Text.RegularExpressions;

namespace Smartcard.Tests.Architecture;

/// <summary>Pages are components: no HTML stands in a string of C#, where the compiler sees nothing of what it needs.</summary>
public sealed partial class HtmlInCodeTests
{
    /// <summary>
    /// Mails bring their style along, on each element, as mail programs want it; they are put together where no page is
    /// known.
    /// </summary>
    private static readonly string[] NoComponents = ["src/Smartcard.SelfService/Mail/MailComposer.cs"];

    private static IEnumerable<string> Sources => new[] { "src", "bot" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(part => part is "obj" or "bin"));

    [Fact]
    public void No_string_holds_html()
    {
        var found = Sources.Except(NoComponents).SelectMany(file => Found(file).Select(line => $"{file}:{line}")).ToArray();

        Assert.True(
            found.Length == 0,
            $"HTML stands in a string here: {string.Join(", ", found)}. Make it a component (.razor) with a typed model.");
    }

    [Fact]
    public void What_is_excepted_has_html_still() => Assert.All(NoComponents, file => Assert.NotEmpty(Found(file)));

    [Theory]
    [InlineData("return Html($\"<p>{words}</p>\");")]
    [InlineData("html.Append(\"<div class=\\\"\").Append(name);")]
    [InlineData("var end = \"</form>\";")]
    [InlineData("    <ul role=\"list\">")]
    [InlineData("x = \"<br/>\" + y; // <b>")]
    public void Html_is_found(string line) => Assert.True(HasHtml(line));

    [Theory]
    [InlineData("/// <summary>A list</summary> <p>")]
    [InlineData("    // as in <p>")]
    [InlineData("Func<Task<T>> a; if (i <p && p> 3) { }")]
    [InlineData("new Regex(@\"(?<a>x)(?<code>[0-9])\")")]
    [InlineData("\"Nia <nia@trust.nhs.uk>\"")]
    public void Other_text_is_not(string line) => Assert.False(HasHtml(line));

    private static IEnumerable<int> Found(string file) =>
        File.ReadAllLines(Path.Combine(Repository.Root, file)).Index().Where(line => HasHtml(line.Item)).Select(line => line.Index + 1);

    /// <summary>A tag of a page in a line that is more than a comment.</summary>
    private static bool HasHtml(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Tag().IsMatch(line);

    [GeneratedRegex(
        """
        (?<!\?)</?
        (a|article|aside|b|body|br|button|dd|details|div|dl|dt|em|fieldset|footer|form|g|h[1-6]|head|header|html
        |i|iframe|img|input|label|legend|li|link|main|meta|nav|ol|option|p|path|pre|rect|script|section|select|span
        |strong|style|sub|summary|svg|table|tbody|td|text|textarea|th|thead|title|tr|ul)
        (\s+[a-z-]+\\?=|\s*/?>)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
