using Smartcard.Designer.Definitions;
using Smartcard.Designer.DryRun;
using Smartcard.Designer.ElsaApi;
using Smartcard.Designer.Studio;
using Smartcard.Designer.Versions;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Wording;

namespace Smartcard.Designer;

/// <summary>
/// Where workflows are drawn, proved, tried and published, and where their journeys are looked at. Nobody else can
/// publish one.
/// </summary>
public static class DesignerRoom
{
    public static void AddDesigner(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddDefinitions();
        services.AddElsaApi();
        services.AddVersions();
        services.AddDryRun();
        services.AddSingleton(_ => StudioAssets.Find(builder.Configuration));
        services.AddSingleton(new ProgramArea(ElsaApi.ElsaApi.Path, DefinitionAnswers.Busy, DefinitionAnswers.Forbidden));
        services.AddSingleton(
            new NavigationLink(30, new MenuLink(Policies.BackOffice + "/workflows", Catalogue.Studio["workflows"]), Policies.SeeWorkflows));
        services.AddSingleton(
            new NavigationLink(40, new MenuLink(ApprovalPages.Path, Catalogue.Versions["approvals"]), Policies.EditWorkflows)
            {
                Now = ApprovalPages.Link,
            });
        services.AddSingleton(
            new NavigationLink(50, new MenuLink(Policies.BackOffice + "/instances", Catalogue.Studio["instances"]), Policies.SeeWorkflows)
            {
                IsOfAllOrganisations = true,
            });
    }

    public static void MapDesigner(this WebApplication app)
    {
        app.MapElsaApi();
        app.MapStudio();
        app.MapWorkflowPages();
        app.MapInstancePages();
        app.MapDryRun();
        app.MapVersions();
        app.MapApprovals();
    }

    /// <summary>Brings in the workflow files of an installation: a new one is published, a changed one becomes a draft.</summary>
    /// <exception cref="Workflows.DefinitionException">
    /// A file holds no usable definition, and the installation has none that it could stand for.
    /// </exception>
    /// <exception cref="Workflows.DefinitionRefusedException">A file holds a new definition that is not safe to publish.</exception>
    public static Task BringInWorkflowFilesAsync(this IServiceProvider services, string folder, CancellationToken cancellationToken) =>
        services.GetRequiredService<DefinitionSeed>().SeedAsync(folder, cancellationToken);
}
