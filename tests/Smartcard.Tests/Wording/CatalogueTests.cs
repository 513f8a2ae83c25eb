using System.Text.RegularExpressions;
using Smartcard.Domain.Prompts;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Window;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Setup;
using Smartcard.Wording;

namespace Smartcard.Tests.Wording;

/// <summary>What people read: whole in both languages where staff read it, nothing missing, nothing left over.</summary>
public sealed partial class CatalogueTests
{
    /// <summary>The page makes these from the actions of the demonstration's reader.</summary>
    private static readonly string[] KeysOfDemo = ["demo.insert", "demo.remove", "demo.lock"];

    public static TheoryData<string> AreasInWelsh => [.. Catalogue.Areas.Where(area => Catalogue.LanguagesOf(area).Contains("cy"))];

    [Fact]
    public void A_start_finds_all_words()
    {
        WordsCheck.Require();
        HelperWords.Check(WindowServer.KeysOfPage());
    }

    [Fact]
    public void Each_file_belongs_to_an_area_and_each_area_has_its_files()
    {
        var folder = Path.Combine(Repository.Root, "src", "Smartcard.Wording");
        var files = Catalogue.Languages
            .SelectMany(language => Directory.EnumerateFiles(Path.Combine(folder, language), "*.json"))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        var expected = Catalogue.Areas.SelectMany(area => Catalogue.LanguagesOf(area).Select(language => $"{language}/{area}.json"));

        Assert.Equal(expected.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_in_the_files_of_the_chat_is_unused()
    {
        var source = SourceOf("src") + SourceOf("bot");

        var members = typeof(ChatWords).GetMembers()
            .Where(member => member.DeclaringType == typeof(ChatWords) && !member.Name.StartsWith("get_", StringComparison.Ordinal));

        AssertSame(Catalogue.Chat.Keys, WordsCheck.OfChat().Select(words => words.Key!));
        Assert.All(members, member => Assert.Matches($@"ChatWords\.{member.Name}\b", source));
    }

    [Fact]
    public void Nothing_in_the_files_of_mails_and_activities_is_unused()
    {
        AssertSame(Catalogue.Mails.Keys, MailTexts.Keys);
        AssertSame(Catalogue.Activities.Keys, ActivityWords.All.Select(text => text.Key));
    }

    [Fact]
    public void Nothing_in_the_files_of_the_helper_is_unused()
    {
        var source = SourceOf("src/Smartcard.Helper") + Read("src/Smartcard.Helper/Window/page.js");
        var keysOfScenes = Enum.GetNames<Scene>().SelectMany(scene => new[] { $"{scene}.heading", $"{scene}.text" });
        var keysOfReasons = UnsupportedWords.All.SelectMany(reason => new[] { $"{reason}.heading", $"{reason}.text" });
        var named = keysOfScenes.Concat(keysOfReasons).Concat(WindowServer.KeysOfPage()).Concat(KeysOfDemo).ToHashSet();

        var unused = Catalogue
            .Helper.Keys.Where(key => !named.Contains(key) && !source.Contains($"\"{key}\"", StringComparison.Ordinal))
            .ToList();
        Assert.Empty(unused);
    }

    [Fact]
    public void Nothing_in_the_files_of_the_pages_is_unused()
    {
        var pages = SourceOf("src") + SourceOf("src", "*.razor");
        var (page, script) = (Read("bot/webchat/index.html"), Read("bot/webchat/chat.js"));

        Assert.All(Catalogue.PublicPages.Keys, key => Assert.Contains($"\"{key}\"", pages, StringComparison.Ordinal));
        var unused = Catalogue
            .StaffPage.Keys.Where(key =>
                key.Split('.')[0] switch
                {
                    "webChat" => false, // Web Chat's own names
                    "status" => !script.Contains($"'{key["status.".Length..]}'", StringComparison.Ordinal),
                    _ => !page.Contains($"{{{{word:{key}}}}}", StringComparison.Ordinal)
                        && !script.Contains($"[language].{key}", StringComparison.Ordinal),
                })
            .ToList();
        Assert.Empty(unused);
    }

    [Fact]
    public void The_script_of_the_staff_page_says_only_what_is_there()
    {
        var script = Read("bot/webchat/chat.js");

        Assert.All(SaidByScript().Matches(script), said => Assert.Contains($"status.{said.Groups[1].Value}", Catalogue.StaffPage.Keys));
        Assert.All(WordOfScript().Matches(script), word => Assert.Contains(word.Groups[1].Value, Catalogue.StaffPage.Keys));
    }

    [Theory]
    [MemberData(nameof(AreasInWelsh))]
    public void Nothing_is_left_in_English(string area)
    {
        var (english, welsh) = (TextFile.Read("en", area), TextFile.Read("cy", area));
        string[] same = ["greeting.help", "form.sent", "booth"]; // Help is Welsh too; the others are a place to fill

        Assert.All(
            english.Where(t => !same.Contains(t.Key)),
            text => Assert.NotEqual(text.Value.Forms[Plurals.Other], welsh[text.Key].Forms[Plurals.Other]));
    }

    private static void AssertSame(IEnumerable<string> one, IEnumerable<string> other) =>
        Assert.Equal(one.Order(StringComparer.Ordinal), other.Order(StringComparer.Ordinal));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static string SourceOf(string folder, string files = "*.cs") => string.Concat(Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), files, SearchOption.AllDirectories)
        .Where(file => !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText));

    [GeneratedRegex(@"\bsay\('(\w+)'\)")]
    private static partial Regex SaidByScript();

    [GeneratedRegex(@"words\[(?:chosen|language)\]\.(\w+)")]
    private static partial Regex WordOfScript();
}
