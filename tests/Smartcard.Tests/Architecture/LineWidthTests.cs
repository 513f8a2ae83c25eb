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

    /// <summary>Files that still have longer lines. This list only shrinks: wrap the lines of a file, then take it off.</summary>
    private static readonly string[] NotYet =
    [
        "src/Smartcard.BackOffice/Booth/BoothPage.razor",
        "src/Smartcard.BackOffice/Mails/MailsNow.razor",
        "src/Smartcard.BackOffice/Mails/MailsPage.razor",
        "src/Smartcard.BackOffice/Policy/PoliciesPage.razor",
        "src/Smartcard.BackOffice/SignIn/AccountPage.razor",
        "src/Smartcard.BackOffice/SignIn/AuthenticatorPage.razor",
        "src/Smartcard.BackOffice/SignIn/CodesPage.razor",
        "src/Smartcard.BackOffice/SignIn/NewPasswordFields.razor",
        "src/Smartcard.BackOffice/SignIn/PasskeysPage.razor",
        "src/Smartcard.BackOffice/SignIn/SecondStepPage.razor",
        "src/Smartcard.BackOffice/Users/AddUserPage.razor",
        "src/Smartcard.BackOffice/Users/OneTimePasswordPage.razor",
        "src/Smartcard.BackOffice/Users/RoleFields.razor",
        "src/Smartcard.Look/DataTable.razor",
        "src/Smartcard.Look/Field.razor",
        "src/Smartcard.Look/Header.razor",
        "src/Smartcard.Look/PostForm.razor",
    ];

    [Fact]
    public void No_line_is_wider_than_140_characters()
    {
        var found = WideLines()
            .Where(line => !NotYet.Contains(line.File))
            .Select(line => $"{line.File}:{line.Number} has {line.Width}");

        Assert.Empty(found);
    }

    [Fact]
    public void A_file_that_is_done_is_taken_off_the_list()
    {
        var wide = WideLines().Select(line => line.File).ToHashSet(StringComparer.Ordinal);

        var done = NotYet.Except(wide);

        Assert.Empty(done);
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
