using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartcard.Tests.Architecture;

/// <summary>
/// Whatever is shipped of other people's stands in THIRD-PARTY-NOTICES.md with its version and a licence whose text is
/// there.
/// </summary>
public sealed partial class NoticesTests
{
    private const string Anew = "Write the notices anew: node tools/third-party-notices.mjs";

    private static readonly Dictionary<string, string> Noticed = Row()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md")))
        .ToDictionary(m => $"{m.Groups[1].Value}/{m.Groups[2].Value}", m => m.Groups[3].Value, StringComparer.Ordinal);

    private static readonly string[] FetchScripts =
    [
        .. new[] { "src", "bot" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "fetch-*.mjs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)),
    ];

    public static TheoryData<string> Programs => ["Smartcard.Server", "Smartcard.Helper", "Smartcard.Expressions"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_package_that_is_shipped_is_named(string program)
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, program + ".deps.json")));
        var target = dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value;
        var shipped = dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package" && HasFiles(target.GetProperty(library.Name)))
            .Select(library => library.Name)
            .ToArray();

        Assert.NotEmpty(shipped);
        Assert.All(shipped, package => Assert.True(Noticed.ContainsKey(package), $"{program} is shipped with {package}. {Anew}"));
    }

    [Fact]
    public void Every_asset_that_is_fetched_is_named()
    {
        Assert.All(FetchScripts, script => Assert.Matches(PackageName(), File.ReadAllText(script)));
        var fetched = FetchScripts
            .SelectMany(script => PackageName().Matches(File.ReadAllText(script)))
            .Select(m => $"{m.Groups[1].Value}/{m.Groups[2].Value}")
            .ToArray();

        Assert.All(fetched, package => Assert.True(Noticed.ContainsKey(package), $"{package} is fetched and served. {Anew}"));
    }

    [Fact]
    public void The_text_of_each_licence_is_there() =>
        Assert.All(Noticed.Values, file => Assert.True(File.Exists(Path.Combine(Repository.Root, file)), $"{file} is not there."));

    [Fact]
    public void Nothing_is_named_that_is_no_longer_shipped()
    {
        var locked = Programs
            .SelectMany(program => Directory.GetFiles(Path.Combine(Repository.Root, "src", program.Data), "packages.lock.json"))
            .SelectMany(file => Resolved().Matches(File.ReadAllText(file)))
            .Select(m => $"{m.Groups[1].Value}/{m.Groups[2].Value}");
        var fetched = FetchScripts
            .SelectMany(script => PackageName().Matches(File.ReadAllText(script)))
            .Select(m => $"{m.Groups[1].Value}/{m.Groups[2].Value}");

        Assert.Empty(Noticed.Keys.Except([.. locked, .. fetched]));
    }

    private static bool HasFiles(JsonElement library) =>
        library.TryGetProperty("runtime", out _)
        || library.TryGetProperty("native", out _)
        || library.TryGetProperty("runtimeTargets", out _);

    [GeneratedRegex(@"^\| (\S+) \| (\d\S*) \| \[[^\]]+\]\(([^)]+)\) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("packageName(?: =|:) '(.+)@([^'@]+)'")]
    private static partial Regex PackageName();

    [GeneratedRegex("\"([^\"]+)\": \\{\\s*\"type\": \"\\w+\",\\s*(?:\"requested\": \"[^\"]*\",\\s*)?\"resolved\": \"([^\"]+)\"")]
    private static partial Regex Resolved();
}
