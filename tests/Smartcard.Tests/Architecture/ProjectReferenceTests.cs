using System.Xml.Linq;

namespace Smartcard.Tests.Architecture;

/// <summary>Holds the arrows between the projects; a change here is a change of architecture.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["src/Smartcard.Domain"] = [],
        ["src/Smartcard.Cards"] = [],
        ["src/Smartcard.CardTasks"] = [],
        ["src/Smartcard.Expressions"] = [],
        ["src/Smartcard.Wording"] = [],
        ["src/Smartcard.Workflows"] = ["Smartcard.Expressions"],
        ["src/Smartcard.Storage"] = ["Smartcard.Domain", "Smartcard.Workflows"],
        ["src/Smartcard.SelfService"] =
        [
            "Smartcard.Domain",
            "Smartcard.Workflows",
            "Smartcard.Storage",
            "Smartcard.Cards",
            "Smartcard.CardTasks",
            "Smartcard.Wording",
        ],
        ["bot/Smartcard.Bot"] =
        [
            "Smartcard.Domain",
            "Smartcard.Workflows",
            "Smartcard.Storage",
            "Smartcard.Look",
            "Smartcard.Wording",
        ],
        ["src/Smartcard.Look"] = ["Smartcard.Domain", "Smartcard.Wording"],
        ["src/Smartcard.BackOffice"] =
        [
            "Smartcard.Look",
            "Smartcard.SelfService",
            "Smartcard.Storage",
            "Smartcard.Domain",
            "Smartcard.Wording",
        ],
        ["src/Smartcard.PublicEndpoints"] =
        [
            "Smartcard.Look",
            "Smartcard.SelfService",
            "Smartcard.Bot",
            "Smartcard.Storage",
            "Smartcard.Domain",
            "Smartcard.CardTasks",
            "Smartcard.Wording",
        ],
        ["src/Smartcard.Designer"] =
        [
            "Smartcard.Look",
            "Smartcard.SelfService",
            "Smartcard.Bot",
            "Smartcard.Storage",
            "Smartcard.Workflows",
            "Smartcard.Domain",
            "Smartcard.Cards",
            "Smartcard.CardTasks",
            "Smartcard.Wording",
        ],
        ["src/Smartcard.Server"] =
        [
            "Smartcard.Look",
            "Smartcard.BackOffice",
            "Smartcard.Designer",
            "Smartcard.PublicEndpoints",
            "Smartcard.Domain",
            "Smartcard.Cards",
            "Smartcard.CardTasks",
            "Smartcard.Workflows",
            "Smartcard.Storage",
            "Smartcard.SelfService",
            "Smartcard.Bot",
            "Smartcard.Wording",
        ],
        ["src/Smartcard.Helper"] = ["Smartcard.Cards", "Smartcard.CardTasks", "Smartcard.Wording"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    /// <summary>Of the assemblies, for example Smartcard.Domain.</summary>
    internal static IEnumerable<string> Names => Allowed.Keys.Select(project => Path.GetFileName(project)!);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_architecture_allows(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, project, Path.GetFileName(project) + ".csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void Every_project_is_in_the_table()
    {
        var projects = new[] { "src", "bot" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Replace('\\', '/'));

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }
}
