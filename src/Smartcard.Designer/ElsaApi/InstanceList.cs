using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Designer.Definitions;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>The instances that Studio's list asks for, in the order that it asks for.</summary>
internal static class InstanceList
{
    public static IQueryable<WorkflowInstanceRow> Of(SmartcardDbContext database, JsonObject filter)
    {
        var instances = database.Set<WorkflowInstanceRow>().AsNoTracking();
        var definitionIds = filter
            .TextsOf("definitionIds")
            .Append(filter.TextOf("definitionId"))
            .OfType<string>()
            .Where(t => t.Length > 0)
            .ToArray();
        instances = definitionIds switch
        {
            [] => instances,
            [var one] => instances.Where(i => i.DefinitionId == one),
            _ => instances.Where(i => definitionIds.Contains(i.DefinitionId)),
        };

        instances = OfStatus(instances, filter);
        if (filter.TextOf("correlationId") is { Length: > 0 } correlationId)
        {
            instances = instances.Where(i => i.CorrelationId == correlationId);
        }

        if (filter.NumberOf("version") is { } version)
        {
            instances = instances.Where(i => i.Version == version);
        }

        foreach (var time in (filter["timestampFilters"] as JsonArray ?? []).OfType<JsonObject>())
        {
            instances = InstanceTimes.Filter(instances, time);
        }

        if (filter["hasIncidents"] is JsonValue incidents && incidents.TryGetValue<bool>(out var has))
        {
            var all = database.Set<WorkflowIncidentRow>();
            instances = has
                ? instances.Where(i => all.Any(x => x.InstanceId == i.Id))
                : instances.Where(i => !all.Any(x => x.InstanceId == i.Id));
        }

        var term = filter.TextOf("searchTerm") ?? "";
        if (term.Length > 0)
        {
            instances = Guid.TryParse(term, out var id)
                ? instances.Where(i => i.Id == id)
                : instances.Where(i => i.CorrelationId == term || i.DefinitionId == term);
        }

        return InOrder(instances, filter);
    }

    public static string StatusOf(WorkflowStatus status) => status == WorkflowStatus.Suspended ? "Running" : "Finished";

    public static string SubStatusOf(WorkflowStatus status) => status.ToString();

    /// <summary>One status alone has an index in the list's order, and so have all together.</summary>
    private static IQueryable<WorkflowInstanceRow> OfStatus(IQueryable<WorkflowInstanceRow> instances, JsonObject filter)
    {
        var statuses = filter.TextsOf("statuses").Append(filter.TextOf("status")).OfType<string>().ToArray();
        var subStatuses = filter.TextsOf("subStatuses").Append(filter.TextOf("subStatus")).OfType<string>().ToArray();
        var all = Enum.GetValues<WorkflowStatus>();
        var wanted = all
            .Where(s =>
                (statuses.Length == 0 || statuses.Contains(StatusOf(s)))
                && (subStatuses.Length == 0 || subStatuses.Contains(SubStatusOf(s))))
            .ToArray();
        if (wanted.Length == all.Length)
        {
            return instances;
        }

        return wanted is [var one] ? instances.Where(i => i.Status == one) : instances.Where(i => wanted.Contains(i.Status));
    }

    private static IQueryable<WorkflowInstanceRow> InOrder(IQueryable<WorkflowInstanceRow> instances, JsonObject filter) =>
        (filter.TextOf("orderBy"), filter.TextOf("orderDirection") != "Ascending") switch
        {
            ("LastExecuted" or "Finished", true) => instances.OrderByDescending(i => i.UpdatedAt),
            ("LastExecuted" or "Finished", false) => instances.OrderBy(i => i.UpdatedAt),
            (_, true) => instances.OrderByDescending(i => i.CreatedAt),
            _ => instances.OrderBy(i => i.CreatedAt),
        };
}
