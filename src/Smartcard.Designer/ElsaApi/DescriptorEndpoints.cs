using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// What the designer asks before it shows anything: activities, kinds of expressions and variables, strategies,
/// features.
/// </summary>
internal static class DescriptorEndpoints
{
    public static void MapDescriptors(this RouteGroupBuilder api)
    {
        api.MapGet(
            "/descriptors/activities",
            async (ActivityDescriptors descriptors, OfferedWorkflows offered, CancellationToken cancellationToken) =>
                Results.Json(await descriptors.ListAsync(offered, cancellationToken)));
        api.MapGet(
            "/descriptors/expression-descriptors",
            () =>
                List(
                    Expression("Literal", null, isBrowsable: false),
                    Expression("Object", "json", isBrowsable: false),
                    Expression("Variable", null, isBrowsable: true),
                    Expression("Input", null, isBrowsable: true),
                    Expression("JavaScript", "javascript", isBrowsable: true),
                    Expression("Liquid", "liquid", isBrowsable: true)));
        api.MapGet("/descriptors/variables", () => List([.. DataType.Names.Select(Variable)]));
        api.MapGet(
            "/descriptors/storage-drivers",
            () =>
                List(
                    new
                    {
                        typeName = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
                        displayName = "With the instance",
                        priority = 5,
                        deprecated = false,
                    }));
        api.MapGet(
            "/descriptors/workflow-activation-strategies",
            () =>
                List(
                    new
                    {
                        typeName = "Smartcard.Always",
                        displayName = "Always",
                        description = "A journey can always start.",
                    }));
        api.MapGet(
            "/descriptors/incident-strategies",
            () =>
                List(
                    new
                    {
                        typeName = "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core",
                        displayName = "Fault",
                        description = "A fault ends the instance.",
                    },
                    new
                    {
                        typeName = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core",
                        displayName = "Continue with incidents",
                        description = "Everything that does not depend on the failed activity carries on.",
                    }));
        api.MapGet("/descriptors/log-persistence-strategies", () => List());
        api.MapGet("/descriptors/commit-strategies/workflows", () => List());
        api.MapGet("/descriptors/commit-strategies/activities", () => List());
        api.MapGet("/descriptors/output-converters", () => List());
        api.MapGet("/features/installed", () => List(new
        {
            name = "RealTimeWorkflowUpdates",
            @namespace = "Elsa",
            fullName = "Elsa.RealTimeWorkflowUpdates",
            displayName = "Live view of instances",
            description = "The viewer updates when its instance moves on.",
        }));
    }

    private static IResult List(params object[] items) => Results.Json(new { items, count = items.Length });

    private static object Expression(string type, string? language, bool isBrowsable) => new
    {
        type,
        displayName = type,
        isSerializable = true,
        isBrowsable,
        properties = language is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["MonacoLanguage"] = language },
    };

    private static object Variable(string typeName) =>
        new
        {
            typeName,
            displayName = typeName,
            category = "Primitives",
            description = (string?)null,
        };
}
