namespace Smartcard.Tests.Architecture;

/// <summary>
/// A package with a known weakness, which comes with SendGrid's and which nothing here calls, is neither restored nor
/// shipped.
/// </summary>
public sealed class UnwantedPackageTests
{
    private const string Unwanted = "starkbank";

    public static TheoryData<string> LockFiles =>
        [
            .. new[] { "src", "bot", "tests" }
                .SelectMany(folder =>
                    Directory.GetFiles(
                        Path.Combine(Repository.Root, folder),
                        "packages.lock.json",
                        SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(Repository.Root, file)),
        ];

    [Theory]
    [MemberData(nameof(LockFiles))]
    public void No_lock_file_names_it(string file) =>
        Assert.DoesNotContain(Unwanted, File.ReadAllText(Path.Combine(Repository.Root, file)), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void It_does_not_lie_beside_the_program()
    {
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "SendGrid.dll")));

        Assert.DoesNotContain(
            Directory.GetFiles(AppContext.BaseDirectory),
            file => Path.GetFileName(file).Contains(Unwanted, StringComparison.OrdinalIgnoreCase));
        Assert.All(
            Directory.GetFiles(AppContext.BaseDirectory, "*.deps.json"),
            file => Assert.DoesNotContain(Unwanted, File.ReadAllText(file), StringComparison.OrdinalIgnoreCase));
    }
}
