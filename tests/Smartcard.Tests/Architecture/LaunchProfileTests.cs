using System.Text.Json;

namespace Smartcard.Tests.Architecture;

/// <summary>What an editor starts is there: profiles, tasks, projects and the parts of a compound.</summary>
public sealed class LaunchProfileTests
{
    private const string Workspace = "${workspaceFolder}/";

    private static readonly JsonElement Launch = Read(".vscode/launch.json");
    private static readonly JsonElement[] Configurations = [.. Launch.GetProperty("configurations").EnumerateArray()];
    private static readonly string[] Tasks =
    [
        .. Read(".vscode/tasks.json").GetProperty("tasks").EnumerateArray().Select(task => Text(task, "label")!),
    ];

    [Fact]
    public void Each_program_is_built_by_a_project_of_ours() =>
        Assert.All(
            Configurations.Select(c => Text(c, "program")).OfType<string>(),
            program =>
            {
                var folder = program[Workspace.Length..program.IndexOf("/bin/", StringComparison.Ordinal)];
                Assert.True(
                    File.Exists(
                        Path.Combine(Repository.Root, folder, Path.GetFileNameWithoutExtension(program) + ".csproj")),
                    $"{program} is built by no project.");
            });

    [Fact]
    public void Each_profile_is_in_the_launch_settings_that_are_named() =>
        Assert.All(
            Configurations.Where(c => Text(c, "launchSettingsProfile") is not null),
            configuration =>
            {
                var profiles = Read(Text(configuration, "launchSettingsFilePath")![Workspace.Length..])
                    .GetProperty("profiles");
                Assert.True(
                    profiles.TryGetProperty(Text(configuration, "launchSettingsProfile")!, out _),
                    $"{Text(configuration, "name")} names a profile that is not there.");
            });

    [Fact]
    public void Each_task_that_goes_before_is_there()
    {
        var before = Configurations
            .Concat(Launch.GetProperty("compounds").EnumerateArray())
            .Select(c => Text(c, "preLaunchTask"))
            .OfType<string>();

        Assert.Empty(before.Except(Tasks));
    }

    [Fact]
    public void A_compound_starts_configurations_that_are_there()
    {
        var parts = Launch
            .GetProperty("compounds")
            .EnumerateArray()
            .SelectMany(c => c.GetProperty("configurations").EnumerateArray())
            .Select(part => part.GetString());

        Assert.NotEmpty(parts);
        Assert.Empty(parts.Except(Configurations.Select(c => Text(c, "name"))));
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, file))).RootElement;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
