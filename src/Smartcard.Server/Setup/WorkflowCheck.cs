using Smartcard.SelfService;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>Says of workflow files whether they could be published here, and if not, why: for somebody who edits them outside the designer.</summary>
internal static class WorkflowCheck
{
    public const string Argument = "--check-workflows";

    /// <param name="files">Files or folders of them; none = the installation's own folder.</param>
    /// <returns>0 when all may be published, 1 when one may not, 2 when there is nothing to check.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output)
    {
        var configuration = WebApplication.CreateBuilder().Configuration;
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddPolicy().BuildServiceProvider();
        var registry = WorkflowsRegistration.Primitives();
        registry.AddSelfServiceActivities();
        try
        {
            var code = 0;
            foreach (var file in Expand(files.Count > 0 ? files : [DataFolderSetup.WorkflowFolder(configuration)]))
            {
                var reasons = await ReasonsAsync(file, registry, services.GetRequiredService<IDefinitionGuard>());
                await output.WriteLineAsync($"{file}: {(reasons.Count == 0 ? "may be published" : "may not be published")}");
                foreach (var reason in reasons)
                {
                    code = 1;
                    await output.WriteLineAsync("- " + reason);
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

    private static async Task<IReadOnlyList<string>> ReasonsAsync(string file, ActivityRegistry registry, IDefinitionGuard guard)
    {
        try
        {
            var definition = DefinitionReader.Read(await File.ReadAllTextAsync(file), registry);
            var refusals = await guard.CheckAsync(definition, CancellationToken.None);
            return [.. new[] { DefinitionDesk.WhyNotAsId(definition.DefinitionId), DefinitionDesk.WhyNotAsName(definition.Name.Trim()) }.OfType<string>(), .. refusals.Select(r => r.ToString())];
        }
        catch (DefinitionException wrong)
        {
            return [wrong.Message];
        }
    }

    private static IEnumerable<string> Expand(IEnumerable<string> paths) =>
        paths.SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal) : (IEnumerable<string>)[path]);
}
