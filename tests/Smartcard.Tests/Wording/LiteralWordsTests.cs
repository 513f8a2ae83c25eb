using System.Text.RegularExpressions;

namespace Smartcard.Tests.Wording;

/// <summary>No page of the back office has a sentence of its own: what it says is in the files of words.</summary>
public sealed partial class LiteralWordsTests
{
    private static readonly string[] Rooms = ["src/Smartcard.BackOffice", "src/Smartcard.Designer", "src/Smartcard.Look"];

    public static TheoryData<string> Pages =>
    [
        .. Rooms
            .SelectMany(room => Directory.EnumerateFiles(Path.Combine(Repository.Root, room), "*.razor", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_no_words_of_its_own(string page) =>
        Assert.Empty(MarkupWords.In(File.ReadAllText(Path.Combine(Repository.Root, page))));

    /// <summary>Razor drops white space before a statement. <c>@(" ")</c> keeps it.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void No_text_runs_into_what_a_statement_shows_after_it(string page) =>
        Assert.DoesNotMatch(TextBeforeStatement(), File.ReadAllText(Path.Combine(Repository.Root, page)));

    [Theory]
    [InlineData("<p>Nothing is waiting.</p>")]
    [InlineData("<p>Version @Model.Number was published.</p>")]
    [InlineData("<p>\n    A longer text\n    on two lines.\n</p>")]
    [InlineData("<p>@Model.Name signs in <a href=\"@Model.Address\">here</a></p>")]
    [InlineData("@if (Model.Is)\n{\n    <p>It is so</p>\n}")]
    [InlineData("<nav aria-label=\"This page\"></nav>")]
    [InlineData("<Field Name=\"name\" Label=\"User name\" />")]
    [InlineData("<p>@(Model.Is ? \"It is so\" : null)</p>")]
    [InlineData("@code {\n    private readonly Column[] _columns = [new(\"Signs in as\", user => @<b>@user</b>)];\n}")]
    [InlineData("@code {\n    private readonly Column[] _columns = [new(Head, user => @<b>@user signs in</b>)];\n}")]
    [InlineData("@code {\n    private string Words => $\"Up to {Most} characters\";\n}")]
    public void Words_are_found(string markup) => Assert.NotEmpty(MarkupWords.In(markup));

    [Theory]
    [InlineData("<p>@Catalogue.Users[\"password.give\", (\"name\", Model.Name), (\"days\", Model.Days)]</p>")]
    [InlineData("<p class=\"nhsuk-hint line\">@Model.Name</p>")]
    [InlineData("@if (Model.Many > 0)\n{\n    <p>@Model.Name</p>\n}\nelse if (Model.Few < 2)\n{\n    <br>\n}")]
    [InlineData("<p>@What.Before@if (What.At is { } at) { <b>@at</b> }@What.After</p>")]
    [InlineData("<code>Policy:QuestionsRequired</code>")]
    [InlineData("@code {\n    /// <summary>What it is for.</summary>\n    public IReadOnlyList<string> All { get; set; }\n}")]
    [InlineData("@* What this part shows. *@\n<p>@Model</p>")]
    public void Code_and_classes_are_no_words(string markup) => Assert.Empty(MarkupWords.In(markup));

    [GeneratedRegex(@"(@Catalogue\.[^\n<]*\]|</Sentence>)\s*\n\s*@(if|foreach|switch)\b")]
    private static partial Regex TextBeforeStatement();
}
