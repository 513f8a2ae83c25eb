using System.Text.Json;
using static Smartcard.Workflows.DefinitionJson;

namespace Smartcard.Workflows;

/// <summary>What a fault of one activity means for the instance. See docs/decisions/0006-what-a-fault-holds-up.md.</summary>
internal enum IncidentStrategy
{
    /// <summary>The instance is Faulted and its other branches are cancelled; Elsa's <c>FaultStrategy</c>, and the default.</summary>
    Fault,

    /// <summary>
    /// The other branches go on; Elsa's <c>ContinueWithIncidentsStrategy</c>. The instance is Faulted when nothing else
    /// runs or waits.
    /// </summary>
    ContinueWithIncidents,
}

internal static class IncidentStrategies
{
    /// <summary>Reads <c>options.incidentStrategyType</c>: Elsa writes a .NET type's full name, whose last part counts.</summary>
    public static IncidentStrategy Read(JsonElement top)
    {
        var name =
            top.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object
                ? OptionalText(options, "incidentStrategyType")
                : null;
        return name?.Split(',')[0].Split('.')[^1].Trim() switch
        {
            null or "" or "FaultStrategy" => IncidentStrategy.Fault,
            "ContinueWithIncidentsStrategy" => IncidentStrategy.ContinueWithIncidents,
            var other => throw new DefinitionException(
                null,
                "$.options.incidentStrategyType",
                $"there is no incident strategy '{other}'; there are FaultStrategy and ContinueWithIncidentsStrategy"),
        };
    }
}
