using System.Text.Json.Nodes;
using Smartcard.SelfService;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>
/// Says of workflow files whether they could be published here, and if not, why: for somebody who edits them outside
/// the designer.
/// </summary>
internal static class WorkflowCheck
{
    /// <param name="files">Files or folders of them; none = the installation's own folder.</param>
    /// <param name="settings">Of the command line, as for a host.</param>
    /// <returns>0 when all may be published, 1 when one may not, 2 when there is nothing to check.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output, params string[] settings)
    {
        LengthSettings.Use();
        var configuration = WebApplication.CreateBuilder(settings).Configuration;
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddPolicy().BuildServiceProvider();
        var registry = WorkflowsRegistration.Primitives();
        registry.AddSelfServiceActivities();
        try
        {
            var code = 0;
            string[] own = [.. Expand([DataFolderSetup.WorkflowFolder(configuration)])];
            string[] wanted = files.Count > 0 ? [.. Expand(files)] : own;
            var usable = await OfferedInAsync([.. own, .. wanted]);
            foreach (var file in wanted)
            {
                var (reasons, warnings) = await ReasonsAsync(file, registry, usable, services.GetRequiredService<IDefinitionGuard>());
                await output.WriteLineAsync($"{file}: {(reasons.Count == 0 ? "may be published" : "may not be published")}");
                foreach (var reason in reasons)
                {
                    code = 1;
                    await output.WriteLineAsync("- " + reason);
                }

                foreach (var warning in warnings)
                {
                    await output.WriteLineAsync("- Warning: " + warning);
                }
            }

            return code;
        }
        catch (Exception failure) when (Startup.Explain(failure) is not null || failure is IOException)
        {
            await output.WriteLineAsync($"The workflows cannot be checked: {Startup.Explain(failure) ?? failure.Message}");
            return 2;
        }
    }

    /// <summary>
    /// What the files may use as activities: those beside them that are offered as such, by the version that stands in
    /// them.
    /// </summary>
    private static async Task<Dictionary<WorkflowReference, string>> OfferedInAsync(IEnumerable<string> files)
    {
        var offered = new Dictionary<WorkflowReference, string>();
        foreach (var file in files)
        {
            var json = await File.ReadAllTextAsync(file);
            if (WorkflowAsActivity.IsOffered(json)
                && DefinitionContent.Parse(json) is { } definition
                && definition["definitionId"] is JsonValue id
                && definition["version"] is JsonValue version
                && version.TryGetValue<int>(out var number))
            {
                offered[new WorkflowReference(id.ToString(), number)] = json;
            }
        }

        return offered;
    }

    private static async Task<(IReadOnlyList<string> Reasons, IReadOnlyList<string> Warnings)> ReasonsAsync(
        string file,
        ActivityRegistry registry,
        Dictionary<WorkflowReference, string> offered,
        IDefinitionGuard guard)
    {
        try
        {
            var json = await File.ReadAllTextAsync(file);
            var used = await UsedWorkflows.LoadAsync(
                json,
                (reference, _) => Task.FromResult(offered.GetValueOrDefault(reference)),
                CancellationToken.None);
            var definition = DefinitionReader.Read(json, registry, used);
            var refusals = await guard.CheckAsync(definition, CancellationToken.None);
            return (
                [
                    .. new[]
                    {
                        DefinitionIds.WhyNotAsId(definition.DefinitionId),
                        DefinitionIds.WhyNotAsName(definition.Name.Trim()),
                    }.OfType<string>(),
                    .. refusals.Select(r => r.ToString()),
                ],
                DefinitionWarnings.Of(definition, TimeProvider.System.GetUtcNow()));
        }
        catch (DefinitionException wrong)
        {
            return ([wrong.Message], []);
        }
    }

    private static IEnumerable<string> Expand(IEnumerable<string> paths) =>
        paths.SelectMany(path =>
            Directory.Exists(path)
                ? Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal)
                : (IEnumerable<string>)[path]);
}
