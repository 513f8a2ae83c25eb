using Smartcard.Designer.Studio;
using Smartcard.Storage;

namespace Smartcard.Tests.Designer.Studio;

/// <summary>The folder of Elsa Studio says which inline scripts its pages may run, and can allow nothing else.</summary>
public sealed class StudioAssetsTests : IDisposable
{
    private const string Hash = "sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts=";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-studio-");

    [Fact]
    public void The_scripts_are_those_of_the_list()
    {
        List(Hash + "\n");

        Assert.Equal([Hash], new StudioAssets(_folder.FullName).InlineScripts);
    }

    [Theory]
    [InlineData("unsafe-inline\n")]
    [InlineData(Hash + "\nunsafe-inline\n")]
    [InlineData(Hash + "' 'unsafe-inline\n")]
    [InlineData(Hash + " \n")]
    [InlineData("sha256-abc=\n")]
    public void A_list_of_anything_else_is_refused(string list)
    {
        List(list);

        Assert.Throws<SettingException>(() => new StudioAssets(_folder.FullName));
    }

    [Fact]
    public void A_folder_without_a_list_is_refused_and_says_what_to_do()
    {
        var refused = Assert.Throws<SettingException>(() => new StudioAssets(_folder.FullName));

        Assert.Contains("fetch-studio.mjs", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void List(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "inline-scripts.txt"), text);
}
